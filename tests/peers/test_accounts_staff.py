"""Whoever looks after the network comes in through the front door, in two steps."""

import re
from uuid import uuid4

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib import admin
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse

from leeds_leaders.moderation.choices import Standing
from projects.models import Project
from tests.factories import PeerFactory, ProjectFactory

PASSWORD = "toast and marmalade"
ADMIN = reverse("admin:index")
DOOR = reverse("admin:login")


@pytest.fixture(autouse=True)
def _public_site(settings):
    settings.LOCAL_RUN = False


def make_staff(email="mo@example.net", **facts):
    staff = PeerFactory(email=email, **({"is_staff": True, "is_superuser": True} | facts))
    staff.set_password(PASSWORD)
    staff.save()
    EmailAddress.objects.create(user=staff, email=email, verified=True, primary=True)
    return staff


def with_two_steps(staff) -> list[str]:
    """Set up an app, and return the recovery codes that come with it."""
    TOTP.activate(staff, generate_totp_secret())
    return RecoveryCodes.activate(staff).get_unused_codes()


def sign_in(client, staff, code=""):
    fields = {"login": staff.email, "password": PASSWORD}
    client.post(reverse("account_login"), fields)
    if code:
        client.post(reverse("mfa_authenticate"), {"code": code})


def path_of(client, address: str, hops: int = 6) -> str:
    """Where a browser ends that follows an address; a loop fails."""
    for _hop in range(hops):
        answer = client.get(address)
        if answer.status_code != 302:
            return f"{answer.status_code} {address.partition('?')[0]}"
        address = answer.url
    raise AssertionError(f"still going round at {address}")


def test_a_visitor_is_sent_to_the_front_door_and_back_to_what_they_wanted(client, db):
    wanted = reverse("admin:peers_peer_changelist")
    answer = client.get(wanted)
    assert answer.url == f"{DOOR}?next={wanted}"
    answer = client.get(answer.url)
    assert answer.url == f"/accounts/login/?next={wanted}".replace("/admin", "%2Fadmin").replace(
        "/peers/peer/", "%2Fpeers%2Fpeer%2F"
    )
    staff = make_staff()
    codes = with_two_steps(staff)
    fields = {"login": staff.email, "password": PASSWORD, "next": wanted}
    assert client.post(reverse("account_login"), fields).url == reverse("mfa_authenticate")
    assert client.post(reverse("mfa_authenticate"), {"code": codes[0]}).url == wanted
    assert client.get(wanted).status_code == 200


@pytest.mark.parametrize("address", [ADMIN, DOOR, f"{DOOR}?next={ADMIN}"])
def test_a_peer_without_a_role_gets_403_and_goes_round_in_no_circle(client, db, address):
    client.force_login(make_staff(is_staff=False, is_superuser=False))
    assert path_of(client, address) == f"403 {DOOR}"


def test_staff_without_a_second_step_are_sent_to_set_it_up_and_told_why(client, db):
    sign_in(client, make_staff())
    assert path_of(client, ADMIN) == f"200 {reverse('mfa_index')}"
    answer = client.get(DOOR)
    [first, *_others] = [str(message) for message in get_messages(answer.wsgi_request)]
    assert first.startswith("Whoever looks after the network signs in with two steps.")


def test_staff_who_showed_both_steps_are_in(client, db):
    staff = make_staff()
    codes = with_two_steps(staff)
    sign_in(client, staff, codes[0])
    assert path_of(client, ADMIN) == f"200 {ADMIN}"
    assert path_of(client, DOOR) == f"200 {ADMIN}"
    assert client.get(f"{DOOR}?next=https://evil.example/").url == ADMIN


def addresses_of_the_admin():
    """Every one there is, those of scripts and of pages of our own included."""
    for pattern in admin.site.urls[0]:
        nested = getattr(pattern, "url_patterns", [pattern])
        for one in nested:
            route = str(pattern.pattern) if one is not pattern else ""
            path = f"{ADMIN}{route}{one.pattern}".replace("<path:object_id>", "1")
            yield re.sub(r"<(int|path|str):\w+>", "1", re.sub(r"<slug:\w+>", "a", path))


def test_staff_without_a_second_step_come_in_by_no_side_door(client, db):
    sign_in(client, make_staff())
    tried = [
        re.sub(r"<uuid:\w+>", str(uuid4()), address)
        for address in addresses_of_the_admin()
        if "(?P" not in address and not address.startswith((DOOR, reverse("admin:logout")))
    ]
    assert len(tried) > 250
    assert {f"{ADMIN}jsi18n/", f"{ADMIN}autocomplete/", f"{ADMIN}peers/peer/1/see-as/"} <= {*tried}
    for address in tried:
        for answer in (client.get(address), client.post(address)):
            assert answer.status_code == 302, address
            assert answer.url.startswith((DOOR, reverse("account_change_password"))), address


@pytest.mark.parametrize("path", ["/", "/projects/", "/projects/held/", "/me/", "/peers/"])
def test_staff_without_a_second_step_are_nowhere_on_the_site_either(client, db, path):
    """It shows moderators what waits, and lets them decide on it."""
    held = ProjectFactory(slug="held", standing=Standing.HELD)
    staff = make_staff()
    sign_in(client, staff)
    assert path_of(client, path) == f"200 {reverse('mfa_index')}"
    answer = client.post("/projects/held/edit/", {"title": "Mine"})
    assert answer.url == f"{DOOR}?next=%2F"
    assert Project.objects.get().title == held.title
    codes = with_two_steps(staff)
    answer = client.get(client.get(path).url)
    assert client.post(answer.url, {"code": codes[0], "next": path}).url == path
    assert client.get(path).status_code == 200


def test_whoever_has_no_role_is_asked_for_one_step(client, db):
    client.force_login(make_staff(is_staff=False, is_superuser=False))
    assert client.get("/me/").status_code == 200


def test_a_session_older_than_the_second_step_must_show_it_too(client, db):
    """Whoever had learnt the password before must not be let in by what its owner sets up."""
    staff = make_staff()
    sign_in(client, staff)
    codes = with_two_steps(staff)
    assert client.get(ADMIN).status_code == 302
    answer = client.get(f"{DOOR}?next={ADMIN}")
    assert answer.url == f"{reverse('mfa_reauthenticate')}?next=%2Fadmin%2F"
    assert client.post(answer.url, {"code": codes[0], "next": ADMIN}).url == ADMIN
    assert client.get(ADMIN).status_code == 200


def test_the_admin_s_own_form_signs_nobody_in(db):
    """It knows no second step: with it one member of staff could become another."""
    victim = make_staff("victim@example.net")
    with_two_steps(victim)
    fields = {"username": victim.email, "password": PASSWORD, "next": ADMIN}
    visitor = Client()
    assert visitor.post(DOOR, fields).url.startswith(reverse("account_login"))
    assert "_auth_user_id" not in visitor.session
    other, browser = make_staff("other@example.net"), Client()
    codes = with_two_steps(other)
    sign_in(browser, other, codes[0])
    assert browser.post(DOOR, fields).url == ADMIN
    assert browser.session["_auth_user_id"] == str(other.pk)


@pytest.mark.parametrize(
    ("local_run", "email", "is_in"),
    [
        (True, "admin@example.org", True),
        (False, "admin@example.org", False),
        (True, "admin@example.net", False),
        (True, "admin@example.org.evil.example", False),
    ],
)
def test_only_invented_staff_of_a_local_run_skip_the_second_step(
    client, db, settings, local_run, email, is_in
):
    settings.LOCAL_RUN = local_run
    sign_in(client, make_staff(email))
    assert (client.get(ADMIN).status_code == 200) is is_in


def test_a_suspended_member_of_staff_is_out_at_the_next_request(client, db):
    staff = make_staff()
    codes = with_two_steps(staff)
    sign_in(client, staff, codes[0])
    assert client.get(ADMIN).status_code == 200
    staff.is_active = False
    staff.save()
    assert client.get(ADMIN).url == f"{DOOR}?next={ADMIN}"
    assert path_of(client, ADMIN) == f"200 {reverse('account_login')}"


def test_taking_the_second_step_away_closes_the_admin(client, db):
    staff = make_staff()
    codes = with_two_steps(staff)
    sign_in(client, staff, codes[0])
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    client.post(reverse("mfa_deactivate_totp"))
    assert path_of(client, ADMIN) == f"200 {reverse('mfa_index')}"
