"""Who may read what was agreed, who is named for it, and what it says in one line."""

from functools import reduce
from operator import or_

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Subquery, When
from django.db.models.functions import JSONObject

from leeds_leaders.kin import kin

HANDED_ON = 3  # times at most: so many steps lead back to what stands in the notes
_BEFORE = ["__".join(["handed_from"] * steps) for steps in range(1, HANDED_ON + 1)]


class ActionQuerySet(models.QuerySet):
    """What was agreed in sessions."""

    def visible_to(self, viewer):
        """The only door to an action: it stands in notes that somebody may read, or was handed over
        from one that does; or it is theirs to do. One that is hidden is seen by whoever wrote it
        down."""
        notes = kin(self.model, "notes").objects.visible_to(viewer)
        seen = _stands_in(notes)
        if not viewer.is_authenticated:
            return self.filter(seen, hidden_at=None)
        owners = kin(self.model, "owners").objects
        seen |= Q(Exists(owners.filter(action=OuterRef("pk"), peer=viewer)))
        wrote = Q(Exists(notes.filter(action=OuterRef("pk"), written_by=viewer)))
        return self.filter(Q(hidden_at=None) & seen | wrote)

    def standing(self):
        """Those that stand in notes, or were handed over from one that does. What was taken out of
        all notes, or is hidden, is nobody's to do."""
        notes = kin(self.model, "notes").objects.standing()
        return self.filter(_stands_in(notes), hidden_at=None)

    def of_record(self, record):
        """Those that stand in the notes of a session."""
        return self.filter(
            notes__record=record, notes__is_removed=False, notes__hidden_at=None, hidden_at=None
        )

    def done_by(self, peer):
        """Those that somebody does, or was asked to do."""
        return self.standing().filter(owners__peer=peer)

    def for_lines(self, viewer):
        """Each with what its line says beside its words, to a viewer: `doers` (of each `name`,
        `slug` where they may be seen, and `said_yes`), `somebody_does` (in a closed session, where
        hardly anybody is named), `by_organisation` and `serves` (`name` and `slug`, or nothing). No
        further query for each."""
        owners = kin(self.model, "owners").objects
        return self.annotate(
            somebody_does=Exists(
                owners.willing().of_closed().filter(action=OuterRef("pk"), peer__is_active=True)
            ),
            doers=ArraySubquery(
                owners.visible_to(viewer)
                .filter(action=OuterRef("pk"))
                .order_by("pk")
                .values(
                    json=JSONObject(
                        name=F("peer__name"),
                        slug=self._slug_for(viewer),
                        said_yes=Q(said_yes_at__isnull=False),
                    )
                )
            ),
            by_organisation=self._told("organisation", viewer, named="name"),
            serves=self._serves(viewer),
        )

    def _slug_for(self, viewer):
        """The address of whoever does it, for those who may see them."""
        peers = kin(self.model, "owners", "peer").objects.visible_to(viewer)
        return Case(When(Exists(peers.filter(pk=OuterRef("peer"))), then=F("peer__slug")))

    def _told(self, link: str, viewer, *, named: str):
        """What is told of the organisation, or the project, of an action to whom may see it."""
        rows = kin(self.model, link).objects.visible_to(viewer).filter(pk=OuterRef(link))
        return Subquery(rows.values(json=JSONObject(name=F(named), slug=F("slug")))[:1])

    def _serves(self, viewer):
        """The project, once it has said so; before that to whoever leads it, does the action or
        was at its session."""
        is_public = Q(project_confirmed_at__isnull=False)
        told = self._told("project", viewer, named="title")
        if not viewer.is_authenticated:
            return Case(When(is_public, then=told))
        circle = kin(self.model, "session", "record").objects.of_circle(viewer).values("pk")
        owners = kin(self.model, "owners").objects.filter(action=OuterRef("pk"), peer=viewer)
        leads = Q(project__lead_ids__contains=[viewer.pk])
        known = leads | Q(session__in=circle) | Q(Exists(owners))
        return Case(When(is_public | known, then=told))


class ActionOwnerQuerySet(models.QuerySet):
    """Those who do something."""

    def visible_to(self, viewer):
        """Who is named to a viewer, of those who are not suspended: who said yes and whom the
        viewer may see; to those of the circle of the session everybody who was named, and one is
        named to oneself and to whoever named them. Of a closed session one is named to oneself, and
        everybody to those who arrange it, or write down who does what."""
        active = self.filter(peer__is_active=True)
        peers = kin(self.model, "peer").objects
        named = Q(said_yes_at__isnull=False) & Q(peer__in=peers.visible_to(viewer))
        if not viewer.is_authenticated:
            return active.filter(named & ~self._is_closed())
        records = kin(self.model, "action", "session", "record").objects
        circle = Q(action__session__in=records.of_circle(viewer).values("pk"))
        wide = named | Q(named_by=viewer) | circle
        keeps = Q(action__session__in=records.naming_all_to(viewer).values("pk"))
        return active.filter(Q(peer=viewer) | keeps | (wide & ~self._is_closed()))

    def of_closed(self):
        """Those who do what was agreed in closed sessions."""
        return self.filter(self._is_closed())

    def _is_closed(self) -> Q:
        """The condition that it was agreed in a closed session."""
        records = kin(self.model, "action", "session", "record").objects
        return Q(Exists(records.filter(pk=OuterRef("action__session"), is_closed=True)))

    def willing(self):
        """Those who said yes."""
        return self.filter(said_yes_at__isnull=False)


def _stands_in(notes) -> Q:
    """The condition that an action, or what it was handed over from, stands in some notes."""
    own = Q(Exists(notes.filter(action=OuterRef("pk"))))
    before = [Q(Exists(notes.filter(action=OuterRef(name)))) for name in _BEFORE]
    return own | (Q(handed_from__isnull=False) & reduce(or_, before))
