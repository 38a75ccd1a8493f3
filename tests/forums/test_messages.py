"""Organisers write to those who come or wait: once to each, shown before it is sent."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from forums import tasks
from forums.actions import messages
from forums.choices import MessageTo, Seat
from forums.errors import EnoughMessages
from forums.models import SessionMessage
from leeds_leaders.notices.models import Letter
from tests.factories import BookingFactory, PeerFactory, SessionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def breakfast(db):
    return SessionFactory(slug="soon", title="The long table")


@pytest.fixture
def those(breakfast) -> dict[str, str]:
    """One in each state, by the address at which they are reached."""
    for state in ("going", "offered", "waiting", "maybe", "not-going", "lapsed", "walked-in"):
        until = timezone.now() + timedelta(hours=1) if state == Seat.OFFERED else None
        peer = PeerFactory(email=f"{state}@example.org")
        BookingFactory(session=breakfast, peer=peer, state=state, offered_until=until)
    BookingFactory(session=breakfast, peer=None, name="Kim", email="guest@example.org")
    BookingFactory(session=breakfast, peer=None, name="No Address")


def said(**more) -> dict:
    words = {"key": uuid4(), "sent_to": "going", "subject": "Rain", "words": "Bring a coat."}
    return words | more


def post(cast, data, **more):
    return cast.organiser.client.post(reverse("forums:message", args=["soon"]), data | more)


def written_to() -> set[str]:
    tasks.tell_messages()
    return {letter.address.partition("@")[0] for letter in Letter.objects.all()}


@pytest.mark.parametrize(
    ("sent_to", "reached"),
    [
        (MessageTo.GOING, {"going", "walked-in", "guest"}),
        (MessageTo.WAITING, {"waiting", "offered"}),
        (MessageTo.BOTH, {"going", "walked-in", "guest", "waiting", "offered"}),
    ],
)
def test_a_message_reaches_those_whom_it_is_meant_for_as_many_as_was_said(
    cast, breakfast, those, sent_to, reached
):
    data = said(sent_to=sent_to.value)
    shown = post(cast, data).content.decode()
    assert f"It goes to {len(reached)} people." in shown
    assert not SessionMessage.objects.exists()
    assert post(cast, data, send="").status_code == 302
    assert written_to() == reached


def test_it_is_sent_once_however_often_the_button_is_pressed_and_the_worker_comes(
    cast, breakfast, those
):
    data = said()
    for _twice in range(2):
        assert post(cast, data, send="").status_code == 302
        tasks.tell_messages()
    assert SessionMessage.objects.count() == 1
    assert Letter.objects.count() == 3


def test_the_letter_says_what_it_is_about_and_from_whom(cast, breakfast, those):
    post(cast, said(words="Bring a coat.\n\nAnd a friend."), send="")
    tasks.tell_messages()
    letter = Letter.objects.get(address="going@example.org")
    assert letter.subject == "Rain"
    for words in (
        "this is from the organisers of “The long table”",
        "Bring a coat.\n\nAnd a friend.",
    ):
        assert words in letter.text


def test_what_was_written_stands_on_the_page(cast, breakfast, those):
    post(cast, said(), send="")
    page = cast.organiser.client.get(reverse("forums:message", args=["soon"])).content.decode()
    assert "Bring a coat." in page
    assert cast.organiser.peer.name in page


def test_lines_are_kept_between_the_preview_and_sending(cast, breakfast, those):
    shown = post(cast, said(words="One.\r\n\r\nTwo.")).content.decode()
    assert '<input type="hidden" name="words" value="One.\n\nTwo.">' in shown or (
        '<input type="hidden" name="words" value="One.\r\n\r\nTwo.">' in shown
    )
    post(cast, said(words="One.\r\n\r\nTwo."), send="")
    assert SessionMessage.objects.get().words == "One.\n\nTwo."


@pytest.mark.parametrize("wrong", [{"subject": ""}, {"words": ""}, {"sent_to": "all"}])
def test_what_is_missing_is_asked_for_and_the_rest_is_kept(cast, breakfast, wrong):
    answer = post(cast, said(**wrong), send="")
    assert answer.status_code == 422
    assert ("Rain" in answer.content.decode()) == ("subject" not in wrong)
    assert not SessionMessage.objects.exists()


def test_nobody_is_written_to_more_than_five_times_a_day(cast, breakfast):
    def send():
        return messages.send(
            breakfast, uuid4(), by=cast.organiser.peer, sent_to="going", subject="A", words="B"
        )

    with time_machine.travel(timezone.now(), tick=False) as clock:
        for _each in range(messages.MOST_A_DAY):
            send()
        with pytest.raises(EnoughMessages):
            send()
        clock.shift(timedelta(hours=25))
        send()
