"""Whoever is booked hears that a session was taken away by a moderator, and that it is back."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from forums.actions import calendars, cancel
from forums.actions.calendars import key_for_next
from forums.choices import Seat, State
from forums.emails import places_still_told
from forums.models import Booking, Session
from forums.reminders import Breakfasts
from forums.tasks import tell_moves, tell_news
from leeds_leaders.moderation.actions import hold
from leeds_leaders.moderation.actions.queue import answer, bring_back, undo
from leeds_leaders.moderation.choices import Because, Outcome
from leeds_leaders.moderation.models import Case, Decision
from leeds_leaders.notices.models import Letter, Notice, Reminder
from tests.factories import BookingFactory, PeerFactory, SessionFactory

pytestmark = pytest.mark.django_db

TITLE, REASON = "Zebrafinch are scum", "It attacks a people."
IN_A_MINUTE = timedelta(seconds=61)


@pytest.fixture
def session() -> Session:
    session = SessionFactory(
        title=TITLE, slug="soon", starts_at=timezone.now() + timedelta(days=9),
        ends_at=timezone.now() + timedelta(days=9, hours=2), proposed_by=PeerFactory(),
    )  # fmt: skip
    BookingFactory(session=session, peer=None, name="Gus", email="gus@example.org")
    return session


@pytest.fixture
def goer(cast, session):
    BookingFactory(session=session, peer=cast.peer.peer)
    return cast.peer.peer


def taken_away(session, by, *, because=Because.REPORTED) -> Decision:
    """By the verbs of the queue."""
    hold(session, because, author=session.proposed_by)
    case = Case.objects.open().get(kind="session")
    return answer(case, outcome=Outcome.REMOVED, by=by, reason=REASON, rule="respect")


def news_to(address: str) -> list[Letter]:
    """The letters about the session that somebody gets, once all is told that is due."""
    tell_moves()
    tell_news()
    letters = Letter.objects.filter(address=address, key__startswith="news:")
    return list(letters.order_by("pk"))


def test_those_who_come_hear_of_it_after_a_minute_once_and_not_why(session, goer, cast):
    taken_away(session, cast.moderator.peer)
    assert news_to(goer.email) == news_to("gus@example.org") == []

    with time_machine.travel(timezone.now() + IN_A_MINUTE):
        for address in (goer.email, "gus@example.org"):
            [letter] = news_to(address)
            assert "does not take place" in letter.subject
            assert "METHOD:CANCEL" in letter.calendar
            assert f"UID:{session.uid}" in letter.calendar
            whole = " ".join([letter.subject, letter.text, letter.html, letter.calendar])
            assert "Zebrafinch" not in whole
            assert "attacks" not in whole
            assert "soon" not in whole.replace("as soon", "")
            assert places_still_told([letter]) == {letter.pk}
        assert Notice.objects.filter(recipient=goer, key__startswith="news:").count() == 1
        assert len(news_to(goer.email)) == 1
    assert not Reminder.objects.filter(subject_id=session.pk).exists()
    assert Breakfasts().coming(session.pk) is None


def test_whoever_comes_is_told_that_it_is_back(session, goer, cast):
    decision = taken_away(session, cast.moderator.peer)
    with time_machine.travel(timezone.now() + IN_A_MINUTE, tick=False) as clock:
        assert len(news_to(goer.email)) == 1
        bring_back(decision, by=cast.admin.peer)
        assert len(news_to(goer.email)) == 1
        clock.shift(IN_A_MINUTE)
        _gone, back = news_to(goer.email)
        assert "It takes place after all." in back.text
        assert "METHOD:PUBLISH" in back.calendar
        assert sequence_of(back) > sequence_of(_gone)
        assert len(news_to(goer.email)) == 2
    assert Booking.objects.get(peer=goer).state == Seat.GOING
    assert Reminder.objects.filter(subject_id=session.pk).exists()
    assert cast.peer.client.get("/forums/soon/").status_code == 200


def sequence_of(letter: Letter) -> int:
    line = next(line for line in letter.calendar.splitlines() if line.startswith("SEQUENCE:"))
    return int(line.partition(":")[2])


@pytest.mark.parametrize("was_held", [True, False])
def test_of_what_is_undone_within_the_minute_nobody_hears(session, goer, cast, was_held):
    moderator = cast.moderator.peer
    if was_held:
        decision = taken_away(session, moderator)
    else:
        case = Case.objects.create(kind="session", object_id=str(session.pk))
        decision = answer(case, outcome=Outcome.REMOVED, by=moderator, reason=REASON)
    assert cast.peer.client.get("/forums/soon/").status_code == 404
    undo(decision, by=moderator)
    session.refresh_from_db()
    assert session.taken_away_at is None
    assert cast.peer.client.get("/forums/soon/").status_code == 200
    if was_held:
        case = Case.objects.open().get(kind="session")
        answer(case, outcome=Outcome.APPROVED, by=moderator)
    with time_machine.travel(timezone.now() + 3 * IN_A_MINUTE):
        assert news_to(goer.email) == []
    assert Session.objects.get(pk=session.pk).state == State.PUBLISHED


def test_it_is_cancelled_in_ones_own_calendar_without_its_words(session, goer, cast, client):
    token = calendars.open_feed(key_for_next(None), by=goer)
    url = f"/calendar/{token}.ics"
    assert TITLE in client.get(url).content.decode()
    hold(session, Because.REPORTED, author=session.proposed_by)
    taken_away(session, cast.moderator.peer)
    shown = client.get(url).content.decode()
    assert f"UID:{session.uid}" in shown
    assert "STATUS:CANCELLED" in shown
    assert "Zebrafinch" not in shown
    assert session.venue is None or session.venue.name not in shown
    assert "Zebrafinch" not in client.get("/calendar.ics").content.decode()


def test_called_off_while_it_is_taken_away_nobody_hears_it_twice(session, goer, cast):
    taken_away(session, cast.moderator.peer)
    with time_machine.travel(timezone.now() + IN_A_MINUTE):
        assert len(news_to(goer.email)) == 1
        cancel(session, by=cast.organiser.peer, reason="It does not take place.")
        assert len(news_to(goer.email)) == 1


def test_what_is_over_or_was_a_draft_is_told_nobody(session, goer, cast):
    Session.objects.update(
        starts_at=timezone.now() - timedelta(hours=3), ends_at=timezone.now() - timedelta(hours=1)
    )
    session.refresh_from_db()
    taken_away(session, cast.moderator.peer)
    with time_machine.travel(timezone.now() + IN_A_MINUTE):
        assert news_to(goer.email) == []


def test_parts_are_told_of_along_with_their_whole(session, goer, cast):
    part = SessionFactory(
        parent=session, slug="part", starts_at=session.starts_at, ends_at=session.ends_at
    )
    BookingFactory(session=part, peer=cast.connection.peer)
    taken_away(session, cast.moderator.peer)
    assert cast.connection.client.get("/forums/part/").status_code == 404
    with time_machine.travel(timezone.now() + IN_A_MINUTE):
        assert len(news_to(cast.connection.peer.email)) == 1
