"""What was said stays with those whom it is for, in every byte that anybody can fetch.

Each text of a record, in each of its states, holds a mark of its own: notes with what they said
before, questions, actions, perspectives, responses, lessons and outcomes; and so does the name of
everybody who wrote without one, or who has not said yes. Every address is fetched by every one of
the cast, and body and headers are searched for all marks. The table says who may meet which.
"""

import io
import zipfile
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db.models import Q
from django.utils import timezone

from forums.actions.record import share
from forums.actions.responses import Said, respond
from forums.choices import Asked, Doing, ReadBy, RecordState, Section, State
from forums.models import (
    Action,
    ActionOwner,
    Answer,
    Lesson,
    Note,
    Outcome,
    Perspective,
    Question,
    Record,
    Response,
)
from leeds_leaders.moderation.choices import Standing
from leeds_leaders.notices.choices import Purpose
from leeds_leaders.notices.models import Letter, Notice
from peers.choices import Audience
from peers.models import Peer, Profile
from projects.models import Project
from tests.conftest import Cast
from tests.factories import (
    ActionFactory,
    BookingFactory,
    NoteFactory,
    OutcomeFactory,
    PeerFactory,
    PerspectiveFactory,
    QuestionFactory,
    RecordFactory,
    ResponseFactory,
    SeriesFactory,
    SessionFactory,
)

pytestmark = pytest.mark.django_db

NOBODY: set[str] = set()
MEMBERS = {"peer", "connection", "lead", "organiser", "moderator", "admin"}
EVERYBODY = MEMBERS | {"nobody", "suspended"}
ARRANGERS = {"organiser", "admin"}
MODERATORS = {"moderator", "admin"}
CAME = {"peer", *ARRANGERS}  # the peer came to all of them
TAKERS = {"connection", *ARRANGERS}  # the connection takes notes of the draft
# Whoever may read the notes of each record, and who may write them.
READ = {"draft": TAKERS, "shared": CAME, "public": EVERYBODY, "closed": CAME}
WRITE = {"draft": TAKERS, "shared": ARRANGERS, "public": ARRANGERS, "closed": ARRANGERS}
# mark-<record>-<what>: who may meet it
MARKS = {
    **{f"mark-{name}-{what}": READ[name] for name in READ
       for what in ("context", "question", "works", "deed", "answer", "meaning")},
    **{f"mark-{name}-{what}": WRITE[name] for name in READ for what in ("before", "removed")},
    # Names: of those who wrote where nobody is named, or have yet to say yes.
    "mark-closed-writer": MODERATORS, "mark-closed-author": MODERATORS,
    "mark-closed-responder": MODERATORS, "mark-closed-asker": MODERATORS,
    "mark-unnamed-author": MODERATORS, "mark-unnamed-responder": MODERATORS,
    "mark-asked-owner": {"peer", *ARRANGERS, *MODERATORS},
    # Perspectives, by whom they are for.
    "mark-draft-perspective": {"lead"}, "mark-declined-perspective": {"lead", *MODERATORS},
    "mark-held-perspective": {"lead", *MODERATORS},
    "mark-came-perspective": {"lead", *CAME},
    "mark-closed-perspective": CAME, "mark-members-perspective": MEMBERS,
    "mark-everyone-perspective": EVERYBODY, "mark-closed-source": CAME,
    # Responses, in threads of each kind.
    "mark-held-response": {"lead", *MODERATORS}, "mark-closed-response": CAME,
    "mark-closed-thread": CAME, "mark-came-response": {"lead", *CAME},
    "mark-shared-thread": EVERYBODY, "mark-declined-heard": {"lead", *MODERATORS},
    # Afterwards.
    "mark-own-lesson": {"peer"}, "mark-own-story": {"peer"},
    "mark-said-outcome": {"peer", "lead", *MODERATORS},
    "mark-declined-outcome": {"peer", "lead", *MODERATORS},
    "mark-confirmed-outcome": EVERYBODY,
}  # fmt: skip
# How many answers the sweep reads at least: `test_leaks.py` adds up those of all files.
AT_LEAST = 900


def somebody(mark: str, **facts) -> Peer:
    """Whom nobody finds by themselves: what names them is what they did."""
    peer = PeerFactory(name=f"Xenia {mark}", **facts)
    Profile.objects.filter(pk=peer.pk).update(audience=Audience.HIDDEN)
    return peer


def mark_record(name: str, cast: Cast, series) -> Record:
    """A record with a mark in each of its sections, in what it said before and in what it says no
    more; a question that has an answer, an item with a meaning."""
    starts_at = timezone.now() - timedelta(days=9 - [*READ].index(name))
    session = SessionFactory(
        slug=f"{name}-talk", title=f"A talk, {name}", state=State.HELD, series=series,
        starts_at=starts_at, ends_at=starts_at + timedelta(hours=2),
        series_day=timezone.localdate(starts_at),
    )  # fmt: skip
    BookingFactory(session=session, peer=cast.peer.peer, arrived=1, arrived_at=starts_at)
    is_public = name == "public"
    record = RecordFactory(
        session=session,
        state=RecordState.SHARED if name == "closed" else name,
        is_closed=name == "closed",
        published_at=timezone.now() if is_public else None,
    )
    if name == "draft":
        record.note_takers.add(cast.connection.peer)
    writer = somebody(f"mark-{name}-writer")
    for section, what in ((Section.CONTEXT, "context"), (Section.WORKS, "works")):
        note = NoteFactory(
            record=record, section=section, words=f"Said mark-{name}-before", written_by=writer
        )
        Note.objects.filter(pk=note.pk).update(words=f"Said mark-{name}-{what}")
    gone = NoteFactory(record=record, words=f"Said mark-{name}-removed", written_by=writer)
    Note.objects.filter(pk=gone.pk).update(is_removed=True)
    question = QuestionFactory(
        session=session, record=record, words=f"Asked mark-{name}-question?",
        asked_by=somebody(f"mark-{name}-asker"), state=Asked.ANSWERED,
    )  # fmt: skip
    Answer.objects.create(question=question, words=f"Answered mark-{name}-answer", by=writer)
    ActionFactory(session=session, record=record, words=f"Do mark-{name}-deed")
    ResponseFactory(perspective=None, note=note, words=f"It means mark-{name}-meaning",
                    author=somebody(f"mark-{name}-responder"))  # fmt: skip
    return record


@pytest.fixture
def marked(cast) -> Cast:
    """Four records, one in each state and one of a closed session, with all that hangs on them."""
    lead, peer = cast.lead.peer, cast.peer.peer
    series = SeriesFactory(slug="talks")
    records = {name: mark_record(name, cast, series) for name in READ}
    sessions = {name: record.session for name, record in records.items()}
    for mark, facts in {
        "mark-draft-perspective": {"published_at": None},
        "mark-held-perspective": {"standing": Standing.HELD},
        "mark-declined-perspective": {"standing": Standing.DECLINED},
        "mark-came-perspective": {"read_by": ReadBy.CAME, "session": sessions["public"]},
        "mark-members-perspective": {"read_by": ReadBy.MEMBERS},
        "mark-everyone-perspective": {"session": sessions["public"]},
    }.items():
        PerspectiveFactory(
            author=lead, title=f"On {mark}", words=f"I say {mark}.", slug=mark, **facts
        )
    closed = PerspectiveFactory(
        author=somebody("mark-closed-author"), session=sessions["closed"], slug="closed-one",
        title="On mark-closed-perspective", words="I say mark-closed-perspective.",
        author_line="I am mark-closed-author",
    )  # fmt: skip
    closed.citations.create(place=1, words="Book mark-closed-source", url="https://a.example/b")
    unnamed = PerspectiveFactory(
        author=somebody("mark-unnamed-author"), is_unnamed=True, slug="unnamed", title="Unnamed"
    )
    came = Perspective.objects.get(slug="mark-came-perspective")
    shy = somebody("mark-unnamed-responder")
    for words, facts in {
        "mark-closed-response": {"perspective": closed},
        "mark-came-response": {"perspective": came},
        "mark-closed-thread": {"perspective": None, "session": sessions["closed"]},
        "mark-shared-thread": {"perspective": None, "session": sessions["shared"]},
        "unnamed": {"perspective": unnamed, "is_unnamed": True},
    }.items():
        ResponseFactory(author=shy if facts.get("is_unnamed") else PeerFactory(name="By name"),
                        words=f"I answer {words}", **facts)  # fmt: skip
    ResponseFactory(author=lead, standing=Standing.HELD, words="I answer mark-held-response")
    ResponseFactory(
        author=lead, standing=Standing.DECLINED, words="I answer", heard="mark-declined-heard",
        heard_state="said",
    )  # fmt: skip
    asked = Action.objects.get(session=sessions["public"])
    ActionOwner.objects.create(
        action=asked, peer=somebody("mark-asked-owner"), named_by=cast.organiser.peer
    )
    project = Project.objects.get(slug="live-project")
    Action.objects.filter(pk=asked.pk).update(project=project, state=Doing.OPEN)
    for state in ("said", "declined", "confirmed"):
        OutcomeFactory(
            project=project, action=asked, said_by=peer, words=f"It gave mark-{state}-outcome",
            state=state, decided_at=None if state == "said" else timezone.now(),
        )  # fmt: skip
    Lesson.objects.create(
        session=sessions["public"], peer=peer, words="I take mark-own-lesson", helped="yes",
        ask_on=timezone.localdate(), story="It went mark-own-story",
    )  # fmt: skip
    return cast


def addresses() -> list[str]:
    """Everything that can be fetched of records and of what hangs on them."""
    pages = (
        "", "notes/", "notes/since/0/", "notes.md", "record/", "respond/", "came-of-it/", "lesson/",
    )  # fmt: skip
    found = [
        f"/forums/{slug}/{page}"
        for slug in Record.objects.values_list("session__slug", flat=True)
        for page in pages
    ]
    for note in Note.objects.filter(WITH_A_PAST).select_related("record__session"):
        address = f"/forums/{note.record.session.slug}/notes/{note.pk}/"
        found += [address, f"{address}history/"]
    for place, model, parts, key in (
        ("questions", Question, ("", "answer/"), "pk"),
        ("actions", Action, ("", "edit/"), "key"),
        ("perspectives", Perspective, ("", "edit/"), "slug"),
        ("responses", Response, ("",), "pk"),
        ("outcomes", Outcome, ("", "edit/"), "key"),
    ):
        keys = model.objects.values_list(key, flat=True)
        found += [f"/{place}/{one}/{part}" for one in keys for part in parts]
    named = Peer.objects.filter(name__contains="mark-closed").values_list("slug", flat=True)
    return [
        *found, *(f"/peers/{slug}/came-of-it/" for slug in named),
        *("/", "/forums/?q=said", "/forums/series/talks/", "/sitemap.xml", "/admin/peers/peer/"),
        *("/questions/", "/questions/?q=asked", "/what-works/", "/what-works/?q=said"),
        *("/perspectives/", "/reading-list/", "/said-and-done/", "/me/actions/", "/me/lessons/"),
        *("/me/perspectives/", "/me/notices/", "/projects/live-project/"),
        *("/record/", "/record/?q=said", "/record/?q=asked", "/record/?q=gave", "/record/?q=i+say"),
        *(f"/feeds/{one}.atom" for one in FEEDS),
        *(f"/admin/forums/{one}/" for one in ADMINS),
    ]  # fmt: skip


WITH_A_PAST = Q(is_removed=True) | Q(section=Section.WORKS)
ALIKE = {"suspended", "admin"}  # to nobody, to the organiser and the moderator together
FEEDS = ("sessions", "perspectives", "what-works", "questions", "actions")
ADMINS = ("record", "note", "question", "action", "outcome", "perspective", "response")


def bytes_of(answer) -> str:
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return f"{answer.headers}\n{answer.cookies.output()}\n{body.decode(errors='replace')}"


def test_every_mark_meets_those_in_the_table_and_nobody_else(marked):
    read = 0
    met: dict[str, dict[str, str]] = {mark: {} for mark in MARKS}
    for address in addresses():
        for name, player in marked:
            if name in ALIKE and address.count("/") > 3:
                continue  # for whom each single page is the same as for another of the cast
            text = bytes_of(player.client.get(address))
            read += 1
            if "mark-" not in text:
                continue
            for mark in MARKS:
                if mark in text and mark not in address:
                    met[mark].setdefault(name, address)
    leaks = {
        mark: {name: where for name, where in met[mark].items() if name not in MARKS[mark]}
        for mark in MARKS
    }
    assert not {mark: who for mark, who in leaks.items() if who}
    # Each mark was really there to be met by some, or the sweep proves nothing.
    assert not {mark for mark, may in MARKS.items() if may and not met[mark]}
    assert read >= AT_LEAST


def test_what_one_takes_along_holds_no_mark_of_others(marked):
    for name, player in marked:
        if name in {"nobody", "suspended"}:
            continue
        parcel = zipfile.ZipFile(io.BytesIO(player.client.get("/me/data/export.zip").getvalue()))
        text = parcel.read("data.json").decode()
        assert not [mark for mark, may in MARKS.items() if mark in text and name not in may], name


def test_no_letter_about_a_closed_session_names_who_said_something(cast):
    record = RecordFactory(state=RecordState.DRAFT, is_closed=True, published_at=None)
    one, other = somebody("mark-closed-owner"), somebody("mark-closed-responder")
    for peer in (one, other, cast.peer.peer):
        BookingFactory(session=record.session, peer=peer)
    ActionFactory(session=record.session, record=record, owner=one)
    share(record, by=cast.organiser.peer)
    written = PerspectiveFactory(author=cast.peer.peer, session=record.session, read_by="came")
    respond(written, Said("I was there, too."), by=other, key=uuid4())
    letters = Letter.objects.filter(recipient=cast.peer.peer)
    assert {letter.purpose for letter in letters} == {Purpose.PLACE, Purpose.PEOPLE}
    told = [letter.subject + letter.text + letter.html for letter in letters]
    told += Notice.objects.values_list("title", flat=True)
    told += Notice.objects.values_list("text", flat=True)
    assert "mark-" not in "".join(told)
