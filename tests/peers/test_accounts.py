"""Joining and signing in, as a browser without JavaScript does it, letters included."""

import re
import time

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret, hotp_value
from allauth.mfa.utils import decrypt
from celery import Celery
from cryptography.fernet import InvalidToken
from django.contrib.messages import get_messages
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from kombu.exceptions import OperationalError

from leeds_leaders.notices import tasks
from leeds_leaders.notices.choices import Purpose
from leeds_leaders.notices.models import Letter
from peers import actions
from peers.errors import AddressTaken
from peers.models import Peer, Profile
from tests.factories import PeerFactory

PASSWORD = "toast and marmalade"
NEW_PASSWORD = "porridge every morning"


@pytest.fixture(autouse=True)
def _one_site(settings):
    settings.SITE_URL = "https://leaders.example.org"
    settings.ALLOWED_HOSTS = ["testserver", "elsewhere.example.com"]


def resident(email="resident@example.net", **facts) -> Peer:
    """A peer who has confirmed an address, knows the password, and has been welcomed."""
    peer = PeerFactory(email=email, **facts)
    peer.set_password(PASSWORD)
    peer.save()
    Profile.objects.filter(peer=peer).update(welcomed_at=timezone.now())
    EmailAddress.objects.create(user=peer, email=email, verified=True, primary=True)
    return peer


def join(client, email="newcomer@example.net", name="Nia Newcomer", **headers):
    fields = {"name": name, "email": email, "password1": PASSWORD}
    return client.post(reverse("account_signup"), fields, **headers)


def sign_in(client, email="resident@example.net", password=PASSWORD, **headers):
    return client.post(reverse("account_login"), {"login": email, "password": password}, **headers)


def link_in(letter: Letter) -> str:
    """The path of the first long link of a letter."""
    return re.search(r"https://leaders\.example\.org(/accounts/\S+)", letter.text).group(1)


def is_signed_in(client) -> bool:
    return client.get(reverse("peers:me")).status_code == 200


def bare(response) -> tuple:
    """What an onlooker can tell of an answer, without its CSRF tokens."""
    body = re.sub(r'(name="csrfmiddlewaretoken" value=")\w+', r"\1", response.content.decode())
    headers = {
        name: value
        for name, value in response.headers.items()
        if name not in {"Set-Cookie", "Content-Length", "Expires"}
    }
    cookies = sorted((name, bool(morsel.value)) for name, morsel in response.cookies.items())
    return response.status_code, headers, cookies, body


# Joining --------------------------------------------------------------------------------------


def test_a_newcomer_joins_through_the_mailed_link(client, db):
    answer = join(client, name="  Nia \u202e Newcomer ", email="Newcomer@Example.net")
    assert answer.url == reverse("account_email_verification_sent")
    assert not is_signed_in(client)
    letter = Letter.objects.get()
    assert (letter.address, letter.purpose) == ("newcomer@example.net", Purpose.ACCOUNT)
    assert letter.recipient.name == "Nia Newcomer"

    link = link_in(letter)
    page = client.get(link)
    assert "newcomer@example.net" in page.content.decode()
    assert not EmailAddress.objects.get().verified, "a GET must change nothing"
    assert client.post(link).url == "/me/welcome/"
    assert EmailAddress.objects.get().verified
    assert is_signed_in(client)


def test_the_link_signs_in_no_browser_but_the_one_that_signed_up(client, db):
    join(client)
    elsewhere = Client()
    answer = elsewhere.post(link_in(Letter.objects.get()))
    assert answer.url == reverse("account_login")
    assert EmailAddress.objects.get().verified
    assert not is_signed_in(elsewhere)


def test_a_used_link_says_so_and_does_nothing(client, db):
    join(client)
    link = link_in(Letter.objects.get())
    client.post(link)
    page = client.get(link)
    assert "This link can no longer be used" in page.content.decode()
    assert client.post(link).status_code == 404


def test_nobody_signs_in_before_the_address_is_confirmed(client, db):
    join(client)
    answer = sign_in(Client(), "newcomer@example.net")
    assert answer.url == reverse("account_email_verification_sent")
    assert not is_signed_in(client)


@pytest.mark.parametrize("name", ["", "   ", "\u200b\u200b", "***", "Ni\x07a", "x" * 81])
def test_a_name_is_one_line_that_can_be_read(client, db, name):
    answer = join(client, name=name)
    assert answer.status_code == 200
    assert "name" in answer.context["form"].errors
    assert not Peer.objects.exists()


def test_what_a_stranger_types_is_not_mailed_to_others(client, db):
    join(client, name="Win a prize at evil.example")
    letter = Letter.objects.get()
    assert "prize" not in letter.subject + letter.text


def test_the_letter_of_welcome_reads_well(client, db):
    join(client)
    letter = Letter.objects.get()
    assert letter.subject == "Welcome to Leaders for Leeds: please confirm your address"
    assert letter.html == ""
    text = letter.text.replace(link_in(letter), "/LINK")
    assert text == (
        "Hello,\n\n"
        "it is good that you want to join Leaders for Leeds. One thing is left: please show that"
        " this address is yours. Follow this link and press the button there.\n\n"
        "https://leaders.example.org/LINK\n\n"
        "The link holds for 3 days. If you did not want to join, do nothing: without your"
        " confirmation the address cannot be used.\n\n"
        "-- \nLeaders for Leeds\nhttps://leaders.example.org\n\n"
        "You get this letter because somebody gave your address to our sign-in pages just now. We"
        " send such letters only then; there is no list to leave. Questions:"
        " hello@leadersforleeds.example.org\n"
    )


def test_two_clicks_on_join_make_one_account_and_no_error(client, db, monkeypatch):
    """The second request looks for the address before the first has kept it."""
    monkeypatch.setattr(
        "peers.forms.accounts.SignupForm.validate_unique_email",
        lambda form, value: value,
        raising=True,
    )
    first, second = join(Client()), join(Client())
    assert bare(first) == bare(second)
    assert Peer.objects.count() == 1


def test_welcoming_somebody_twice_is_refused_by_name(db):
    actions.welcome(Peer(name="Nia", email="Nia@example.net"))
    with pytest.raises(AddressTaken):
        actions.welcome(Peer(name="Another Nia", email="nia@example.net"))


def test_joining_works_while_the_broker_is_away(
    client, db, monkeypatch, django_capture_on_commit_callbacks
):
    def away(**kwargs):
        raise ConnectionRefusedError

    monkeypatch.setattr(tasks.drain, "apply_async", away)
    with django_capture_on_commit_callbacks(execute=True) as callbacks:
        assert join(client).status_code == 302
    assert callbacks, "the hint was to be given after commit"
    assert Letter.objects.count() == 1


def test_nobody_waits_for_a_broker_that_is_away(settings):
    """A hint is given within the request, by one of two web workers."""
    app = Celery(broker="redis://127.0.0.1:1/0", set_as_current=False)
    app.conf.broker_transport_options = settings.CELERY_BROKER_TRANSPORT_OPTIONS
    started = time.monotonic()
    with pytest.raises(OperationalError):
        app.send_task("drain", retry=False, ignore_result=True)
    assert time.monotonic() - started < 2


# Links and hosts ------------------------------------------------------------------------------


@pytest.mark.parametrize("host", ["testserver", "elsewhere.example.com"])
def test_every_link_in_a_letter_is_under_the_site_s_own_address(client, db, host):
    resident()
    join(client, headers={"host": host})
    join(Client(), email="resident@example.net", headers={"host": host})
    for name, address in [
        ("account_reset_password", "resident@example.net"),
        ("account_reset_password", "nobody@example.net"),
        ("account_request_login_code", "other-nobody@example.net"),
    ]:
        Client().post(reverse(name), {"email": address}, headers={"host": host})
    letters = list(Letter.objects.all())
    assert len(letters) == 5
    for letter in letters:
        links = re.findall(r"https?://[^\s/]+", letter.text)
        assert set(links) == {"https://leaders.example.org"}, letter.subject


def test_subjects_are_one_clean_line(client, db):
    peer = resident()
    client.force_login(peer)
    join(Client())
    join(Client(), email="resident@example.net")
    Client().post(reverse("account_reset_password"), {"email": "resident@example.net"})
    Client().post(reverse("account_request_login_code"), {"email": "resident@example.net"})
    subjects = [letter.subject for letter in Letter.objects.all()]
    assert len(subjects) == 4
    assert all(subject == " ".join(subject.split()) and subject for subject in subjects)
    assert not any("&" in subject for subject in subjects)


# Nobody can find out who is here ---------------------------------------------------------------


def answers_to(steps, email) -> list:
    """What a fresh browser is answered at each step, and after it."""
    browser = Client()
    told = []
    for method, name, fields in steps:
        fields = {key: value.replace("{email}", email) for key, value in fields.items()}
        told.append(bare(getattr(browser, method)(reverse(name), fields)))
    return [str(answer).replace(email, "THE ADDRESS") for answer in told]


JOIN = {"name": "Somebody", "email": "{email}", "password1": PASSWORD}
LOOKS = [
    ("get", "account_email_verification_sent", {}),
    ("get", "account_login", {}),
    ("get", "account_signup", {}),
]


@pytest.mark.parametrize(
    "steps",
    [
        [("post", "account_signup", JOIN), *LOOKS, ("post", "account_signup", JOIN)],
        [("post", "account_reset_password", {"email": "{email}"}),
         ("get", "account_reset_password_done", {}), *LOOKS],
        [("post", "account_request_login_code", {"email": "{email}"}),
         ("get", "account_confirm_login_code", {}),
         *[("post", "account_confirm_login_code", {"code": "BCDF-GHJK"})] * 3,
         *LOOKS],
    ],
    ids=["joining", "a new password", "a mailed code"],
)  # fmt: skip
def test_a_known_and_an_unknown_address_get_the_same_answers_and_mail(db, steps):
    resident("resi@example.net")
    PeerFactory(email="shut@example.net", is_active=False)
    told = {}
    for email in ("none@example.net", "resi@example.net", "shut@example.net"):
        told[email] = answers_to(steps, email)
        assert Letter.objects.filter(address=email).count() == 1, email
    assert told["none@example.net"] == told["resi@example.net"] == told["shut@example.net"]


@pytest.mark.parametrize("email", ["resident@example.net", "nobody@example.net"])
def test_joining_hashes_the_password_once_whether_the_address_is_known_or_not(
    client, db, monkeypatch, email
):
    resident()
    from django.contrib.auth.hashers import MD5PasswordHasher

    hashed = []
    plain = MD5PasswordHasher.encode
    monkeypatch.setattr(
        MD5PasswordHasher,
        "encode",
        lambda self, password, salt: hashed.append(password) or plain(self, password, salt),
    )
    join(client, email=email)
    assert hashed == [PASSWORD]


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(db):
    resident()
    known = bare(sign_in(Client(), password="wrong"))
    unknown = bare(sign_in(Client(), "nobody@nowhere.com", "wrong"))
    assert str(known).replace("resident@example.net", "X") == str(unknown).replace(
        "nobody@nowhere.com", "X"
    )


def test_changing_to_a_taken_address_looks_like_changing_to_a_free_one(db):
    resident("taken@example.net")
    told = {}
    for number, wanted in enumerate(["taken@example.net", "freed@example.net"]):
        browser = Client()
        sign_in(browser, resident(f"person{number}@example.net", name="Pat").email)
        browser.post(reverse("account_reauthenticate"), {"password": PASSWORD})
        answer = browser.post(reverse("account_email"), {"email": wanted, "action_add": ""})
        page = browser.get(reverse("account_email"))
        told[wanted] = [
            str(bare(one)).replace(wanted, "WANTED").replace(f"person{number}@", "OWN@")
            for one in (answer, page)
        ]
        assert Letter.objects.filter(address=wanted).count() == 1
    assert told["taken@example.net"] == told["freed@example.net"]


# Signing in -----------------------------------------------------------------------------------


def test_signing_in_leads_back_to_where_somebody_wanted_to_go(client, db):
    resident()
    fields = {"login": "RESIDENT@example.net", "password": PASSWORD, "next": "/me/"}
    assert client.post(reverse("account_login"), fields).url == "/me/"
    assert is_signed_in(client)


def test_signing_in_never_leads_to_another_site(client, db):
    resident()
    fields = {
        "login": "resident@example.net",
        "password": PASSWORD,
        "next": "https://evil.example/",
    }
    assert client.post(reverse("account_login"), fields).url == "/"


def test_a_mailed_code_signs_in_once_and_only_in_this_browser(client, db):
    resident()
    client.post(reverse("account_request_login_code"), {"email": "Resident@example.net"})
    code = re.search(r"^    (\S+)$", Letter.objects.get().text, re.MULTILINE).group(1)
    elsewhere = Client()
    assert elsewhere.post(reverse("account_confirm_login_code"), {"code": code}).status_code == 302
    assert not is_signed_in(elsewhere)
    assert client.post(reverse("account_confirm_login_code"), {"code": code.lower()}).url == "/"
    assert is_signed_in(client)


def test_signing_out_takes_a_post(client, db):
    client.force_login(resident())
    assert "Sign out?" in client.get(reverse("account_logout")).content.decode()
    assert is_signed_in(client)
    client.post(reverse("account_logout"))
    assert not is_signed_in(client)


def test_a_suspended_peer_cannot_sign_in_and_is_told_why(client, db):
    resident(is_active=False)
    answer = sign_in(client)
    assert answer.url == reverse("account_inactive")
    assert "closed for now" in client.get(answer.url).content.decode()
    assert not is_signed_in(client)


def test_a_suspension_ends_a_live_session_at_the_next_request(client, db):
    peer = resident()
    client.force_login(peer)
    assert is_signed_in(client)
    Peer.objects.filter(pk=peer.pk).update(is_active=False)
    assert not is_signed_in(client)


def test_a_suspended_peer_gets_neither_code_nor_link(client, db):
    resident(is_active=False)
    for name in ("account_request_login_code", "account_reset_password"):
        Client().post(reverse(name), {"email": "resident@example.net"})
    assert {letter.subject for letter in Letter.objects.all()} == {
        "No account for this address at Leaders for Leeds"
    }


# Password and address -------------------------------------------------------------------------


def test_a_new_password_through_the_mailed_link_ends_other_sessions(client, db):
    elsewhere = Client()
    elsewhere.force_login(resident())
    client.post(reverse("account_reset_password"), {"email": "resident@example.net"})
    link = link_in(Letter.objects.get())
    page = client.get(link, follow=True)
    assert "Choose a new password" in page.content.decode()
    assert "password2" not in page.context["form"].fields
    answer = client.post(page.request["PATH_INFO"], {"password1": NEW_PASSWORD})
    assert answer.url == reverse("account_reset_password_from_key_done")
    assert not is_signed_in(elsewhere)
    assert Client().get(link).context["token_fail"], "a link is good for one password"
    sign_in(client, password=NEW_PASSWORD)
    assert is_signed_in(client)
    assert Letter.objects.filter(subject="Your password was changed").count() == 1


def test_changing_the_password_needs_the_old_one(client, db):
    client.force_login(resident())
    page = reverse("account_change_password")
    answer = client.post(page, {"oldpassword": "wrong", "password1": NEW_PASSWORD})
    assert "That is not your password" in answer.content.decode()
    answer = client.post(page, {"oldpassword": PASSWORD, "password1": NEW_PASSWORD})
    assert answer.url == reverse("peers:me")
    assert is_signed_in(client), "the one who changed it stays signed in"
    assert Peer.objects.get().check_password(NEW_PASSWORD)


def begin_change(client, to: str) -> None:
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    client.post(reverse("account_email"), {"email": to, "action_add": ""})


def test_a_new_address_counts_once_its_link_is_followed(client, db):
    peer = resident()
    client.force_login(peer)
    begin_change(client, "later@example.net")
    peer.refresh_from_db()
    assert peer.email == "resident@example.net"
    client.post(link_in(Letter.objects.get(address="later@example.net")))
    peer.refresh_from_db()
    assert peer.email == "later@example.net"
    assert [row.email for row in EmailAddress.objects.all()] == ["later@example.net"]
    told = Letter.objects.get(address="resident@example.net")
    assert told.subject == "Your e-mail address was changed"
    assert told.recipient == peer


def test_changing_the_address_asks_for_the_password_again(client, db):
    client.force_login(resident())
    answer = client.post(reverse("account_email"), {"email": "later@example.net", "action_add": ""})
    assert answer.url.startswith(reverse("account_reauthenticate"))
    assert not Letter.objects.exists()


def test_an_address_that_somebody_only_wishes_for_opens_no_account(client, db):
    """A slip of the pen in the change form must not let its owner in."""
    client.force_login(resident())
    begin_change(client, "stranger@example.net")
    Letter.objects.all().delete()
    for name in ("account_reset_password", "account_request_login_code"):
        Client().post(reverse(name), {"email": "stranger@example.net"})
    assert {letter.subject for letter in Letter.objects.all()} == {
        "No account for this address at Leaders for Leeds"
    }


def test_an_address_that_somebody_only_wishes_for_keeps_its_owner_from_nothing(client, db):
    client.force_login(resident())
    begin_change(client, "owner@example.net")
    caches["default"].clear()
    owner = Client()
    Letter.objects.all().delete()
    join(owner, email="owner@example.net", name="The Owner")
    owner.post(link_in(Letter.objects.get()))
    assert is_signed_in(owner)
    assert Peer.objects.get(email="owner@example.net").name == "The Owner"


def test_a_change_to_an_address_that_somebody_joins_with_meanwhile_is_refused_in_words(client, db):
    peer = resident()
    client.force_login(peer)
    begin_change(client, "wanted@example.net")
    link = link_in(Letter.objects.get(address="wanted@example.net"))
    join(Client(), email="wanted@example.net", name="Quicker")
    answer = client.post(link)
    assert [str(message) for message in get_messages(answer.wsgi_request)][-1] == (
        "wanted@example.net could not be confirmed: it is in use in another account."
    )
    peer.refresh_from_db()
    assert peer.email == "resident@example.net"
    assert EmailAddress.objects.get(user=peer, primary=True).email == "resident@example.net"


# Two-step sign-in -----------------------------------------------------------------------------


def code_of(secret: str) -> str:
    from allauth.mfa.totp.internal.auth import format_hotp_value, yield_hotp_counters_from_time

    counters = list(yield_hotp_counters_from_time())
    return format_hotp_value(hotp_value(secret, counters[len(counters) // 2]))


def test_an_app_is_set_up_and_then_asked_for(client, db):
    peer = resident()
    client.force_login(peer)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    page = client.get(reverse("mfa_activate_totp"))
    assert 'src="data:image/svg+xml;base64,' in page.content.decode()
    secret = page.context["form"].secret
    answer = client.post(reverse("mfa_activate_totp"), {"code": code_of(secret)})
    assert answer.url == reverse("mfa_view_recovery_codes")
    shown = client.get(answer.url).context["unused_codes"]
    assert len(shown) == 10

    browser = Client()
    assert sign_in(browser).url == reverse("mfa_authenticate")
    assert not is_signed_in(browser)
    wrong = browser.post(reverse("mfa_authenticate"), {"code": "1"})
    assert "That did not match" in wrong.content.decode()
    assert browser.post(reverse("mfa_authenticate"), {"code": shown[0]}).url == "/"
    assert is_signed_in(browser)

    again = Client()
    sign_in(again)
    again.post(reverse("mfa_authenticate"), {"code": shown[0]})
    assert not is_signed_in(again), "a recovery code is good for one sign-in"


def test_what_an_app_shares_with_us_is_locked_in_the_database(db, settings):
    secret = generate_totp_secret()
    TOTP.activate(resident(), secret)
    kept = Authenticator.objects.get().data["secret"]
    assert secret not in kept
    assert TOTP(Authenticator.objects.get()).validate_code(code_of(secret))
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "the key of the year after"
    assert decrypt(kept) == secret
    settings.SECRET_KEY_FALLBACKS = []
    with pytest.raises(InvalidToken):
        decrypt(kept)


def test_a_mailed_code_does_not_stand_in_for_the_second_step(client, db):
    peer = resident()
    TOTP.activate(peer, generate_totp_secret())
    client.post(reverse("account_request_login_code"), {"email": peer.email})
    code = re.search(r"^    (\S+)$", Letter.objects.get().text, re.MULTILINE).group(1)
    answer = client.post(reverse("account_confirm_login_code"), {"code": code})
    assert answer.url == reverse("mfa_authenticate")
    assert not is_signed_in(client)


def test_recovery_codes_are_shown_to_their_owner_alone(client, db):
    peer = resident()
    TOTP.activate(peer, generate_totp_secret())
    RecoveryCodes.activate(peer)
    client.force_login(peer)
    for name in ("mfa_view_recovery_codes", "mfa_download_recovery_codes"):
        assert client.get(reverse(name)).url.startswith(reverse("account_reauthenticate"))
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    file = client.get(reverse("mfa_download_recovery_codes"))
    assert re.fullmatch(
        r"Recovery codes for Leaders for Leeds\nEach is good for one sign-in\.\n\n(\d{8}\n){10}\n?",
        file.content.decode(),
    )
    assert "no-store" in file.headers["Cache-Control"]


@pytest.mark.parametrize(
    "credential",
    ["", "no json", "null", "[]", '"text"', "1", "{}", '{"id": 1}', '{"response": []}',
     '{"id": "AA", "rawId": "AA", "type": "public-key", "response": {}}', "[" * 5_000 + "]" * 5_000,
     "9" * 5_000, '{"id": %s, "rawId": "AA", "response": {}}' % ("9" * 5_000),
     '{"id":"AA","rawId":"AA","type":"public-key","response":{"clientDataJSON":"AA",'
     '"authenticatorData":"AA","signature":"AA","userHandle":"\\u0000"}}'],
)  # fmt: skip
def test_a_passkey_that_is_nonsense_is_refused_in_words(client, db, credential):
    peer = resident()
    client.get(reverse("mfa_login_webauthn"), headers={"accept": "application/json"})
    answer = client.post(reverse("mfa_login_webauthn"), {"credential": credential})
    assert answer.url == reverse("account_login")
    client.force_login(peer)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    client.get(reverse("mfa_add_webauthn"))
    answer = client.post(reverse("mfa_add_webauthn"), {"credential": credential})
    assert answer.status_code == 200
    assert answer.context["form"].errors


def test_passkeys_belong_to_the_site_s_own_name(client, db):
    answer = client.get(
        reverse("mfa_login_webauthn"),
        headers={"accept": "application/json", "host": "elsewhere.example.com"},
    )
    assert answer.json()["request_options"]["publicKey"]["rpId"] == "leaders.example.org"


# Limits ---------------------------------------------------------------------------------------


def test_failed_sign_ins_are_limited_by_what_postgresql_remembers(db, settings):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    resident()
    for _attempt in range(5):
        assert "do not belong together" in sign_in(Client(), password="wrong").content.decode()
    answer = sign_in(Client())
    assert "Please wait five minutes" in answer.content.decode()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM house_cache WHERE cache_key LIKE '%login_failed%'")
        assert cursor.fetchone()[0] >= 2, "one for the address, one for where it came from"


def test_the_right_password_uses_up_no_try(db):
    resident()
    for _attempt in range(8):
        assert sign_in(Client()).url == "/"


def test_a_mailbox_cannot_be_filled_through_our_forms(db):
    statuses = [
        Client()
        .post(reverse("account_reset_password"), {"email": "victim@example.net"})
        .status_code
        for _attempt in range(7)
    ]
    assert statuses == [302] * 5 + [429] * 2
    assert Letter.objects.count() == 5


def test_too_many_requests_get_a_page_in_the_house_look(db):
    for _attempt in range(30):
        answer = sign_in(Client(), f"somebody-{_attempt}@example.net", "wrong")
    answer = sign_in(Client(), "one-more@example.net", "wrong")
    assert answer.status_code == 429
    page = answer.content.decode()
    assert "<h1>One moment</h1>" in page
    assert "masthead" in page


def test_who_asks_is_told_apart_behind_the_proxy(db, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    for _attempt in range(11):
        sign_in(
            Client(),
            f"somebody-{_attempt}@example.net",
            "wrong",
            headers={"x-forwarded-for": "203.0.113.9"},
        )
    resident()
    same = sign_in(Client(), headers={"x-forwarded-for": "198.51.100.1, 203.0.113.9"})
    assert same.status_code == 200, "what a client claims to be forwarded for counts for nothing"
    assert sign_in(Client(), headers={"x-forwarded-for": "203.0.113.10"}).status_code == 302


# One's own page -------------------------------------------------------------------------------


def test_one_s_own_page_is_for_the_signed_in(client, db):
    answer = client.get(reverse("peers:me"))
    assert answer.url == f"{reverse('account_login')}?next=/me/"


def test_somebody_takes_another_name_and_keeps_their_links(client, db):
    peer = resident(name="Old Name", slug="old-name-abcde")
    client.force_login(peer)
    assert client.post(reverse("peers:rename"), {"name": " New   Name "}).url == reverse("peers:me")
    peer.refresh_from_db()
    assert (peer.name, peer.slug) == ("New Name", "old-name-abcde")


@pytest.mark.parametrize("name", ["", "\u200b", "a\x00b", "x" * 81])
def test_a_name_that_cannot_be_read_is_refused_with_the_field(client, db, name):
    client.force_login(resident(name="Old Name"))
    answer = client.post(reverse("peers:rename"), {"name": name})
    assert answer.status_code == 422
    assert answer.context["form"].errors["name"]
    assert Peer.objects.get().name == "Old Name"


def test_a_name_changes_by_post_alone(client, db):
    client.force_login(resident(name="Old Name"))
    assert client.get(reverse("peers:rename"), {"name": "New"}).status_code == 405
    assert Peer.objects.get().name == "Old Name"
