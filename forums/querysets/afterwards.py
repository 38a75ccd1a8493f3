"""Who may read how a session felt, what people took back from it, and what came of it."""

from django.db import models
from django.db.models import Exists, F, Func, IntegerField, OuterRef, Q

from forums.choices import Verdict
from forums.querysets.kin import kin


class Total(Func):
    """The sum of an array of numbers."""

    template = "(SELECT coalesce(sum(each), 0) FROM unnest(%(expressions)s) each)"
    output_field = IntegerField()


class _OfSession(models.QuerySet):
    """What belongs to a session, and is open to whoever may see it; of a closed one, to those of
    its circle."""

    def open_to(self, viewer):
        sessions = kin(self.model, "session").objects.visible_to(viewer)
        records = kin(self.model, "session", "record").objects
        closed = records.filter(pk=OuterRef("session"), is_closed=True)
        circle = records.of_circle(viewer).values("pk")
        return self.filter(
            ~Q(Exists(closed)) | Q(session__in=circle), session__in=sessions.values("pk")
        )


class PulseQuerySet(_OfSession):
    """How sessions felt."""

    def visible_to(self, viewer):
        """The only door to sums: from so many answers on that nobody can be guessed."""
        return self.told().open_to(viewer)

    def told(self):
        """Those with enough answers, for whoever is known to have come."""
        return self.alias(total=Total(F("counts"))).filter(total__gte=self.model.TOLD_FROM)


class LessonQuerySet(_OfSession):
    """What people took back from sessions."""

    def visible_to(self, viewer):
        """The only door to lessons: those that are shared, and one's own."""
        shared = self.shared_with(viewer)
        if not viewer.is_authenticated:
            return shared
        return self.filter(Q(pk__in=shared.values("pk")) | Q(peer=viewer))

    def shared_with(self, viewer):
        """Those that others may read. Never with whose they are."""
        return self.filter(is_shared=True, peer__is_active=True).open_to(viewer)


class OutcomeQuerySet(models.QuerySet):
    """What came of projects and actions."""

    def visible_to(self, viewer):
        """The only door to an outcome: confirmed, of a project that somebody may see; before that
        it is for whoever said so, and for those who answer for the project."""
        projects = kin(self.model, "project").objects
        seen = self.filter(project__in=projects.visible_to(viewer).values("pk"))
        if not viewer.is_authenticated:
            return seen.filter(state=Verdict.CONFIRMED)
        if viewer.is_staff and viewer.has_perm("projects.change_project"):
            return seen
        return seen.filter(Q(state=Verdict.CONFIRMED) | Q(said_by=viewer) | Q(project__lead=viewer))

    def confirmed_first(self):
        """What stands, then what waits, then what the project sees differently; the newest
        first."""
        places = [
            models.When(state=state, then=place)
            for place, state in enumerate((Verdict.CONFIRMED, Verdict.SAID, Verdict.DECLINED))
        ]
        return self.order_by(models.Case(*places), F("happened_on").desc(nulls_last=True), "-pk")
