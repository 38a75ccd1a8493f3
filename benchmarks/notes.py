"""What `benchmarks.record` has done inside Django, by `manage.py shell`."""

import json
from collections.abc import Iterator
from datetime import date, timedelta

from django.db import connection
from django.utils import timezone

from benchmarks import members
from benchmarks.breakfasts import breakfast
from forums.choices import Doing, RecordState, Section, State
from forums.models import (
    Action,
    ActionOwner,
    Note,
    NoteCause,
    Question,
    Record,
    Response,
    Session,
    Venue,
)
from leeds_leaders.language.models import Cause
from leeds_leaders.moderation.choices import Standing
from peers.models import Peer

ITEMS, RESPONSES = 150, 200  # of one session
QUESTIONS, ACTIONS, RECORDS = 10_000, 10_000, 400  # of all others together
FULL = "bench-written"
SECTIONS = (Section.CONTEXT, Section.QUESTIONS, Section.WORKS, Section.ACTIONS)
WORDS = (
    "Rents rose **faster** than wages, and those who clean the offices travel an hour to them.",
    "Who is not in the room, and what would it take for them to come?",
    "In Armley one key for three halls is kept by the library: nobody waits for a caretaker.",
    "Ask the landlord for the key, and tell the others by mail.",
)


def prepare() -> None:
    """Fill the city unless that is done; say as one line of JSON where to ask and who asks."""
    if not Session.objects.filter(slug=FULL).exists():
        fill()
    peer = Peer.objects.get(slug="member-0")
    print(json.dumps({"written": f"/forums/{FULL}/", "cookie": members.sign_in([peer])[0]}))


def fill() -> None:
    """One session with much to read, and ten thousand questions and actions of others."""
    now = timezone.now()
    peers = members.join(RESPONSES)
    venue = Venue.objects.create(name="The old library", slug=FULL, address="Station Road")
    sessions = Session.objects.bulk_create(
        breakfast(f"held-{n}", now - timedelta(days=7 * n + 7), venue, state=State.HELD)
        for n in range(RECORDS)
    )
    write_down(sessions, list(range(QUESTIONS)), list(range(ACTIONS)), peers)
    full = breakfast(FULL, now - timedelta(days=1), venue, state=State.HELD)
    full.save()
    write_down([full], list(range(ITEMS // 4)), list(range(ITEMS // 4)), peers)
    more = ITEMS - Note.objects.filter(record=full.pk).count()
    Note.objects.bulk_create(
        Note(record_id=full.pk, section=section, place=n, words=words)
        for n in range(1, more // 2 + 1)
        for section, words in zip(SECTIONS[::2], WORDS[::2], strict=True)
    )
    Response.objects.bulk_create(
        Response(session=full, author=peer, words=WORDS[0], standing=Standing.LIVE)
        for peer in peers
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def write_down(sessions: list, questions: list[int], actions: list[int], peers: list) -> None:
    """Public records with so many questions and actions, in turn."""
    now = timezone.now()
    Record.objects.bulk_create(
        Record(session=session, state=RecordState.PUBLIC, published_at=now, told_at=now)
        for session in sessions
    )
    asked = Question.objects.bulk_create(
        (
            Question(
                words=f"{WORDS[1]} ({n})",
                session=sessions[n % len(sessions)],
                asked_at=now - timedelta(minutes=n),
            )
            for n in questions
        ),
        1000,
    )
    agreed = Action.objects.bulk_create(
        (_action(n, sessions[n % len(sessions)], now.date()) for n in actions), 1000
    )
    ActionOwner.objects.bulk_create(
        (
            ActionOwner(action=action, peer=peers[n % len(peers)], said_yes_at=now)
            for n, action in enumerate(agreed)
        ),
        1000,
    )
    places = dict.fromkeys(sessions, 0)
    notes = Note.objects.bulk_create(list(_items(asked, agreed, places)), 1000)
    causes = list(Cause.objects.all())
    NoteCause.objects.bulk_create(
        (
            NoteCause(content_object=note, tag=causes[n % len(causes)])
            for n, note in enumerate(notes)
            if n % 2
        ),
        1000,
    )


def _action(number: int, session: Session, today: date) -> Action:
    """To be done, done or overdue, in turn."""
    is_done = number % 3 == 0
    return Action(
        words=f"{WORDS[3]} ({number})",
        session=session,
        due_on=today + timedelta(days=number % 60 - 30),
        state=Doing.DONE if is_done else Doing.OPEN,
        closed_at=session.starts_at + timedelta(days=9) if is_done else None,
    )


def _items(asked: list[Question], agreed: list[Action], places: dict) -> Iterator[Note]:
    """The items that ask and agree them."""
    for section, name, rows in (
        (Section.QUESTIONS, "question", asked),
        (Section.ACTIONS, "action", agreed),
    ):
        for row in rows:
            places[row.session] += 1
            yield Note(
                record_id=row.session_id,
                section=section,
                place=places[row.session],
                words=row.words,
                **{name: row},
            )
