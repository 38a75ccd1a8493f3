"""Every page and letter of an account is ours: its look, its words, one heading."""

import re
from html.parser import HTMLParser

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.template.loader import get_template
from django.test import RequestFactory
from django.urls import reverse

from peers.accounts import AccountAdapter
from tests.factories import PeerFactory

PASSWORD = "toast and marmalade"
VOID = {"input", "meta", "link", "img", "br", "hr", "path"}
FOREIGN = re.compile(r"\b(user|users|log ?in|log ?out|sign ?up|leader)\b", re.IGNORECASE)


class Page(HTMLParser):
    """What a test asks of a page: headings, title, inputs, labels, scripts, its words."""

    def __init__(self, html: str):
        super().__init__()
        self.stack, self.h1, self.title, self.inputs, self.labels = [], [], "", [], set()
        self.scripts, self.styles, self.words, self.ids = [], [], [], []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag not in VOID:
            self.stack.append(tag)
        if tag == "h1":
            self.h1.append("")
        if tag == "input":
            self.inputs.append(attrs)
        if tag == "label":
            self.labels.add(attrs.get("for"))
        if tag == "script":
            self.scripts.append(attrs)
        if "style" in attrs or tag == "style" or any(name.startswith("on") for name in attrs):
            self.styles.append((tag, attrs))
        if "id" in attrs:
            self.ids.append(attrs["id"])

    def handle_endtag(self, tag):
        while self.stack and self.stack.pop() != tag:
            pass

    def handle_data(self, data):
        if "script" in self.stack:
            return
        self.words.append(data)
        if "h1" in self.stack:
            self.h1[-1] += data
        if "title" in self.stack:
            self.title += data


@pytest.fixture
def peer(db):
    peer = PeerFactory(email="resident@example.net", name="Resi Dent")
    peer.set_password(PASSWORD)
    peer.save()
    EmailAddress.objects.create(user=peer, email=peer.email, verified=True, primary=True)
    return peer


@pytest.fixture
def signed_in(client, peer):
    client.post(reverse("account_login"), {"login": peer.email, "password": PASSWORD})
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return client


@pytest.fixture
def with_two_steps(signed_in, peer):
    TOTP.activate(peer, generate_totp_secret())
    RecoveryCodes.activate(peer)
    return signed_in


OUTSIDE = {
    "account_signup": "Join",
    "account_login": "Sign in",
    "account_request_login_code": "Sign in with a mailed code",
    "account_reset_password": "A new password",
    "account_reset_password_done": "Look into your mail",
    "account_reset_password_from_key_done": "Your new password is saved",
    "account_email_verification_sent": "Look into your mail",
    "account_inactive": "This account is closed for now",
}
INSIDE = {
    "peers:me": "My page",
    "account_logout": "Sign out",
    "account_reauthenticate": "Is it you?",
    "account_email": "Your e-mail address",
    "account_change_password": "Change your password",
    "mfa_index": "Two-step sign-in",
    "mfa_activate_totp": "Set up an app",
    "mfa_list_webauthn": "Passkeys",
    "mfa_add_webauthn": "Add a passkey",
}
TWO_STEPS = {
    "mfa_index": "Two-step sign-in",
    "mfa_deactivate_totp": "Stop using the app",
    "mfa_view_recovery_codes": "Recovery codes",
    "mfa_generate_recovery_codes": "New recovery codes",
    "mfa_reauthenticate": "Is it you?",
}


def check(html: str, title: str) -> Page:
    page = Page(html)
    assert " ".join(page.title.split()) == f"{title} · Leaders for Leeds"
    assert len(page.h1) == 1
    assert page.h1[0].strip()
    assert not page.styles, "strict CSP: no inline style or handler"
    for script in page.scripts:
        assert "src" in script or script["type"] == "application/json"
    for field in page.inputs:
        if field.get("type") not in {"hidden", "search"}:
            assert field["id"] in page.labels
            assert "placeholder" not in field
    assert len(page.ids) == len(set(page.ids))
    assert not FOREIGN.findall(" ".join(page.words))
    assert 'class="masthead"' in html
    return page


@pytest.mark.parametrize(("name", "title"), OUTSIDE.items())
def test_a_page_for_visitors_is_ours(client, db, name, title):
    check(client.get(reverse(name)).content.decode(), title)


@pytest.mark.parametrize(("name", "title"), INSIDE.items())
def test_a_page_for_the_signed_in_is_ours(signed_in, name, title):
    answer = signed_in.get(reverse(name))
    check(answer.content.decode(), title)
    assert answer.headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize(("name", "title"), TWO_STEPS.items())
def test_a_page_of_two_step_sign_in_is_ours(with_two_steps, name, title):
    check(with_two_steps.get(reverse(name)).content.decode(), title)


def test_the_second_step_is_ours(client, peer):
    TOTP.activate(peer, generate_totp_secret())
    answer = client.post(
        reverse("account_login"), {"login": peer.email, "password": PASSWORD}, follow=True
    )
    page = check(answer.content.decode(), "The second step")
    [code] = [field for field in page.inputs if field.get("name") == "code"]
    assert code["autocomplete"] == "one-time-code"


def test_setting_a_first_password_is_ours(signed_in, peer):
    peer.set_unusable_password()
    peer.save()
    signed_in.force_login(peer)
    check(signed_in.get(reverse("account_set_password")).content.decode(), "Choose a password")


PAGES_WITH_A_PASSKEY = {
    "mfa_list_webauthn": "Passkeys",
    "mfa_edit_webauthn": "Rename a passkey",
    "mfa_remove_webauthn": "Remove a passkey",
    "mfa_reauthenticate_webauthn": "Is it you?",
}


@pytest.mark.parametrize(("name", "title"), PAGES_WITH_A_PASSKEY.items())
def test_a_page_about_a_passkey_is_ours(signed_in, peer, monkeypatch, name, title):
    passkey = Authenticator.objects.create(
        user=peer,
        type=Authenticator.Type.WEBAUTHN,
        data={"name": "My <b>phone</b>", "credential": {}},
    )
    monkeypatch.setattr("allauth.mfa.webauthn.internal.auth.get_credentials", lambda user: [])
    needs_key = name in {"mfa_edit_webauthn", "mfa_remove_webauthn"}
    html = signed_in.get(reverse(name, args=[passkey.pk] if needs_key else [])).content.decode()
    check(html, title)
    assert "<b>phone" not in html


def test_password_managers_know_each_field(client, signed_in, db):
    wanted = {
        "account_change_password": {
            "oldpassword": "current-password",
            "password1": "new-password",
        },
        "account_email": {"email": "email"},
        "mfa_activate_totp": {"code": "one-time-code"},
    }
    outside = {
        "account_signup": {
            "name": "name",
            "email": "email",
            "password1": "new-password",
            "website": "off",  # for machines alone
        },
        "account_login": {"login": "username", "password": "current-password"},
        "account_request_login_code": {"email": "username"},
        "account_reset_password": {"email": "username"},
    }
    for browser, pages in ((signed_in, wanted), (type(client)(), outside)):
        for name, fields in pages.items():
            page = Page(browser.get(reverse(name)).content.decode())
            found = {
                field["name"]: field["autocomplete"]
                for field in page.inputs
                if "autocomplete" in field
            }
            assert found == fields, name


def test_an_error_stands_with_its_field_and_in_the_summary(client, db):
    html = client.post(reverse("account_signup"), {"name": "Nia", "email": "x"}).content.decode()
    check(html, "Join")
    assert 'href="#id_email"' in html
    assert 'id="id_email_error"' in html
    email = next(field for field in Page(html).inputs if field.get("name") == "email")
    assert "id_email_error" in email["aria-describedby"]
    assert email["aria-invalid"] == "true"


def test_what_needs_a_passkey_is_hidden_until_a_script_has_found_them(client, signed_in, db):
    html = type(client)().get(reverse("account_login")).content.decode()
    assert re.search(r'<form id="mfa_login" data-passkey hidden', html)
    html = signed_in.get(reverse("mfa_add_webauthn")).content.decode()
    assert re.search(r'<button type="button" id="mfa_webauthn_add" data-passkey hidden', html)
    assert "Passkeys need JavaScript" in html


# Letters --------------------------------------------------------------------------------------

LETTERS = [
    "account/email/account_already_exists",
    "account/email/email_changed",
    "account/email/email_confirm",
    "account/email/email_confirmation",
    "account/email/email_confirmation_signup",
    "account/email/email_deleted",
    "account/email/login_code",
    "account/email/password_changed",
    "account/email/password_reset",
    "account/email/password_reset_key",
    "account/email/password_set",
    "account/email/unknown_account",
    "mfa/email/recovery_codes_generated",
    "mfa/email/totp_activated",
    "mfa/email/totp_deactivated",
    "mfa/email/webauthn_added",
    "mfa/email/webauthn_removed",
]


@pytest.mark.parametrize("name", LETTERS)
def test_a_letter_is_ours_and_says_why_it_came(db, settings, name):
    from allauth.core import context
    from django.utils import timezone

    from leeds_leaders.notices.models import Letter

    for part in ("subject", "message"):
        path = get_template(f"{name}_{part}.txt").origin.name
        assert path.startswith(str(settings.BASE_DIR / "templates")), path
    facts = {
        "activate_url": "http://testserver/a/",
        "password_reset_url": "http://testserver/b/",
        "signup_url": "http://testserver/c/",
        "code": "BCDF-GHJK",
        "from_email": "o'hara&old@example.net",
        "to_email": "new@example.net",
        "deleted_email": "gone@example.net",
        "timestamp": timezone.now(),
        "ip": "203.0.113.9",
        "user_agent": "A <browser> & more",
    }
    with context.request_context(RequestFactory().get("/")):
        AccountAdapter().send_mail(name, "somebody@example.net", facts)
    letter = Letter.objects.get()
    assert letter.subject
    assert letter.subject == " ".join(letter.subject.split())
    assert letter.text.startswith("Hello")
    assert "You get this letter because" in letter.text
    assert not FOREIGN.findall(re.sub(r"https?://\S+", "", letter.subject + letter.text))
    assert not re.search(r"&\w+;|testserver|{{|\n\n\n", letter.text)


def test_the_letter_about_a_change_says_from_where_it_was_made(signed_in, peer):
    from leeds_leaders.notices.models import Letter

    signed_in.post(
        reverse("account_change_password"),
        {"oldpassword": PASSWORD, "password1": "porridge every morning"},
        headers={"user-agent": "Firefox & friends"},
    )
    letter = Letter.objects.get()
    assert letter.subject == "Your password was changed"
    assert letter.recipient == peer
    assert "From: 127.0.0.1\nWith: Firefox & friends\n" in letter.text
