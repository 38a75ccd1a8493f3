"""What somebody writes at length, answers to others, takes back from sessions and says came of it.

Whoever writes without a name takes it along all the same: it is theirs.
"""

from collections.abc import Iterator

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from forums.models import Lesson, Outcome, Perspective, PulseGiven, Response
from forums.personal_data.breakfasts import about_sessions, when
from leeds_leaders.personal_data import Fate, Holding, Told, facts, readable

PERSPECTIVE = (
    "title", "kind", "words", "session", "author_line", "is_unnamed", "byline", "role",
    "organisation", "dated_on", "read_by", "standing", "decision_reason", "written_at",
    "published_at",
)  # fmt: skip


def pulses_of(peer) -> QuerySet:
    """That somebody answered the pulse; what they answered nobody can tell, the site included."""
    return PulseGiven.objects.filter(booking__peer=peer)


def _pulses(rows: QuerySet, peer) -> Iterator[Told]:
    for row in rows.select_related("booking__session"):
        yield when(row.booking.session) | {"about": readable(row, "about")}


def _perspectives(rows: QuerySet, peer) -> Iterator[Told]:
    """With what they cite."""
    rows = rows.prefetch_related("citations")
    for row, told in zip(rows, facts(*PERSPECTIVE)(rows, peer), strict=True):
        cited = [{"words": one.words, "url": one.url} for one in row.citations.all()]
        yield told | {"citations": cited}


def _responses(rows: QuerySet, peer) -> Iterator[Told]:
    """With where they stand: what somebody may read of it still."""
    rows = rows.select_related("session")
    perspectives = Perspective.objects.visible_to(peer).in_bulk({r.perspective_id for r in rows})
    for row in rows:
        yield {
            "to": str(row.session or perspectives.get(row.perspective_id, "")),
            **{
                name: readable(row, name)
                for name in ("words", "heard", "is_unnamed", "standing", "said_at", "changed_at")
            },
        }


def _decided(rows: QuerySet, peer) -> Iterator[Told]:
    for row in rows:
        yield {name: readable(row, name) for name in ("standing", "decided_at", "decision_reason")}


HOLDINGS = [
    Holding(
        name="perspectives",
        title=_("Perspectives that I wrote, drafts among them"),
        model=Perspective,
        links=["author"],
        afterwards=_("Goes for good, with what others answered to it."),
        tell=_perspectives,
    ),
    Holding(
        name="perspectives_decided",
        title=_("Perspectives that I decided on"),
        model=Perspective,
        links=["decided_by"],
        fate=Fate.NOBODYS,
        tell=_decided,
    ),
    Holding(
        name="responses",
        title=_("What I answered to others"),
        model=Response,
        links=["author"],
        fate=Fate.NOBODYS,
        afterwards=_("Stays, without my name. If something is to go, withdraw it first."),
        tell=_responses,
    ),
    Holding(
        name="responses_decided",
        title=_("Responses that I decided on"),
        model=Response,
        links=["decided_by"],
        fate=Fate.NOBODYS,
        tell=_decided,
    ),
    Holding(
        name="pulses",
        title=_("After which sessions I said how it was"),
        model=PulseGiven,
        of=pulses_of,
        about=_("What I answered is in a sum alone: it cannot be told, nor taken out again."),
        tell=_pulses,
    ),
    Holding(
        name="lessons",
        title=_("Lessons that I take back"),
        model=Lesson,
        links=["peer"],
        tell=about_sessions("words", "is_shared", "said_at", "ask_on", "helped", "story"),
    ),
    Holding(
        name="outcomes",
        title=_("What I said came of projects"),
        model=Outcome,
        links=["said_by"],
        fate=Fate.NOBODYS,
        tell=facts(
            "project", "kind", "words", "limited_by", "evidence", "happened_on", "state", "said_at"
        ),
    ),
    Holding(
        name="outcomes_decided",
        title=_("Outcomes that I confirmed or saw differently"),
        model=Outcome,
        links=["decided_by"],
        fate=Fate.NOBODYS,
        tell=facts("project", "words", "state", "reason", "decided_at"),
    ),
]
