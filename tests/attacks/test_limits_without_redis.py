"""Limits while Redis is away: they hold, and nobody waits for it."""

import time
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from leeds_leaders.celery import app
from leeds_leaders.moderation.models import DataComplaint, Report
from leeds_leaders.notices import tasks
from leeds_leaders.notices.models import Letter
from peers.models import Item
from tests.factories import PeerFactory, SessionFactory
from tests.leeds_leaders.test_reports import public_item, sent
from tests.open_forms import began
from tests.peers.test_accounts import is_signed_in, resident, sign_in

# What is written is committed here, and so a worker is really called.
pytestmark = pytest.mark.django_db(transaction=True)

NOWHERE = "redis://127.0.0.1:1/0"
LONGEST = 2  # seconds


@pytest.fixture(autouse=True)
def _away(settings, house, monkeypatch, caplog) -> None:
    """Redis is at an address where nobody answers, for the site and for what calls its workers."""
    settings.REDIS_URL = NOWHERE
    app.conf.broker_url = NOWHERE
    monkeypatch.setattr(app, "_pool", None)
    monkeypatch.setattr(app.amqp, "_producer_pool", None)
    tasks.hint()
    assert "No broker" in caplog.text
    assert Client().get("/readyz").json()["checks"]["broker"] is False


def soon(ask, *args, **kwargs):
    """An answer, which nobody waited long for."""
    started = time.monotonic()
    answer = ask(*args, **kwargs)
    assert time.monotonic() - started < LONGEST, args
    return answer


def test_a_password_is_not_guessed_from_everywhere():
    """Neither from many addresses, nor from one that says that it is many."""
    resident()
    for number in range(1, 13):
        lie = {"HTTP_X_FORWARDED_FOR": f"10.0.0.{number}", "REMOTE_ADDR": f"127.0.0.{number}"}
        soon(sign_in, Client(), password=f"guess {number}", **lie)
    late = Client()
    soon(sign_in, late, REMOTE_ADDR="127.0.1.1")
    assert not is_signed_in(late)
    with time_machine.travel(timezone.now() + timedelta(minutes=6)):
        soon(sign_in, late, REMOTE_ADDR="127.0.1.1")
        assert is_signed_in(late)


def test_one_place_does_not_try_account_after_account():
    told = [
        soon(
            sign_in, Client(), f"p-{number}@example.net", "breakfast",
            HTTP_X_FORWARDED_FOR=f"10.0.0.{number}",
        ).text
        for number in range(14)
    ]  # fmt: skip
    assert "That was a lot of tries" not in told[0]
    assert "That was a lot of tries" in told[-1]


def test_nobodys_mailbox_is_filled():
    where = reverse("account_reset_password")
    answers = [soon(Client().post, where, {"email": "victim@example.net"}) for _ in range(7)]
    assert [answer.status_code for answer in answers] == [302] * 5 + [429] * 2
    assert Letter.objects.count() == 5


def test_visitors_and_members_report_no_more_than_a_few():
    items = [public_item() for _ in range(11)]
    visitor, member = Client(), Client()
    member.force_login(PeerFactory())
    assert [soon(sent, visitor, item).status_code for item in items[:6]] == [302] * 5 + [429]
    assert [soon(sent, member, item).status_code for item in items] == [302] * 10 + [429]
    assert Report.objects.count() == 15


def test_open_forms_take_a_few_of_one_address_and_none_of_a_machine():
    SessionFactory(slug="open-breakfast")
    place = {"name": "Gus", "email": "gus@example.org", "places": "1"}
    wrong = {"words": "It is wrong.", "email": "gus@example.org"}
    for where, data, made in (
        ("/forums/open-breakfast/guest/", place, Letter),
        ("/data-complaint/", wrong, DataComplaint),
    ):
        before = made.objects.count()
        for machine in ({"began": ""}, {**began(), "website": "http://spam.example"}):
            assert soon(Client().post, where, data | machine).status_code == 422, where
        assert made.objects.count() == before
        answers = [soon(Client().post, where, data | began()).status_code for _ in range(7)]
        assert answers == [200] * 5 + [429] * 2, where
        assert made.objects.count() > before


def test_a_newcomer_says_ten_things_and_the_rest_waits():
    newcomer, client = PeerFactory(joined_at=timezone.now() - timedelta(hours=2)), Client()
    client.force_login(newcomer)
    said = {"audience": "members", "cost": "free"}
    for number in range(12):
        where = reverse("peers:item-add", kwargs={"kind": "offer"})
        answer = soon(client.post, where, said | {"title": f"A van, number {number}"})
        assert answer.status_code == 302, answer.text
    assert newcomer.items.count() == 12
    assert Item.objects.visible_to(PeerFactory()).filter(peer=newcomer).count() == 10
