"""Closing an account for now, and opening it again."""

from contextlib import suppress

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core import mail
from django.test import Client
from django.urls import reverse

from leeds_leaders.moderation.actions import hold, queue
from leeds_leaders.moderation.choices import Because, HouseRule, Outcome
from leeds_leaders.moderation.errors import NoReason, NotTheirsToDecide
from leeds_leaders.moderation.models import Act, Case, Decision
from leeds_leaders.notices.models import Letter
from peers import actions
from peers.choices import Audience
from peers.errors import IllegalDecision
from peers.models import Item, Peer, Profile
from tests.conftest import signed_in
from tests.factories import ItemFactory, PeerFactory
from tests.peers.test_accounts import NEW_PASSWORD, PASSWORD, begin_change, link_in, resident

pytestmark = pytest.mark.django_db
WHY = "You wrote to people who had asked you not to."


@pytest.fixture(autouse=True)
def _one_site(settings):
    settings.SITE_URL = "https://leaders.example.org"


@pytest.fixture
def amina(amina):
    Profile.objects.filter(peer=amina).update(audience=Audience.PUBLIC)
    return amina


def fresh(peer: Peer) -> Peer:
    return Peer.objects.get(pk=peer.pk)


def test_whoever_is_suspended_is_out_everywhere_at_once(cast, amina):
    first, second = signed_in(amina).client, signed_in(amina).client
    item = ItemFactory(peer=amina)
    assert {first.get("/me/").status_code, second.get("/me/").status_code} == {200}
    actions.suspend(amina, by=cast.moderator.peer, reason=WHY, rule=HouseRule.ABUSE)
    for client in (first, second):
        assert client.get("/me/").status_code == 302
    for viewer in (AnonymousUser(), cast.peer.peer):
        assert not Peer.objects.visible_to(viewer).filter(pk=amina.pk).exists()
        assert not Item.objects.visible_to(viewer).filter(pk=item.pk).exists()
    actions.unsuspend(amina, by=cast.moderator.peer)
    assert first.get("/me/").status_code == 302  # what was ended stays ended
    assert signed_in(fresh(amina)).client.get("/me/").status_code == 200
    assert Peer.objects.visible_to(AnonymousUser()).filter(pk=amina.pk).exists()


def test_links_from_before_change_nothing_of_an_account_that_is_closed(cast):
    """Neither to a new password, nor what confirms another address."""
    peer, browser = resident(), Client()
    browser.force_login(peer)
    begin_change(browser, "elsewhere@example.net")
    confirm = link_in(Letter.objects.get(address="elsewhere@example.net"))
    Client().post(reverse("account_reset_password"), {"email": peer.email})
    reset = link_in(Letter.objects.get(address=peer.email, subject__contains="password"))
    halfway = Client()
    page = halfway.get(reset, follow=True).request["PATH_INFO"]
    actions.suspend(peer, by=cast.moderator.peer, reason=WHY)
    for client, address in ((halfway, page), (Client(), reset), (Client(), confirm)):
        client.post(address, {"password1": NEW_PASSWORD}, follow=True)
        client.get(address, follow=True)
    assert fresh(peer).check_password(PASSWORD)
    assert fresh(peer).email == peer.email
    told = Client().post(confirm, follow=True).content.decode()
    assert "This account is closed for now." in told
    assert "can no longer be used" in Client().get(reset, follow=True).content.decode()
    actions.unsuspend(peer, by=cast.moderator.peer)
    Client().post(confirm)
    assert fresh(peer).email == "elsewhere@example.net"


def test_they_get_the_reason_by_mail_and_ask_another_moderator_without_signing_in(cast, amina):
    decision = actions.suspend(amina, by=cast.moderator.peer, reason=WHY, rule=HouseRule.ABUSE)
    assert (decision.outcome, decision.author) == (Outcome.SUSPENDED, amina)
    letter = Letter.objects.get(recipient=amina)
    assert letter.subject == "Your account is closed for now"
    assert WHY in letter.text
    assert "bullies somebody" in letter.text
    link = decision.secret_link()
    assert link in letter.text
    page = Client().get(link)
    assert page.status_code == 200
    assert WHY in page.content.decode()
    assert Client().get(decision.get_absolute_url()).status_code != 200


def test_that_they_are_let_in_again_is_told_and_both_are_acts(cast, amina):
    actions.suspend(amina, by=cast.moderator.peer, reason=WHY)
    actions.let_be(amina, by=cast.admin.peer)
    subjects = set(Letter.objects.filter(recipient=amina).values_list("subject", flat=True))
    assert "Your account is open again" in subjects
    acts = Act.objects.filter(kind="peer", object_id=str(amina.pk)).order_by("pk")
    assert list(acts.values_list("what", "by__name")) == [
        ("suspended", "Mo Moderator"),
        ("restored", "Ada Admin"),
    ]


def test_a_profile_that_waited_still_waits_when_its_account_is_open_again(cast, amina):
    hold(amina, Because.LINKS, author=amina)
    actions.suspend(amina, by=cast.moderator.peer, reason=WHY)
    assert not Case.objects.open().filter(kind="peer").exists()
    actions.unsuspend(amina, by=cast.moderator.peer)
    assert fresh(amina).profile.is_hidden
    assert Case.objects.open().get(kind="peer").author == amina
    actions.let_be(amina, by=cast.admin.peer)
    assert fresh(amina).profile.audience == Audience.PUBLIC


@pytest.mark.parametrize(
    ("who", "whom", "may"),
    [
        ("moderator", "peer", True),
        ("moderator", "moderator", False),
        ("moderator", "admin", False),
        ("moderator", "organiser", False),
        ("admin", "moderator", True),
        ("admin", "organiser", True),
        ("admin", "admin", False),
        ("organiser", "peer", False),
        ("peer", "connection", False),
        ("peer", "peer", False),
        ("suspended", "peer", False),
    ],
)
def test_moderators_suspend_people_and_admins_the_staff(cast, who, whom, may):
    by, peer = getattr(cast, who).peer, getattr(cast, whom).peer
    with suppress(IllegalDecision, NotTheirsToDecide):
        actions.suspend(peer, by=by, reason=WHY)
    assert fresh(peer).is_active is not may


@pytest.mark.parametrize("outcome", [Outcome.DECLINED, Outcome.REMOVED])
def test_a_no_to_a_profile_takes_it_away_and_closes_no_account(cast, amina, client, outcome):
    browser = signed_in(amina).client
    hold(amina, Because.LINKS, author=amina)
    (case,) = Case.objects.open().filter(kind="peer")
    decision = queue.answer(case, outcome=outcome, by=cast.moderator.peer, reason=WHY)
    assert (decision.outcome, fresh(amina).is_active) == (Outcome.REMOVED, True)
    page = browser.get("/peers/amina-khan/").content.decode()
    assert WHY in page
    assert decision.get_absolute_url() in page
    assert client.get("/peers/amina-khan/").status_code == 404
    others_see = Peer.objects.visible_to(cast.peer.peer).filter(pk=amina.pk)
    assert not others_see.exists()
    assert not Case.objects.open().filter(kind="peer").exists()
    actions.change_profile(fresh(amina), {"story": "I mend bikes."}, {})
    actions.let_be(amina, by=cast.admin.peer)
    assert not Case.objects.open().filter(kind="peer").exists()
    assert others_see.exists()


def test_what_is_written_anew_after_a_no_is_looked_at_once(cast, amina):
    actions.take_profile_away(amina, by=cast.moderator.peer, reason=WHY)
    waiting = Case.objects.open().filter(kind="peer", author=amina)
    actions.change_profile(fresh(amina), {"story": fresh(amina).profile.story}, {})
    actions.rename(fresh(amina), "Amina Khan", by=amina)
    assert not waiting.exists()  # nothing is new
    actions.change_profile(fresh(amina), {"story": "I mend bikes."}, {})
    actions.rename(fresh(amina), "Amina K. Khan", by=amina)
    assert waiting.get().is_held


def test_the_account_is_closed_from_the_queue_by_the_verb_that_says_so(cast, amina):
    case = Case.objects.create(kind="peer", object_id=str(amina.pk), author=amina, reports=1)
    queue.answer(case, outcome=Outcome.SUSPENDED, by=cast.moderator.peer, reason=WHY)
    assert not fresh(amina).is_active
    assert [one.outcome for one in Decision.objects.all()] == [Outcome.SUSPENDED]


def test_nobody_is_suspended_without_a_reason_nor_twice(cast, amina):
    with pytest.raises(NoReason):
        actions.suspend(amina, by=cast.moderator.peer, reason=" ")
    assert fresh(amina).is_active
    actions.suspend(amina, by=cast.moderator.peer, reason=WHY)
    with pytest.raises(IllegalDecision, match="suspended already"):
        actions.suspend(amina, by=cast.admin.peer, reason=WHY)
    with pytest.raises(IllegalDecision, match="not suspended"):
        actions.unsuspend(PeerFactory(), by=cast.admin.peer)
    assert Decision.objects.count() == 1
    assert not mail.outbox  # letters leave by the outbox alone
