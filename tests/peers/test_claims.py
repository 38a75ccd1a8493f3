"""Claims: who may look after an organisation, who decides, and who is told."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone

from leeds_leaders.moderation.actions.appeals import appeal, uphold
from leeds_leaders.moderation.choices import Outcome, Standing
from leeds_leaders.moderation.errors import TooMuch
from leeds_leaders.moderation.models import Decision
from leeds_leaders.notices.choices import Purpose
from leeds_leaders.notices.models import Letter, Notice
from peers import actions
from peers.choices import Verdict
from peers.errors import IllegalDecision, KeptAlready, NotTheKeeper
from peers.models import Claim, Organisation
from tests.conftest import in_threads
from tests.factories import OrganisationFactory, PeerFactory

pytestmark = pytest.mark.django_db
LONG_AGO = timezone.now() - timedelta(days=30)


def member(**more):
    return PeerFactory(joined_at=LONG_AGO, **more)


@pytest.fixture
def moderator():
    return member(is_staff=True, is_superuser=True)


@pytest.fixture
def organisation():
    return OrganisationFactory(name="Armley Bell")


@pytest.fixture
def me(client):
    peer = member()
    client.force_login(peer)
    return peer


def claimed(organisation, by=None) -> Claim:
    return actions.claim(organisation, "I ring it.", by=by or member())


def keeper(organisation):
    return Organisation.objects.get(pk=organisation.pk).keeper


# Asking -------------------------------------------------------------------------------------------


def test_asking_twice_is_one_claim_with_the_latest_words(client, me, organisation):
    page = f"{organisation.get_absolute_url()}claim/"
    client.post(page, {"words": "I ring it."})
    client.post(page, {"words": "I ring it on Sundays."})
    assert Claim.objects.get().words == "I ring it on Sundays."
    body = client.get(organisation.get_absolute_url()).content.decode()
    assert "A moderator has not answered yet." in body
    assert "I ring it on Sundays." in client.get(page).content.decode()


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_once_make_one_claim():
    organisation, peer = OrganisationFactory(), member()
    in_threads(*[lambda: claimed(organisation, peer)] * 3)
    assert Claim.objects.count() == 1


def test_a_claim_is_taken_back_and_that_twice(client, me, organisation):
    claimed(organisation, me)
    other = claimed(organisation)
    for _click in range(2):
        client.post(f"{organisation.get_absolute_url()}claim/withdraw/")
    assert Claim.objects.get() == other


def test_what_is_kept_cannot_be_claimed(client, me, organisation):
    organisation.keeper = member()
    organisation.save()
    with pytest.raises(KeptAlready):
        claimed(organisation)
    answer = client.post(f"{organisation.get_absolute_url()}claim/", {"words": "Mine"})
    assert answer.status_code == 422
    assert "has a keeper already." in answer.content.decode()


def test_no_words_no_claim(client, me, organisation):
    page = f"{organisation.get_absolute_url()}claim/"
    for words in ("", " \n", "x" * 2001, "a\x0bb"):
        assert client.post(page, {"words": words}).status_code in {400, 422}
    assert not Claim.objects.exists()


def test_a_newcomers_claim_holds_two_links_at_most(organisation):
    with pytest.raises(TooMuch):
        actions.claim(organisation, "www.a.b www.c.d www.e.f", by=PeerFactory())


def test_claims_are_seen_by_whoever_made_them_and_moderators(organisation, moderator):
    claim = claimed(organisation)
    viewers = (claim.peer, moderator, member())
    assert [Claim.objects.visible_to(v).count() for v in viewers] == [1, 1, 0]


# Deciding -----------------------------------------------------------------------------------------


def test_a_yes_makes_a_keeper_and_they_are_told(organisation, moderator):
    claim = claimed(organisation)
    decided = actions.approve_claim(claim, by=moderator)
    assert (decided.verdict, decided.decided_by) == (Verdict.APPROVED, moderator)
    assert keeper(organisation) == claim.peer
    letter = Letter.objects.get()
    assert (letter.recipient, letter.purpose) == (claim.peer, Purpose.DECISION)
    assert letter.subject == "You look after “Armley Bell” now"
    assert "A moderator has said yes: you keep the page of “Armley Bell”." in letter.text
    assert Notice.objects.get().url == organisation.get_absolute_url()


def test_a_no_is_told_with_its_reason_and_one_may_ask_again(organisation, moderator):
    claim = claimed(organisation)
    actions.decline_claim(claim, by=moderator, reason="They do not know you there.")
    letter = Letter.objects.get()
    assert letter.subject == "About your wish to look after “Armley Bell”"
    assert "This time it is a no. The reason:\n\nThey do not know you there." in letter.text
    assert keeper(organisation) is None
    assert claimed(organisation, claim.peer).pk != claim.pk


def test_a_yes_to_one_is_a_no_in_words_to_all_others(organisation, moderator):
    first, second, third = (claimed(organisation) for _ in range(3))
    elsewhere = claimed(OrganisationFactory())
    actions.approve_claim(second, by=moderator)
    for other in (first, third):
        other.refresh_from_db()
        assert other.verdict == Verdict.DECLINED
        assert "somebody else from there" in Letter.objects.get(recipient=other.peer).text
    elsewhere.refresh_from_db()
    assert elsewhere.verdict == Verdict.WAITING


def test_a_claim_is_decided_on_once(organisation, moderator):
    claim = claimed(organisation)
    actions.approve_claim(claim, by=moderator)
    Organisation.objects.update(keeper=None)
    for verb in (
        lambda: actions.approve_claim(claim, by=moderator),
        lambda: actions.decline_claim(claim, by=moderator, reason="No."),
    ):
        with pytest.raises(IllegalDecision, match="decided on already"), transaction.atomic():
            verb()
    assert Letter.objects.count() == 1


def test_an_appeal_against_a_no_makes_them_keeper_while_nobody_else_is(organisation, moderator):
    claim = claimed(organisation)
    actions.decline_claim(claim, by=moderator, reason="No.")
    asked = appeal(Decision.objects.get(), by=claim.peer, words="I have the key.")
    again = claimed(organisation, claim.peer)
    uphold(asked, by=member(is_staff=True))
    assert keeper(organisation) == claim.peer
    assert Decision.objects.first().outcome == Outcome.RESTORED
    assert not Claim.objects.filter(pk=again.pk).exists()
    subjects = Letter.objects.filter(recipient=claim.peer).values_list("subject", flat=True)
    assert "You look after “Armley Bell” now" in subjects


def test_an_appeal_about_what_somebody_else_keeps_by_now_is_refused(organisation, moderator):
    claim, other = claimed(organisation), claimed(organisation)
    actions.approve_claim(other, by=moderator)
    asked = appeal(Decision.objects.get(author=claim.peer), by=claim.peer, words="I have the key.")
    with pytest.raises(KeptAlready), transaction.atomic():
        uphold(asked, by=member(is_staff=True))
    asked.refresh_from_db()
    assert asked.decided_at is None


def test_nobody_decides_on_their_own_claim_nor_on_a_rival(organisation, moderator):
    own, rival = claimed(organisation, moderator), claimed(organisation)
    for claim in (own, rival):
        with pytest.raises(IllegalDecision, match="of their own"), transaction.atomic():
            actions.approve_claim(claim, by=moderator)
        with pytest.raises(IllegalDecision, match="of their own"), transaction.atomic():
            actions.decline_claim(claim, by=moderator, reason="No.")
    assert actions.approve_claim(own, by=member(is_staff=True)).verdict == Verdict.APPROVED


def test_a_keeper_is_not_replaced_by_a_claim_that_was_left_over(organisation, moderator):
    claim = claimed(organisation)
    Organisation.objects.update(keeper=member())
    with pytest.raises(KeptAlready), transaction.atomic():
        actions.approve_claim(claim, by=moderator)


def test_a_closed_account_keeps_nothing(organisation, moderator):
    claim = claimed(organisation)
    claim.peer.is_active = False
    claim.peer.save()
    with pytest.raises(IllegalDecision, match="account is closed"), transaction.atomic():
        actions.approve_claim(claim, by=moderator)


def test_what_is_declined_takes_its_claims_along(organisation, moderator):
    claim = claimed(organisation)
    actions.decline_organisation(organisation, by=moderator, reason="It is a shop.")
    claim.refresh_from_db()
    assert claim.verdict == Verdict.DECLINED
    assert "cannot be shown on the site" in Letter.objects.get(recipient=claim.peer).text
    assert Organisation.objects.get().standing == Standing.DECLINED


@pytest.mark.django_db(transaction=True)
def test_of_two_moderators_at_once_one_makes_the_keeper():
    organisation = OrganisationFactory()
    claims = [claimed(organisation) for _ in range(2)]
    refused = []

    def approve(claim):
        try:
            actions.approve_claim(claim, by=member(is_staff=True))
        except (KeptAlready, IllegalDecision) as refusal:
            refused.append(refusal)

    in_threads(*[lambda claim=claim: approve(claim) for claim in claims])
    assert len(refused) == 1
    verdicts = set(Claim.objects.values_list("verdict", flat=True))
    assert verdicts == {Verdict.APPROVED, Verdict.DECLINED}
    assert keeper(organisation) == Claim.objects.get(verdict=Verdict.APPROVED).peer


# Handing back -------------------------------------------------------------------------------------


def test_a_keeper_hands_back_what_they_kept(client, me, organisation):
    organisation.keeper = me
    organisation.save()
    stranger = Client()
    stranger.force_login(member())
    address = f"{organisation.get_absolute_url()}hand-back/"
    assert stranger.post(address).status_code == 403
    assert keeper(organisation) == me
    for _click in range(2):
        body = client.post(address, follow=True).content.decode()
        assert "Handed back." in body
    assert keeper(organisation) is None


def test_a_moderator_frees_what_somebody_keeps_no_longer_and_tells_them(organisation, moderator):
    organisation.keeper = kept_by = member()
    organisation.save()
    actions.release(organisation, by=moderator)
    assert keeper(organisation) is None
    letter = Letter.objects.get()
    assert letter.recipient == kept_by
    assert "A moderator has ended that you keep the page of “Armley Bell”." in letter.text
    with pytest.raises(NotTheKeeper):
        actions.release(organisation, by=moderator)


def test_nobody_frees_what_is_their_own(organisation, moderator):
    organisation.keeper = moderator
    organisation.save()
    with pytest.raises(IllegalDecision):
        actions.release(organisation, by=moderator)
