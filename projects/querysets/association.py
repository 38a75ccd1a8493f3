"""Who may see an association, and who is told to belong to it."""

from django.contrib.auth import get_user_model
from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import (
    Case,
    Exists,
    F,
    Func,
    OuterRef,
    Q,
    TextField,
    Value,
    When,
    Window,
)
from django.db.models.functions import JSONObject, Lower, RowNumber

from leeds_leaders.geography.models import Ward
from leeds_leaders.kin import kin
from leeds_leaders.language.models import Cause
from leeds_leaders.moderation.choices import Standing
from peers.choices import Form

SHORT = 3  # letters; fewer make no trigram
# What members of each kind are called by, in the order in which they are listed.
NAMED_BY = {
    "peer": Lower("peer__name"),
    "part": F("part__likeness"),
    "organisation": F("organisation__likeness"),
    "project": Lower("project__title"),
}


class AssociationQuerySet(models.QuerySet):
    """Associations, looked at by a moderator or not yet."""

    def visible_to(self, viewer):
        """The only door to an association: live ones; those that one answers for; moderators see
        all."""
        live = Q(standing=Standing.LIVE)
        if not viewer.is_authenticated:
            return self.filter(live)
        if viewer.is_staff and viewer.has_perm("projects.change_association"):
            return self
        kept = self.model._default_manager.kept_by(viewer)
        return self.filter(live | Q(pk__in=kept.values("pk")))

    def kept_by(self, peer):
        """Those that somebody answers for."""
        members = kin(self.model, "memberships").objects.agreed()
        keepers = members.filter(association=OuterRef("pk"), peer=peer, is_keeper=True)
        return self.filter(Q(keeper=peer) | Q(Exists(keepers)))

    def without_active_keeper(self):
        """Those for which nobody who is here answers: somebody has to see to them."""
        members = kin(self.model, "memberships").objects.agreed()
        beside = members.filter(association=OuterRef("pk"), is_keeper=True, peer__is_active=True)
        return self.exclude(keeper__is_active=True).filter(~Exists(beside))

    def listed(self):
        """What lists and counts show, to whomever."""
        return self.filter(standing=Standing.LIVE)

    def by_name(self):
        """In the order of their names, and in no other: none comes first for being large."""
        return self.order_by("likeness", "pk")

    def for_cards(self):
        """With ward and causes, in one query; `cause_list` is a list of mappings."""
        causes = Cause.objects.filter(association_items__content_object=OuterRef("pk"))
        tags = causes.order_by("position").values(
            json=JSONObject(name="name", slug="slug", colour="colour", id="pk")
        )
        return (
            self.select_related("ward")
            .defer("ward__boundary")
            .annotate(cause_list=ArraySubquery(tags))
        )

    def for_page(self, viewer):
        """The same, with `is_kept`: whether the viewer answers for it. One query."""
        if not viewer.is_authenticated:
            return self.for_cards().annotate(is_kept=Value(False))
        kept = self.model._default_manager.kept_by(viewer).filter(pk=OuterRef("pk"))
        return self.for_cards().annotate(is_kept=Exists(kept))

    def found_by(self, *, q: str = "", cause=None, ward=None):
        """What is asked for on the list: words of the name, a cause, a ward."""
        found = self.listed().like(q) if q else self.listed()
        if cause is not None:
            found = found.filter(cause_items__tag=cause)
        return found.filter(ward=ward) if ward is not None else found

    def apart_from(self, association):
        """Those that share no member with an association, and belong to nothing that it belongs
        to."""
        agreed = kin(self.model, "memberships").objects.agreed()
        here, same = agreed.filter(association=association), Q()
        for kind in NAMED_BY:
            same |= Q(**{f"{kind}__in": here.filter(**{f"{kind}__isnull": False}).values(kind)})
        wholes = agreed.filter(part=association).values("association")
        shared = agreed.filter(same, association=OuterRef("pk"))
        beside = agreed.filter(part=OuterRef("pk"), association__in=wholes)
        return self.exclude(Exists(shared)).exclude(Exists(beside))

    def agreed_memberships(self):
        """Memberships in these to which both sides have said yes. Who belongs is still to be asked
        by their own doors."""
        members = kin(self.model, "memberships").objects.agreed()
        return members.filter(association__in=self.values("pk"))

    def wards_of_members(self, viewer):
        """The wards where those are who belong to these, as far as each lets a viewer know."""
        members, agreed = kin(self.model, "memberships"), self.agreed_memberships()
        projects = kin(members, "project").objects.visible_to(viewer).listed()
        organisations = kin(members, "organisation").objects.visible_to(viewer).listed()
        people = kin(members, "peer", "entries").objects.visible_to(viewer)
        codes = Func(F("ward_codes"), function="unnest", output_field=TextField())
        active = people.filter(peer__in=agreed.values("peer")).annotate(code=codes)
        return Ward.objects.visible_to(viewer).filter(
            Q(pk__in=projects.filter(pk__in=agreed.values("project")).values("ward"))
            | Q(pk__in=organisations.filter(pk__in=agreed.values("organisation")).values("ward"))
            | Q(pk__in=active.values("code"))
        )

    def like(self, words: str):
        """Those whose name holds the words; if there is none, those that come close in spelling."""
        words = words.lower()
        if len(words) < SHORT:
            return self.filter(likeness__startswith=words)
        holding = self.filter(likeness__contains=words)
        if holding.exists():
            return holding
        return self.filter(
            Q(likeness__trigram_word_similar=words) | Q(likeness__trigram_similar=words)
        )


class MembershipQuerySet(models.QuerySet):
    """Who belongs to associations."""

    def agreed(self):
        """Those to which both sides have said yes."""
        return self.filter(member_said_yes_at__isnull=False, association_said_yes_at__isnull=False)

    def waiting(self):
        """Those to which one side has said yes and the other has not answered."""
        both = Q(member_said_yes_at__isnull=False, association_said_yes_at__isnull=False)
        return self.filter(~both, declined_at=None)

    def answered_for_by(self, peer):
        """Those of somebody, and of whom or what they answer for."""
        associations = kin(self.model, "association").objects
        return self.filter(
            Q(peer=peer)
            | Q(organisation__keeper=peer)
            | Q(project__lead_ids__contains=[peer.pk])
            | Q(part__in=associations.kept_by(peer).values("pk"))
        )

    def visible_to(self, viewer):
        """The only door to a membership: agreed, where one may see both sides; one's own, and those
        of whom one answers for; all, for those who answer for the association."""
        seen = kin(self.model, "association").objects.visible_to(viewer).values("pk")
        told = Q(pk__in=self.agreed().values("pk"), association__in=seen) & self.is_named_to(viewer)
        if not viewer.is_authenticated:
            return self.filter(told)
        kept = kin(self.model, "association").objects.kept_by(viewer)
        mine = Q(pk__in=self.model._default_manager.answered_for_by(viewer).values("pk"))
        return self.filter(told | mine | Q(association__in=kept.values("pk")))

    def is_named_to(self, viewer) -> Q:
        """The condition that a viewer may see who belongs."""
        seen = {
            name: kin(self.model, name).objects.visible_to(viewer).values("pk")
            for name in ("peer", "organisation", "project", "part")
        }
        return (
            Q(peer__in=seen["peer"], peer__is_active=True)
            | Q(organisation__in=seen["organisation"])
            | Q(project__in=seen["project"])
            | Q(part__in=seen["part"])
        )

    def of_kind(self, kind: str, viewer):
        """Members of one kind whom a viewer may see, by name: people, or groups before public
        bodies before businesses. With them, in one query."""
        seen = kin(self.model, kind).objects.visible_to(viewer)
        if kind in {"organisation", "part", "project"}:
            seen = seen.listed()
        order = [NAMED_BY[kind], "pk"]
        if kind == "organisation":
            order.insert(0, _communities_first())
        return (
            self.agreed()
            .filter(**{f"{kind}__in": seen.values("pk")})
            .select_related(kind)
            .order_by(*order)
        )

    def of_people_who_care(self, cause_ids, viewer):
        """Those of people who let a viewer know that they care about one of these causes, and
        whom the viewer may see and has not blocked."""
        entries = kin(self.model, "peer", "entries").objects.visible_to(viewer)
        caring = entries.filter(peer=OuterRef("peer"), cause_ids__overlap=list(cause_ids))
        seen = kin(self.model, "peer").objects.visible_to(viewer).not_blocked_by(viewer)
        return self.filter(Exists(caring), peer__in=seen)

    def of_organisations_that_work_for(self, cause_ids, viewer):
        """Those of organisations that a viewer may see, by name; once for each of their projects
        that is for one of these causes."""
        seen = kin(self.model, "organisation").objects.visible_to(viewer).listed()
        projects = kin(self.model, "project").objects.visible_to(viewer).listed()
        theirs = projects.filter(cause_ids__overlap=list(cause_ids))
        found = self.filter(organisation__in=seen, organisation__projects__in=theirs)
        return found.order_by("organisation__likeness", "pk")

    def first_of_each(self, most: int):
        """Of the people of each association the first few by name."""
        names = [F("peer__name"), F("pk")]
        place = Window(RowNumber(), partition_by=F("association"), order_by=names)
        return self.annotate(place=place).filter(place__lte=most)


def _communities_first() -> Case:
    """Organisations in the order of their forms, which begins with communities."""
    places = [When(organisation__form=form, then=place) for place, form in enumerate(Form.values)]
    return Case(*places, default=len(places))


def keepers_of(association):
    """Everybody who answers for an association and still has an account."""
    peers = get_user_model().objects.filter(is_active=True)
    beside = association.memberships.agreed().filter(is_keeper=True).values("peer")
    return peers.filter(Q(pk=association.keeper_id) | Q(pk__in=beside))
