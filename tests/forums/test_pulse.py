"""The pulse: one tap for each question, once, by those who came; and nobody can tell whose."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from forums.actions.pulse import give_pulse
from forums.choices import About, Seat
from forums.errors import NoPulse
from forums.models import Pulse, PulseGiven, Record
from forums.pages.afterwards import Afterwards
from tests.conftest import in_threads, signed_in
from tests.factories import BookingFactory, PeerFactory, SessionFactory

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
ROWS = 'SELECT xmin::text::int, xmax::text::int, "{0}"::text FROM "{0}" ORDER BY ctid'


@pytest.fixture
def session(db):
    """A breakfast that ended an hour ago."""
    ends_at = timezone.now() - HOUR
    return SessionFactory(slug="over", title="Over", starts_at=ends_at - HOUR, ends_at=ends_at)


def came(session, **more):
    return BookingFactory(session=session, **more)


def counts(session, about=About.BELONGING) -> list[int]:
    return Pulse.objects.get(session=session, about=about).counts


def tap(client, about="belonging", answer="4"):
    return client.post("/forums/over/pulse/", {"about": about, "answer": answer})


def fill(session, *steps) -> None:
    """So many answers, each of somebody else."""
    for step in steps:
        give_pulse(came(session), about=About.BELONGING, step=step)


# Answering --------------------------------------------------------------------------------------


def test_whoever_came_answers_each_question_with_one_tap_and_once(session):
    booking = came(session)
    client = signed_in(booking.peer).client
    page = client.get("/forums/over/").content.decode()
    assert page.count('name="answer"') == 8
    for about in About:
        assert tap(client, about).headers["Location"] == "/forums/over/#pulse"
    assert (counts(session), counts(session, About.USEFULNESS)) == ([0, 0, 0, 1], [0, 0, 0, 1])
    assert tap(client, answer="1").status_code == 302
    assert counts(session) == [0, 0, 0, 1]
    page = client.get("/forums/over/").content.decode()
    assert 'name="answer"' not in page
    assert "It stays as it was" in page


def test_two_clicks_at_once_count_once(transactional_db):
    ends_at = timezone.now() - HOUR
    session = SessionFactory(starts_at=ends_at - HOUR, ends_at=ends_at)
    booking = came(session)
    others = [came(session) for _number in range(3)]
    in_threads(
        *(lambda: give_pulse(booking, about=About.BELONGING, step=2) for _click in range(3)),
        *(lambda one=one: give_pulse(one, about=About.BELONGING, step=3) for one in others),
    )
    assert counts(session) == [0, 1, 3, 0]


@pytest.mark.parametrize("seat", Seat.values)
def test_only_those_who_came_answer(session, seat):
    until = timezone.now() if seat == Seat.OFFERED else None
    booking = came(session, state=seat, offered_until=until)
    if seat in {Seat.GOING, Seat.WALKED_IN}:
        assert give_pulse(booking, about=About.BELONGING, step=1)
        return
    with pytest.raises(NoPulse):
        give_pulse(booking, about=About.BELONGING, step=1)
    assert not PulseGiven.objects.exists()


def test_members_who_did_not_come_are_refused_and_visitors_sign_in(session):
    assert tap(signed_in(PeerFactory()).client).status_code == 403
    assert tap(Client()).headers["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize(
    "said", [{"about": "weather"}, {"answer": "0"}, {"answer": "5"}, {"answer": "x"}]
)
def test_what_is_no_answer_is_refused(session, said):
    client = signed_in(came(session).peer).client
    assert tap(client, **said).status_code == 400
    assert not PulseGiven.objects.exists()


def test_it_is_taken_from_the_end_for_two_weeks(session, time_machine):
    booking = came(session)
    client = signed_in(booking.peer).client
    for moment, is_open in (
        (session.ends_at - HOUR / 2, False),
        (session.ends_at, True),
        (session.ends_at + timedelta(days=14) - HOUR, True),
        (session.ends_at + timedelta(days=14), False),
    ):
        time_machine.move_to(moment, tick=False)
        assert (b"pulse-belonging" in client.get("/forums/over/").content) == is_open
        if not is_open:
            with pytest.raises(NoPulse):
                give_pulse(booking, about=About.BELONGING, step=1)


def test_a_guest_answers_by_the_link_to_their_place_without_signing_in(session):
    booking = came(session, peer=None, name="Gus", email="gus@example.org")
    address = f"/place/{booking.link_token}/pulse/"
    assert address in Client().get(f"/place/{booking.link_token}/").content.decode()
    page = Client().get(address)
    assert page.content.count(b'name="answer"') == 8
    assert page.headers["Cache-Control"] == "private, no-store"
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(address, {"about": "usefulness", "answer": "3"}).status_code == 302
    assert counts(session, About.USEFULNESS) == [0, 0, 1, 0]
    strict.post(address, {"about": "usefulness", "answer": "1"})
    assert counts(session, About.USEFULNESS) == [0, 0, 1, 0]
    assert Client().get("/place/forged.link/pulse/").status_code == 404


# Nobody can tell whose --------------------------------------------------------------------------


def everything() -> dict[str, list[str]]:
    """Every row of every table as text. Of the numbers of transactions (xmin, xmax) only which are
    the same, and in which order: their values are others each time."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
        tables = [name for (name,) in cursor.fetchall()]
        rows = {}
        for table in tables:
            cursor.execute(ROWS.format(table))
            rows[table] = cursor.fetchall()
    numbers = sorted({each for found in rows.values() for row in found for each in row[:2]})
    rank = {number: place for place, number in enumerate(numbers)}
    return {
        table: [f"{rank[xmin]} {rank[xmax]} {text}" for xmin, xmax, text in found]
        for table, found in rows.items()
    }


def test_two_people_could_swap_their_answers_and_the_database_would_be_the_same(
    transactional_db, time_machine
):
    """Not a row of any table, not the order of rows, not the transactions that wrote them tell who
    said what."""
    time_machine.move_to("2026-03-12T12:00:00Z", tick=False)
    ends_at = timezone.now() - HOUR
    session = SessionFactory(starts_at=ends_at - HOUR, ends_at=ends_at)
    voters = [came(session), came(session)]
    found = []
    for answers in ((1, 4), (4, 1)):
        with connection.cursor() as cursor:  # numbers begin anew, and pages are empty
            cursor.execute("TRUNCATE forums_pulse, forums_pulsegiven, house_tick RESTART IDENTITY")
            cursor.execute("UPDATE forums_booking SET places = places")
            cursor.execute("VACUUM FULL forums_booking")
        for voter, answer in zip(voters, answers, strict=True):
            give_pulse(voter, about=About.BELONGING, step=answer)
        found.append(everything())
    assert found[0]["forums_pulse"] != []
    assert found[0] == found[1]


def test_what_is_kept_of_a_person_is_neither_an_answer_nor_a_time():
    kept = {field.name for field in PulseGiven._meta.get_fields()}
    assert kept == {"id", "booking", "about"}
    summed = {field.name for field in Pulse._meta.get_fields()}
    assert summed == {"id", "session", "about", "counts"}


# The result -------------------------------------------------------------------------------------


def test_it_is_shown_to_everybody_from_five_answers_on(session):
    fill(session, 4, 4, 3, 1)
    assert b"pulse-belonging" not in Client().get("/forums/over/").content
    fill(session, 4)
    page = Client().get("/forums/over/").content.decode()
    assert "5 answers" in page
    assert '<th scope="row">yes</th>' in page
    felt = Afterwards.of(session, AnonymousUser()).pulse[0]
    assert [(share.count, share.percent) for share in felt.shares] == [
        (1, 20), (0, 0), (1, 20), (3, 60)
    ]  # fmt: skip
    assert Afterwards.of(session, AnonymousUser()).pulse[1].shares == []


def test_that_of_a_closed_session_is_for_those_who_came(session):
    Record.objects.create(session=session, is_closed=True)
    fill(session, 4, 4, 4, 4, 4)
    guest = came(session, peer=None, name="Gus", email="gus@example.org")
    member, goer = PeerFactory(), came(session).peer
    seen = {
        "visitor": Client().get("/forums/over/"),
        "member": signed_in(member).client.get("/forums/over/"),
        "goer": signed_in(goer).client.get("/forums/over/"),
        "guest": Client().get(f"/place/{guest.link_token}/pulse/"),
    }
    assert {who for who, page in seen.items() if b"5 answers" in page.content} == {"goer", "guest"}


def test_the_panel_costs_one_query_and_none_before_the_end(session, django_assert_num_queries):
    fill(session, 4, 4, 4, 4, 4)
    peer = came(session).peer
    for viewer in (AnonymousUser(), peer):
        with django_assert_num_queries(1):
            assert not Afterwards.of(session, viewer).is_empty
    coming = SessionFactory()
    with django_assert_num_queries(0):
        assert Afterwards.of(coming, peer) is None


def test_a_failed_answer_leaves_nothing(session, monkeypatch):
    booking = came(session)
    with pytest.raises(IndexError), transaction.atomic():
        give_pulse(booking, about=About.BELONGING, step=9)
    assert not PulseGiven.objects.exists()
