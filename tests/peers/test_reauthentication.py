"""What touches somebody's account asks once more who is there, even in an open browser."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from leeds_leaders.moderation.choices import Outcome
from leeds_leaders.moderation.models import Act, Case
from peers.models import Peer
from tests.factories import ItemFactory, PeerFactory
from tests.peers.test_accounts_staff import PASSWORD, make_staff, sign_in, with_two_steps

pytestmark = pytest.mark.django_db
ASKED = ("/accounts/reauthenticate/", "/accounts/2fa/reauthenticate/")
PEERS = reverse("admin:peers_peer_changelist")


@pytest.fixture
def member():
    peer, client = make_staff(is_staff=False, is_superuser=False), Client()
    sign_in(client, peer)
    return client


@pytest.fixture
def admin(settings):
    settings.LOCAL_RUN = False
    peer, client = make_staff("ada@example.net"), Client()
    sign_in(client, peer, with_two_steps(peer)[0])
    assert client.get(PEERS).status_code == 200
    return client


def is_asked(answer) -> bool:
    if answer.streaming:
        b"".join(answer.streaming_content)
    return answer.status_code == 302 and answer.url.startswith(ASKED)


def show_again(client) -> None:
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})


@pytest.mark.parametrize(
    ("method", "address", "sent"),
    [
        ("get", "/me/data/export.zip", {}),
        ("get", "/me/data/erase/", {}),
        ("post", "/me/data/erase/", {"name": "x"}),
        ("post", "/accounts/email/", {"action_add": "", "email": "new@example.net"}),
        ("get", "/accounts/2fa/totp/activate/", {}),
        ("get", "/accounts/2fa/webauthn/add/", {}),
    ],
)
def test_of_a_member(member, method, address, sent):
    assert is_asked(getattr(member, method)(address, sent)), address
    show_again(member)
    assert not is_asked(getattr(member, method)(address, sent)), address
    with time_machine.travel(timezone.now() + timedelta(minutes=6), tick=False):
        sent |= {"email": "newer@example.net"}
        assert is_asked(getattr(member, method)(address, sent)), address


def test_a_password_is_changed_by_whoever_knows_the_one_so_far(member):
    sent = {"oldpassword": "a guess", "password1": "porridge with a lot of honey"}
    answer = member.post(reverse("account_change_password"), sent)
    assert "That is not your password" in answer.content.decode()


def staff_acts(other: Peer) -> list[tuple[str, str, dict]]:
    one = reverse("admin:peers_peer_change", args=[other.pk])
    chosen = {"_selected_action": [other.pk]}
    return [
        ("post", PEERS, chosen | {"action": "suspend_selected", "reason": "Spam."}),
        ("post", PEERS, chosen | {"action": "delete_selected", "post": "yes"}),
        ("post", one.replace("change", "delete"), {"post": "yes"}),
        ("post", one, {"name": other.name, "is_staff": "on", "groups": []}),
        ("get", reverse("admin:peers_peer_see_as", args=[other.pk]), {}),
        ("post", reverse("admin:peers_peer_see_as", args=[other.pk]), {"reason": "x"}),
    ]


@pytest.mark.parametrize("number", range(6))
def test_of_the_staff(admin, number):
    other = PeerFactory(name="Otto Other")
    method, address, sent = staff_acts(other)[number]
    assert is_asked(getattr(admin, method)(address, sent)), address
    other.refresh_from_db()
    assert (other.is_active, other.is_staff) == (True, False)
    assert not Act.objects.filter(object_id=other.pk).exists()  # nothing is said to be done
    show_again(admin)
    assert not is_asked(getattr(admin, method)(address, sent))


def test_closing_an_account_from_the_queue(admin):
    item = ItemFactory()
    case = Case.objects.create(kind="item", object_id=str(item.pk), author=item.peer, reports=1)
    address = reverse("admin:moderation_case_change", args=[case.pk])
    sent = {"outcome": Outcome.SUSPENDED, "reason": "Spam.", "rule": "advert"}
    assert is_asked(admin.post(address, sent))
    item.peer.refresh_from_db()
    assert item.peer.is_active
    show_again(admin)
    assert not is_asked(admin.post(address, sent))


@pytest.mark.parametrize(
    "name", ["mfa_deactivate_totp", "mfa_generate_recovery_codes", "mfa_add_webauthn"]
)
def test_second_steps_are_changed_by_whoever_shows_that_they_are_theirs(admin, name):
    assert is_asked(admin.post(reverse(name)))
    assert admin.get(PEERS).status_code == 200, "they are what they were"
    show_again(admin)
    assert not is_asked(admin.post(reverse(name)))


@pytest.mark.parametrize("narrowed", ["", "?q=otto&is_active__exact=1"])
def test_what_was_about_to_be_sent_is_sent_then(admin, narrowed):
    other = PeerFactory(name="Otto Other")
    _method, address, sent = staff_acts(other)[0]
    asked = admin.post(address + narrowed, sent)
    fields = {"password": PASSWORD, "next": parse_qs(urlsplit(asked.url).query)["next"]}
    answer = admin.post(asked.url, fields)
    assert answer.status_code == 302
    assert answer.url.startswith(PEERS)
    other.refresh_from_db()
    assert not other.is_active
