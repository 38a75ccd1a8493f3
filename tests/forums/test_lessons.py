"""Lessons: what somebody takes back from a session, and the later question whether it helped."""

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.utils import timezone

from forums import jobs
from forums.actions.lessons import Taken, ask_about_lessons, say_whether_it_helped, take_lesson
from forums.choices import Seat
from forums.errors import NoPulse
from forums.models import Lesson, Record
from leeds_leaders.notices.models import Letter, Notice
from tests.conftest import in_threads, signed_in
from tests.factories import BookingFactory, PeerFactory, SessionFactory

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
SAID = "Ask first, then offer."


def over(**more):
    """A breakfast that ended an hour ago."""
    ends_at = timezone.now() - HOUR
    return SessionFactory(starts_at=ends_at - HOUR, ends_at=ends_at, **more)


@pytest.fixture
def session(db):
    return over(slug="over", title="Over")


@pytest.fixture
def goer(session):
    return BookingFactory(session=session).peer


def take(session, peer, words=SAID, is_shared=False, days=28) -> Lesson:
    taken = Taken(words, is_shared, timezone.localdate() + timedelta(days=days))
    return take_lesson(session, taken, by=peer)


def test_whoever_came_keeps_one_lesson_and_says_it_in_other_words(session, goer):
    client = signed_in(goer).client
    page = client.get("/forums/over/lesson/")
    day = page.context["form"].initial["ask_on"]
    assert day == timezone.localdate() + timedelta(days=28)
    said = {"words": " Ask first.\r\nThen offer. ", "ask_on": day}
    for words in (said["words"], "Offer."):
        answer = client.post("/forums/over/lesson/", said | {"words": words})
        assert answer.headers["Location"] == "/me/lessons/"
    lesson = Lesson.objects.get()
    assert (lesson.peer, lesson.words, lesson.is_shared) == (goer, "Offer.", False)
    assert "Offer." in client.get("/forums/over/lesson/").content.decode()
    assert "What I take back from it" in client.get("/forums/over/").content.decode()


def test_two_clicks_at_once_keep_one(transactional_db):
    session, peer = over(), PeerFactory()
    BookingFactory(session=session, peer=peer)
    in_threads(*(lambda: take(session, peer) for _click in range(3)))
    assert Lesson.objects.count() == 1


@pytest.mark.parametrize(
    "said",
    [{"words": ""}, {"words": "x" * 501}, {"words": "a\x00b"}, {"ask_on": ""}]
    + [{"ask_on": timezone.localdate() + timedelta(days=days)} for days in (0, 400)],
)
def test_what_cannot_be_kept_is_refused_in_words_and_stays_in_the_form(session, goer, said):
    filled = {"words": SAID, "ask_on": timezone.localdate() + timedelta(days=1)} | said
    answer = signed_in(goer).client.post("/forums/over/lesson/", filled)
    assert answer.status_code == 422
    assert not Lesson.objects.exists()
    assert "words" in said or SAID in answer.content.decode()


@pytest.mark.parametrize("seat", [Seat.NOT_GOING, Seat.MAYBE, None])
def test_others_take_nothing_back(session, seat):
    peer = PeerFactory()
    if seat:
        BookingFactory(session=session, peer=peer, state=seat)
    client = signed_in(peer).client
    assert client.get("/forums/over/lesson/").status_code == 403
    assert client.post("/forums/over/lesson/", {"words": SAID}).status_code == 403
    with pytest.raises(NoPulse):
        take(session, peer)


def test_nobody_takes_anything_back_before_the_end():
    session = SessionFactory()
    peer = BookingFactory(session=session).peer
    assert signed_in(peer).client.get(f"{session.get_absolute_url()}lesson/").status_code == 403


# Who reads it -----------------------------------------------------------------------------------


def test_what_is_shared_is_read_without_a_name_and_the_rest_by_its_owner_alone(session, goer):
    take(session, goer, "Shared words.", is_shared=True)
    take(session, BookingFactory(session=session).peer, "Private words.")
    for client in (Client(), signed_in(PeerFactory()).client):
        page = client.get("/forums/over/").content.decode()
        assert "Shared words." in page
        assert "Private words." not in page
        assert goer.name not in page
    assert {lesson.words for lesson in Lesson.objects.visible_to(goer)} == {"Shared words."}


def test_of_a_closed_session_only_those_who_came_read_them(session, goer):
    Record.objects.create(session=session, is_closed=True)
    take(session, goer, is_shared=True)
    other = BookingFactory(session=session).peer
    seen = {
        name: Lesson.objects.shared_with(viewer).exists()
        for name, viewer in {
            "visitor": AnonymousUser(),
            "member": PeerFactory(),
            "other": other,
        }.items()
    }
    assert seen == {"visitor": False, "member": False, "other": True}


def test_those_who_arrange_it_take_a_lesson_off_the_page_and_its_owner_keeps_it(session, goer):
    lesson = take(session, goer, is_shared=True)
    host = PeerFactory()
    session.hosts.add(host)
    address = f"/forums/over/lesson/{lesson.pk}/hide/"
    assert signed_in(goer).client.post(address).status_code == 403
    client = signed_in(host).client
    assert "Take it off this page" in client.get("/forums/over/").content.decode()
    for _click in range(2):
        assert client.post(address).status_code == 302
    assert SAID not in Client().get("/forums/over/").content.decode()
    assert SAID in signed_in(goer).client.get("/me/lessons/").content.decode()


def test_it_is_deleted_by_its_owner_alone(session, goer):
    lesson = take(session, goer)
    address = f"/me/lessons/{lesson.pk}/drop/"
    signed_in(PeerFactory()).client.post(address)
    assert Lesson.objects.exists()
    for _click in range(2):
        assert signed_in(goer).client.post(address).headers["Location"] == "/me/lessons/"
    assert not Lesson.objects.exists()


# Did it help? -----------------------------------------------------------------------------------


def test_on_its_day_it_is_asked_about_once_by_mail_and_answered_on_its_page(
    session, goer, time_machine
):
    lesson = take(session, goer, days=28)
    assert jobs.ask_about_lessons() == 0
    time_machine.move_to(timezone.now() + timedelta(days=28))
    assert jobs.ask_about_lessons() == 1
    assert jobs.ask_about_lessons() == 0
    letter = Letter.objects.get()
    address = f"/me/lessons/{lesson.pk}/helped/"
    assert (letter.recipient, letter.subject) == (goer, "Did it help?")
    assert SAID in letter.text
    assert "from “Over” on" in letter.text
    assert address in letter.text
    assert Notice.objects.get().url == address
    client = signed_in(goer).client
    assert SAID in client.get(address).content.decode()
    assert client.post(address, {"helped": "perhaps"}).status_code == 422
    for _click in range(2):
        answer = client.post(address, {"helped": "partly", "story": "With two of three."})
        assert answer.headers["Location"] == "/me/lessons/"
    lesson.refresh_from_db()
    assert (lesson.helped, lesson.story) == ("partly", "With two of three.")
    page = client.get("/me/lessons/").content.decode()
    assert "With two of three." in page
    assert signed_in(PeerFactory()).client.get(address).status_code == 404


def test_too_early_is_asked_once_more_four_weeks_on(session, goer, time_machine):
    lesson = take(session, goer, days=1)
    start = timezone.now()
    asked = []
    for days in (1, 2, 29, 30):
        time_machine.move_to(start + timedelta(days=days))
        asked.append(ask_about_lessons(timezone.now()))
        if days == 1:
            say_whether_it_helped(lesson, by=goer, helped="too-early", story="")
        if days == 29:
            say_whether_it_helped(lesson, by=goer, helped="yes", story="")
    assert asked == [1, 0, 1, 0]
    assert Letter.objects.count() == 2


def test_two_jobs_at_once_ask_each_once(transactional_db):
    peers = [PeerFactory() for _number in range(4)]
    for peer in peers:
        Lesson.objects.create(session=over(), peer=peer, words=SAID, ask_on=date(2026, 1, 1))
    in_threads(*(lambda: ask_about_lessons(timezone.now()) for _job in range(3)))
    assert Letter.objects.count() == len(peers)
    assert not Lesson.objects.filter(asked_at=None).exists()


def test_whoever_left_or_has_answered_is_not_asked(session):
    gone, done = PeerFactory(is_active=False), PeerFactory()
    for peer, helped in ((gone, ""), (done, "no")):
        Lesson.objects.create(
            session=session, peer=peer, words=SAID, ask_on=timezone.localdate(), helped=helped
        )
    ask_about_lessons(timezone.now())
    assert not Letter.objects.exists()


@pytest.mark.parametrize("number", [1, 5])
def test_my_lessons_cost_the_same_however_many(goer, django_assert_num_queries, number):
    for _number in range(number):
        take(BookingFactory(session=over(), peer=goer).session, goer)
    client = signed_in(goer).client
    client.get("/me/lessons/")
    with django_assert_num_queries(4):
        client.get("/me/lessons/")


def test_an_empty_page_says_what_could_be_here():
    page = signed_in(PeerFactory()).client.get("/me/lessons/").content.decode()
    assert "asks what you take back" in page
