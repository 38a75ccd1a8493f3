"""Passwords that were stolen elsewhere are refused wherever somebody chooses one."""

import hashlib
import random

import pytest
from django.urls import reverse

from leeds_leaders.passwords import StolenPasswordValidator, is_stolen
from peers.models import Peer
from tests.peers.test_accounts_staff import PASSWORD, make_staff

STOLEN = "correct horse battery staple"


def line(password: str, letters: int = 40) -> str:
    return f"{hashlib.sha1(password.encode()).hexdigest().upper()[:letters]}:{len(password)}"


def write(path, passwords, letters: int = 40, end: str = "\r\n"):
    path.write_text(end.join(sorted(line(word, letters) for word in passwords)), newline="")
    return path


@pytest.mark.parametrize("count", [0, 1, 2, 3, 100, 1_001])
@pytest.mark.parametrize(("letters", "end"), [(40, "\r\n"), (40, "\n"), (16, "\n")])
def test_each_of_a_list_is_found_and_no_other(tmp_path, count, letters, end):
    words = [f"stolen number {n}" for n in range(count)]
    path = write(tmp_path / "list.txt", words, letters, end)
    assert all(is_stolen(word, path) for word in words)
    assert not any(is_stolen(f"our own number {n}", path) for n in range(200))


def test_a_long_list_is_not_read_through(tmp_path):
    """A million lines: some twenty of them are looked at, in well under a hundredth of a second."""
    dice = random.Random(8)
    rows = sorted({f"{dice.getrandbits(160):040X}:3" for _ in range(50_000)} | {line(STOLEN)})
    path = tmp_path / "list.txt"
    path.write_text("\n".join(rows))
    assert is_stolen(STOLEN, path)
    assert not is_stolen("somebody's own", path)


@pytest.mark.parametrize("words", ["", "\n\n\n", "nonsense", "ABC:1\nABCDEF:2", "x" * 5_000])
def test_a_file_that_is_no_such_list_finds_nothing(tmp_path, words):
    path = tmp_path / "list.txt"
    path.write_text(words)
    assert not is_stolen(STOLEN, path)


def test_a_file_that_is_gone_keeps_nobody_out(settings, tmp_path, caplog):
    settings.BREACHED_PASSWORDS_FILE = tmp_path / "gone.txt"
    StolenPasswordValidator().validate(STOLEN)
    assert "cannot be read" in caplog.text


@pytest.fixture
def listed(settings, tmp_path):
    settings.BREACHED_PASSWORDS_FILE = write(tmp_path / "list.txt", [STOLEN, "other", "third"])


@pytest.mark.usefixtures("listed")
def test_nobody_joins_with_one(client, db):
    sent = {"name": "Nia", "email": "nia@example.net", "password1": STOLEN}
    answer = client.post(reverse("account_signup"), sent)
    assert "was stolen somewhere else" in answer.content.decode()
    assert not Peer.objects.exists()
    client.post(reverse("account_signup"), sent | {"password1": f"{STOLEN}, twice"})
    assert Peer.objects.exists()


@pytest.mark.usefixtures("listed")
def test_nobody_changes_to_one_and_who_has_one_still_gets_in(client, db):
    peer = make_staff(is_staff=False, is_superuser=False)
    client.post(reverse("account_login"), {"login": peer.email, "password": PASSWORD})
    change = {"oldpassword": PASSWORD, "password1": STOLEN}
    answer = client.post(reverse("account_change_password"), change)
    assert "was stolen somewhere else" in answer.content.decode()
    peer.refresh_from_db()
    assert peer.check_password(PASSWORD)
    peer.set_password(STOLEN)
    peer.save()
    client.logout()
    client.post(reverse("account_login"), {"login": peer.email, "password": STOLEN})
    assert client.get("/me/").status_code == 200


def test_without_a_list_only_common_ones_are_refused(client, db):
    sent = {"name": "Nia", "email": "nia@example.net", "password1": STOLEN}
    client.post(reverse("account_signup"), sent)
    assert Peer.objects.exists()
