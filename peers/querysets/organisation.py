"""Who may see an organisation."""

from django.contrib.auth import get_user_model
from django.contrib.postgres.search import TrigramSimilarity
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Value, When
from django.db.models.functions import Lower
from django.utils import timezone

from leeds_leaders.kin import kin
from leeds_leaders.moderation.choices import Standing
from peers.choices import SEEN_BY, Audience, Verdict

SHORT = 3  # letters; fewer make no trigram
LISTED = Q(standing__in=(Standing.LIVE, Standing.HELD))


def _holds(words: str) -> Q:
    """A name that holds these small letters; if they are few, that begins with them."""
    if len(words) < SHORT:
        return Q(likeness__startswith=words)
    return Q(likeness__contains=words)


def _comes_close(words: str) -> Q:
    """A name of which a part, or the whole, is spelt much like these small letters."""
    return Q(likeness__trigram_word_similar=words) | Q(likeness__trigram_similar=words)


class OrganisationQuerySet(models.QuerySet):
    """Organisations, looked at by a moderator or not yet."""

    def visible_to(self, viewer):
        """The only door to an organisation: visitors see what a moderator has said yes to,
        members also what waits, moderators all."""
        if not viewer.is_authenticated:
            return self.filter(standing=Standing.LIVE)
        if viewer.is_staff and viewer.has_perm("peers.change_organisation"):
            return self
        return self.filter(LISTED)

    def listed(self):
        """Without those that a moderator has declined: they are on no list, for nobody."""
        return self.filter(LISTED)

    def of(self, peer):
        """The listed ones in whose name somebody may speak: where they have a role today, and what
        they look after."""
        roles = kin(self.model, "roles").objects.now().filter(peer=peer)
        return self.listed().filter(Q(pk__in=roles.values("organisation")) | Q(keeper=peer))

    def still_spoken_for(self):
        """Whether the `peer` of any row may still speak in the name of its `organisation`, as `of`
        has it: where a role has ended, nothing goes on standing in that name."""
        roles = kin(self.model, "roles").objects.now()
        holds = roles.filter(peer=OuterRef("peer"), organisation=OuterRef("organisation"))
        return Q(Exists(holds)) | Q(organisation__keeper=F("peer"))

    def for_page(self):
        """With sector and ward, in one query."""
        return self.select_related("sector", "ward").defer("ward__boundary")

    def found_by(self, *, q: str = "", sector=None, **chosen: str):
        """What is asked for on the list, by name: words of the name, sector, form and scale."""
        found = self.listed().for_page().defer("about").order_by("likeness")
        facets = {name: value for name, value in chosen.items() if value}
        if sector is not None:
            facets["sector"] = sector
        return (found.like(q) if q else found).filter(**facets)

    def named(self, name: str):
        """The one of this very name, whatever the case of its letters."""
        return self.filter(likeness=Lower(Value(name)))

    def like(self, words: str):
        """Those whose name holds the words; if there is none, those that come close in spelling.
        Comparing the spelling of many names takes long, so it is done only then.
        """
        words = words.lower()
        holding = self.filter(_holds(words))
        return holding if holding.exists() else self.filter(_comes_close(words))

    def alike(self, words: str, most: int) -> list:
        """What somebody may mean who writes these words: first what begins with them, then what
        holds them, and where these are few, what comes close. At most two queries.
        """
        words = words.lower()
        listed, holds = self.listed().for_page(), _holds(words)
        begins = Case(When(likeness__startswith=words, then=0), default=1)
        found = list(listed.filter(holds).order_by(begins, "likeness")[:most])
        if len(found) < most:
            nearness = TrigramSimilarity("likeness", words)
            others = (
                listed.filter(_comes_close(words))
                .exclude(holds)
                .order_by(nearness.desc(), "likeness")
            )
            found += others[: most - len(found)]
        return found


class RoleQuerySet(models.QuerySet):
    """What peers do in organisations."""

    def for_members(self):
        """Those that their peers show to all members, ended or not: moderators read no others."""
        seen = list(SEEN_BY[Audience.MEMBERS])
        return self.filter(
            peer__profile__audience__in=seen, peer__profile__audiences__organisations__in=seen
        )

    def now(self):
        """Those that have not ended."""
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=timezone.localdate()))

    def by_name(self):
        """In the order of their peers' names, with them, in one query."""
        return self.select_related("peer").order_by(Lower("peer__name"), "peer", "pk")

    def told_to(self, viewer):
        """Those of today that their peers let a viewer know of.

        Whether they do is read from the peer's entry for the viewer's circle, which holds roles
        only where that circle may know them.
        """
        peers = get_user_model().objects
        texts = get_user_model().entry_texts.rel.related_model.objects
        told = texts.filter(peer=OuterRef("peer")).exclude(card__roles=[])
        if not viewer.is_authenticated:
            return self.now().filter(Exists(told.filter(audience=Audience.PUBLIC)))
        near = Exists(
            peers.filter(pk=OuterRef("peer")).filter(
                peers.is_connected_with(viewer) | Q(pk=viewer.pk)
            )
        )
        return (
            self.now()
            .filter(
                near & Exists(told.filter(audience=Audience.CONNECTIONS))
                | ~near & Exists(told.filter(audience=Audience.MEMBERS))
            )
            .exclude(peer__blocks_received__by=viewer)
        )

    def visible_to(self, viewer):
        """One's own. Of those of others an `Entry` or a portrait tells, as far as they want."""
        return self.filter(peer=viewer) if viewer.is_authenticated else self.none()


class ClaimQuerySet(models.QuerySet):
    """Claims to organisations."""

    def visible_to(self, viewer):
        """One's own; moderators see all."""
        if not viewer.is_authenticated:
            return self.none()
        if viewer.is_staff and viewer.has_perm("peers.change_claim"):
            return self
        return self.filter(peer=viewer)

    def waiting(self):
        """Those that no moderator has decided on."""
        return self.filter(verdict=Verdict.WAITING)
