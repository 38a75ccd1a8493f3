"""Who reported what, and what waits or was taken away, is told nobody who may not know.

Each text that moderation keeps, and each thing that waits, holds a mark of its own; so does the
name of whoever reported. Every address is fetched by every one of the cast, and body and headers
are searched for all marks.
"""

import io
import zipfile
from datetime import timedelta

import pytest
from django.utils import timezone

from forums.choices import AgendaState, Section, State, Verdict
from forums.models import Answer, Lesson
from leeds_leaders.moderation.actions import hold
from leeds_leaders.moderation.choices import Because, HouseRule
from leeds_leaders.moderation.kinds import kinds
from leeds_leaders.moderation.models import Appeal, Case, DataComplaint, Decision, Report
from leeds_leaders.notices.models import Letter, Notice
from peers.choices import Audience
from peers.models import Profile
from projects.models import Project
from tests.conftest import Cast
from tests.factories import (
    ActionFactory,
    AgendaItemFactory,
    BookingFactory,
    NoteFactory,
    OutcomeFactory,
    PeerFactory,
    PerspectiveFactory,
    QuestionFactory,
    RecordFactory,
    ResponseFactory,
    SessionFactory,
)

pytestmark = pytest.mark.django_db

MODERATORS = {"moderator", "admin"}
AUTHOR = {"lead"}
ARRANGERS = {"organiser", "admin"}
WAITING = (
    "session", "perspective", "response", "note", "question", "answer", "action", "agenda-item",
    "outcome", "lesson",
)  # fmt: skip
MARKS = {
    # Who reported, and in which words; a visitor's stand for themselves.
    "mark-reporter": MODERATORS, "mark-report-words": MODERATORS,
    "mark-visitor-words": MODERATORS,
    # Why something was taken away, what its author thinks of that, and what was answered.
    "mark-reason": AUTHOR | MODERATORS, "mark-appeal": AUTHOR | MODERATORS,
    "mark-answered": AUTHOR | MODERATORS,
    "mark-complaint": MODERATORS, "mark-complainer": MODERATORS,
    # What waits: for those who wrote it, and for moderators, who look at it in the queue.
    **{f"mark-waiting-{kind}": AUTHOR | MODERATORS for kind in WAITING},
}  # fmt: skip
# Organisers look at drafts, and at their agenda.
MARKS["mark-waiting-session"] |= ARRANGERS
# How many answers the sweep reads at least: `test_leaks.py` adds up those of all files.
AT_LEAST = 550


@pytest.fixture
def marked(cast) -> Cast:
    """One of each kind that waits, all by the lead; reports of them; two things taken away."""
    lead, moderator = cast.lead.peer, cast.moderator.peer
    ago = timezone.now() - timedelta(hours=3)
    session = SessionFactory(
        slug="talk", title="A talk", state=State.HELD, starts_at=ago,
        ends_at=ago + timedelta(hours=2),
    )  # fmt: skip
    BookingFactory(session=session, peer=cast.peer.peer, arrived=1, arrived_at=ago)
    record = RecordFactory(session=session)
    asked = QuestionFactory(session=session, words="What answers it?", record=record)
    action = ActionFactory(session=session, record=record, words="Do mark-waiting-action")
    action.notes.update(written_by=lead)
    waiting = {
        "session": SessionFactory(slug="other", title="On mark-waiting-session", proposed_by=lead),
        "perspective": PerspectiveFactory(author=lead, words="I say mark-waiting-perspective"),
        "response": ResponseFactory(
            author=lead, perspective=None, session=session, words="It is mark-waiting-response"
        ),
        "note": NoteFactory(
            record=record, section=Section.WORKS, words="So: mark-waiting-note", written_by=lead
        ),
        "question": QuestionFactory(
            session=session, record=record, words="Is it mark-waiting-question?", asked_by=lead
        ),
        "answer": Answer.objects.create(question=asked, words="mark-waiting-answer", by=lead),
        "action": action,
        "agenda-item": AgendaItemFactory(
            session=session, title="On mark-waiting-agenda-item", proposed_by=lead,
            state=AgendaState.CHOSEN, place=1,
        ),
        "outcome": OutcomeFactory(
            project=Project.objects.get(slug="live-project"), said_by=lead,
            words="It gave mark-waiting-outcome", state=Verdict.CONFIRMED,
            decided_at=timezone.now(),
        ),
        "lesson": Lesson.objects.create(
            session=session, peer=lead, words="I take mark-waiting-lesson", is_shared=True,
            ask_on=timezone.localdate(),
        ),
    }  # fmt: skip
    reporter = PeerFactory(name="Xenia mark-reporter")
    Profile.objects.filter(pk=reporter.pk).update(audience=Audience.HIDDEN)
    for kind, thing in waiting.items():
        hold(thing, Because.REPORTED, author=lead)
        case = Case.objects.open().get(kind=kind, object_id=str(thing.pk))
        Report.objects.create(
            case=case, reporter=reporter, rule=HouseRule.PRIVACY, words="It is mark-report-words"
        )
        Report.objects.create(
            case=case, rule=HouseRule.ABUSE, words="It is mark-visitor-words", sender=f"{kind}"
        )
        Case.objects.filter(pk=case.pk).update(reports=2, harm=2)
    for words, is_answered in (("One", True), ("Two", False)):
        gone = PerspectiveFactory(author=lead, title=f"{words} was here")
        decision = kinds()["perspective"].decline(gone, by=moderator, reason="So: mark-reason")
        Appeal.objects.create(
            decision=decision, peer=lead, words="I think mark-appeal", against=moderator,
            decided_by=cast.admin.peer if is_answered else None,
            decided_at=timezone.now() if is_answered else None,
            is_upheld=False if is_answered else None, answer="mark-answered" if is_answered else "",
        )  # fmt: skip
    DataComplaint.objects.create(
        name="Yan mark-complainer", email="yan@example.org", words="You keep mark-complaint"
    )
    return cast


def addresses() -> list[str]:
    """Everything that can be fetched of what waits and of what moderation keeps."""
    things = {
        kind: kinds()[kind].rows(Case.objects.filter(kind=kind).values_list("object_id", flat=True))
        for kind in WAITING
    }
    found = []
    for kind, rows in things.items():
        for row in rows.values():
            found += [row.get_absolute_url().split("#")[0]]
            found += [f"/report/{kind}/{getattr(row, kinds()[kind].key)}/"]
    decisions = [decision.get_absolute_url() for decision in Decision.objects.all()]
    return [
        *found, *decisions,
        *("/", "/forums/", "/forums/talk/", "/forums/talk/agenda/", "/forums/talk/notes.md"),
        *("/forums/talk/notes/", "/forums/?q=mark", "/search/?q=mark", "/record/?q=mark"),
        *("/questions/", "/questions/?q=mark", "/what-works/", "/perspectives/", "/said-and-done/"),
        *("/projects/live-project/", "/calendar.ics", "/data/sessions.json", "/sitemap.xml"),
        *("/me/notices/", "/me/perspectives/", "/me/lessons/", "/me/data/", "/moderation/"),
        *("/privacy/", "/data-complaint/", "/peers/?q=mark", "/outbox/"),
        *(f"/feeds/{one}.atom" for one in FEEDS),
        *(f"/admin/moderation/{one}/" for one in ADMINS),
        *(f"/admin/moderation/case/{case.pk}/change/" for case in Case.objects.open()),
        *("/admin/", "/admin/forums/perspective/", "/admin/forums/response/"),
    ]  # fmt: skip


FEEDS = ("sessions", "perspectives", "what-works", "questions", "actions")
ADMINS = ("case", "case/next", "decision", "appeal", "report", "datacomplaint", "act")


def bytes_of(answer) -> str:
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return f"{answer.headers}\n{answer.cookies.output()}\n{body.decode(errors='replace')}"


def test_every_mark_meets_those_in_the_table_and_nobody_else(marked):
    read = 0
    met: dict[str, dict[str, str]] = {mark: {} for mark in MARKS}
    for address in addresses():
        for name, player in marked:
            text = bytes_of(player.client.get(address, follow=name in MODERATORS))
            read += 1
            for mark in (mark for mark in MARKS if mark in text):
                met[mark].setdefault(name, address)
    leaks = {
        mark: {name: where for name, where in met[mark].items() if name not in MARKS[mark]}
        for mark in MARKS
    }
    assert not {mark: who for mark, who in leaks.items() if who}
    # Each mark was really there to be met by some, or the sweep proves nothing.
    assert not {mark for mark in MARKS if not met[mark]}
    assert read >= AT_LEAST


def test_what_one_takes_along_and_what_one_is_sent_names_no_reporter(marked):
    told = [letter.subject + letter.text + letter.html for letter in Letter.objects.all()]
    told += [notice.title + notice.text for notice in Notice.objects.all()]
    assert not [text for text in told if "mark-report" in text or "mark-visitor" in text]
    for name, player in marked:
        if name in {"nobody", "suspended"}:
            continue
        parcel = zipfile.ZipFile(io.BytesIO(player.client.get("/me/data/export.zip").getvalue()))
        text = parcel.read("data.json").decode()
        kept = {mark for mark in MARKS if mark in text}
        assert not kept & {"mark-reporter", "mark-report-words", "mark-visitor-words"}, name
        # The moderator's own words on the lead's things are theirs as well.
        assert not [mark for mark in kept if name not in MARKS[mark]], name
