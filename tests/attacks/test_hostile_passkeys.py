"""What a browser says of a passkey is written by whoever likes: whatever stands in it, wherever, is
refused in words and is no fault of ours."""

import base64
import json
import random
from itertools import product

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django.forms import ValidationError
from django.test import Client
from django.urls import reverse

from peers.forms.passkeys import CredentialField
from tests.peers.test_accounts import PASSWORD, resident

pytestmark = pytest.mark.django_db

TRIES = 300


def coded(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode().rstrip("=")


VALUES = [
    1, -1, float("inf"), None, True, [], {}, "", "A", "AA", "AA==", "====", "\ud800", "\x00",
    "é" * 20, [["A"]], {"a": 1}, *map(coded, (
        b"{}", b"[]", b"1", b"null", b"9" * 40, b"9" * 5_000, b"\xff\xfe", b"\xff" * 200,
        b"\x00" * 37, b"\xbf" * 300, b"[" * 3_000, b'{"type": 1, "challenge": 2, "origin": 3}',
        b'{"type": "webauthn.get", "challenge": "AA", "origin": "x"}', str(2**63).encode(),
    )),
]  # fmt: skip
PARTS = ("clientDataJSON", "authenticatorData", "signature", "userHandle", "attestationObject")
READABLE = dict.fromkeys(PARTS, "AA") | {
    "clientDataJSON": coded(b'{"type": "webauthn.get", "challenge": "AA", "origin": "x"}'),
    "authenticatorData": coded(b"\x00" * 37),
}


def credentials(seed: int):
    """Passkeys of which one part is anything, and such of which every part is, the two names of one
    the same half of the time."""
    one = {"id": "AA", "rawId": "AA", "type": "public-key"}
    for part, value in product(PARTS, VALUES):
        yield json.dumps(one | {"response": READABLE | {part: value}})
    dice = random.Random(seed)
    for _ in range(TRIES):
        parts = {part: dice.choice(VALUES) for part in PARTS if dice.random() < 0.95}
        made = {name: dice.choice(VALUES) for name in ("id", "rawId")}
        made |= {"type": dice.choice(["public-key", "public-key", "x", 1, None])}
        made |= {"response": parts if dice.random() < 0.9 else dice.choice(VALUES)}
        if dice.random() < 0.5:
            made["id"] = made["rawId"] = dice.choice(["AA", "e30", coded(b"\xff" * 200)])
        if dice.random() < 0.2:
            made["clientExtensionResults"] = dice.choice([*VALUES, {"credProps": 1}])
        yield json.dumps(made)


def test_nobody_comes_in_by_a_made_up_passkey():
    resident()
    client, door = Client(raise_request_exception=False), reverse("mfa_login_webauthn")
    for number, credential in enumerate(credentials(7)):
        place = {"REMOTE_ADDR": f"127.0.{number // 5}.1"}  # few are tried from one
        client.get(door, headers={"accept": "application/json"}, **place)
        answer = client.post(door, {"credential": credential}, **place)
        assert (answer.status_code, answer.headers.get("Location")) == (
            302, reverse("account_login"),
        ), credential  # fmt: skip


def test_no_made_up_passkey_is_kept():
    client = Client(raise_request_exception=False)
    client.force_login(resident())
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    page = reverse("mfa_add_webauthn")
    client.get(page)
    for credential in credentials(8):
        answer = client.post(page, {"credential": credential, "name": "My phone"})
        assert answer.status_code == 200, credential
        assert answer.context["form"].errors, credential
    assert not Authenticator.objects.exists()


@pytest.mark.parametrize("extra", ["\x00", "\ud800", float("nan"), "é"], ids=ascii)
def test_what_the_database_keeps_in_no_json_is_refused_before_it(extra):
    """Beside what is signed stands what nobody has signed."""
    sound = {"id": "AA", "rawId": "AA", "response": {}}
    assert CredentialField().clean(json.dumps(sound)) == sound
    with pytest.raises(ValidationError):
        CredentialField().clean(json.dumps(sound | {"authenticatorAttachment": extra}))


@pytest.mark.parametrize("results", [[], 1, "x", {"credProps": 1}, {"credProps": ["rk"]}])
def test_what_the_list_of_passkeys_could_not_read_is_not_kept(monkeypatch, results):
    monkeypatch.setattr(AddWebAuthnForm, "clean", lambda form: form.cleaned_data)
    client = Client(raise_request_exception=False)
    client.force_login(resident())
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    odd = {"id": "AA", "rawId": "AA", "response": {}, "clientExtensionResults": results}
    page = reverse("mfa_add_webauthn")
    answer = client.post(page, {"credential": json.dumps(odd), "name": "My phone"})
    assert answer.status_code == 200
    assert "could not be read" in str(answer.context["form"].errors)
    assert client.get(reverse("mfa_index")).status_code == 200
