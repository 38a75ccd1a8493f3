"""Who may read how a session felt, what people took back from it, and what came of it."""

from dataclasses import dataclass

from django.db import models
from django.db.models import Exists, F, Func, IntegerField, OuterRef, Q

from forums.choices import RecordState, Verdict
from forums.querysets.record import CAME
from forums.querysets.sight import unless_hidden
from leeds_leaders.kin import kin
from leeds_leaders.statements import prepared_cursor

# Django takes longer to write this than PostgreSQL to answer it, and every page of a session asks.
_AFTER = """
SELECT
    EXISTS (SELECT 1 FROM forums_record WHERE session_id = %(session)s::bigint AND is_closed),
    (SELECT coalesce(json_object_agg(about, counts), '{{}}') FROM forums_pulse
        WHERE session_id = %(session)s::bigint
        AND (SELECT sum(each) FROM unnest(counts) each) >= {told_from}),
    (SELECT coalesce(json_agg(json_build_object('pk', id, 'words', words)), '[]') FROM (
        SELECT l.id, l.words FROM forums_lesson l JOIN peers_peer p ON p.id = l.peer_id
        WHERE l.session_id = %(session)s::bigint AND l.is_shared AND l.hidden_at IS NULL
        AND p.is_active
        ORDER BY l.id DESC LIMIT {lessons}) shared),
    EXISTS (SELECT 1 FROM forums_note n JOIN forums_record r ON r.session_id = n.record_id
        WHERE n.record_id = %(session)s::bigint AND n.action_id IS NOT NULL AND NOT n.is_removed
        AND n.hidden_at IS NULL
        AND r.state = '{public}'),
    EXISTS (SELECT 1 FROM forums_booking WHERE session_id = %(session)s::bigint
        AND peer_id = %(peer)s::bigint AND state IN ({came})),
    (SELECT coalesce(json_agg(g.about), '[]')
        FROM forums_pulsegiven g JOIN forums_booking b ON b.id = g.booking_id
        WHERE b.session_id = %(session)s::bigint AND b.peer_id = %(peer)s::bigint),
    EXISTS (SELECT 1 FROM forums_lesson
        WHERE session_id = %(session)s::bigint AND peer_id = %(peer)s::bigint)
"""

_COMES_TO = """
SELECT EXISTS (SELECT 1 FROM forums_action WHERE project_id = %(project)s::bigint)
    OR EXISTS (SELECT 1 FROM forums_outcome WHERE project_id = %(project)s::bigint)
"""


def comes_to_something(project) -> bool:
    """Whether anything at all is linked to a project, for whomever: of most there is nothing, and
    their pages need not ask further."""
    with prepared_cursor() as cursor:
        cursor.execute(_COMES_TO, {"project": project.pk})
        return bool(cursor.fetchone()[0])


_DOES = """
SELECT EXISTS (
    SELECT 1 FROM forums_actionowner o JOIN forums_note n ON n.action_id = o.action_id
    JOIN forums_record r ON r.session_id = n.record_id
    WHERE o.peer_id = %(peer)s::bigint AND o.said_yes_at IS NOT NULL AND NOT n.is_removed
    AND n.hidden_at IS NULL AND r.state = '{public}')
"""


def does_something(peer) -> bool:
    """Whether everybody may read that somebody does something that was agreed."""
    with prepared_cursor() as cursor:
        cursor.execute(_DOES.format(public=RecordState.PUBLIC), {"peer": peer.pk})
        return bool(cursor.fetchone()[0])


@dataclass(slots=True)
class After:
    """What there is to be told after a session: `sums` by what they are about, from so many answers
    on; lessons that are `shared`, each with `pk` and `words`; whether everybody may read that
    something was agreed; and of the viewer whether they came, what they have answered, and whether
    they keep a lesson."""

    is_closed: bool
    sums: dict[str, list[int]]
    shared: list[dict]
    has_actions: bool
    came: bool
    given: list[str]
    has_lesson: bool

    @classmethod
    def of(cls, session, viewer, *, told_from: int, lessons: int) -> "After":
        """Of a session that came by its own door. Of a closed one nothing is told to whoever is not
        of its circle, which is asked of closed ones alone."""
        sql = _AFTER.format(
            told_from=told_from,
            lessons=lessons,
            public=RecordState.PUBLIC,
            came=", ".join(f"'{seat}'" for seat in sorted(CAME)),
        )
        with prepared_cursor() as cursor:
            cursor.execute(sql, {"session": session.pk, "peer": viewer.pk})
            after = cls(*cursor.fetchone())
        if after.is_closed and not _is_of_circle(session, viewer):
            after.sums, after.shared = {}, []
        return after


def _is_of_circle(session, viewer) -> bool:
    records = kin(type(session), "record").objects.of_circle(viewer)
    return records.filter(pk=session.pk).exists()


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
        shared = self.filter(is_shared=True, hidden_at=None, peer__is_active=True)
        return shared.open_to(viewer)


class OutcomeQuerySet(models.QuerySet):
    """What came of projects and actions."""

    def visible_to(self, viewer):
        """The only door to an outcome: confirmed, of a project that somebody may see; before that
        it is for whoever said so, and for those who answer for the project. One that is hidden is
        seen by whoever said so."""
        projects = kin(self.model, "project").objects
        seen = self.filter(
            unless_hidden(viewer, "said_by"), project__in=projects.visible_to(viewer).values("pk")
        )
        if not viewer.is_authenticated:
            return seen.filter(state=Verdict.CONFIRMED)
        if viewer.is_staff and viewer.has_perm("projects.change_project"):
            return seen
        leads = Q(project__lead_ids__contains=[viewer.pk])
        return seen.filter(Q(state=Verdict.CONFIRMED) | Q(said_by=viewer) | leads)

    def confirmed_first(self):
        """What stands, then what waits, then what the project sees differently; the newest
        first."""
        places = [
            models.When(state=state, then=place)
            for place, state in enumerate((Verdict.CONFIRMED, Verdict.SAID, Verdict.DECLINED))
        ]
        return self.order_by(models.Case(*places), F("happened_on").desc(nulls_last=True), "-pk")
