"""The verbs of claims: somebody says that they may speak for an organisation."""

from collections.abc import Collection

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from leeds_leaders.moderation.actions import check_may_say, decide
from leeds_leaders.moderation.choices import Outcome
from peers.choices import Verdict
from peers.emails import organisations as emails
from peers.errors import IllegalDecision, KeptAlready
from peers.models import Claim, Organisation


@transaction.atomic
def claim(organisation: Organisation, words: str, *, by) -> Claim:
    """Ask to keep an organisation; a moderator decides. Asked again, the latest words count.

    Raises `KeptAlready`.
    """
    organisation = _locked(organisation)
    _check_free(organisation)
    check_may_say(by, words)
    claim, _is_new = Claim.objects.waiting().update_or_create(
        organisation=organisation, peer=by, defaults={"words": words}
    )
    return claim


def withdraw_claim(organisation: Organisation, *, by) -> None:
    """Take back what no moderator has decided on; a repeat is harmless."""
    Claim.objects.waiting().filter(organisation=organisation, peer=by).delete()


@transaction.atomic
def approve_claim(claim: Claim, *, by) -> Claim:
    """Make somebody the keeper of an organisation; others who wait for it are told no. A claim that
    was declined can be approved after all, as long as nobody keeps it.

    Raises `KeptAlready` and `IllegalDecision`.
    """
    organisation, claim = _both_locked(claim, by, {Verdict.WAITING, Verdict.DECLINED})
    _check_free(organisation)
    if not claim.peer.is_active:
        raise IllegalDecision(_("%(name)s's account is closed.") % {"name": claim.peer})
    organisation.keeper = claim.peer
    organisation.save(update_fields=["keeper"])
    _decide(claim, Verdict.APPROVED, by=by, reason="")
    withdraw_claim(organisation, by=claim.peer)  # who has asked again meanwhile has got it
    decline_waiting_claims(
        organisation, by=by, reason=_("A moderator has said yes to somebody else from there.")
    )
    return claim


@transaction.atomic
def decline_claim(claim: Claim, *, by, reason: str, rule: str = "") -> Claim:
    """Say no to a claim, with a reason that its maker is told. Raises `IllegalDecision` and
    `NoReason`."""
    _organisation, claim = _both_locked(claim, by, {Verdict.WAITING})
    return _decide(claim, Verdict.DECLINED, by=by, reason=reason, rule=rule)


def decline_waiting_claims(organisation: Organisation, *, by, reason: str) -> None:
    """Say no to all that wait for an organisation; part of what was decided about it."""
    waiting = Claim.objects.waiting().filter(organisation=organisation)
    for claim in waiting.select_related("peer", "organisation").select_for_update(of=("self",)):
        _decide(claim, Verdict.DECLINED, by=by, reason=reason)


def _locked(organisation: Organisation) -> Organisation:
    return Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)


def _both_locked(claim: Claim, by, verdicts: Collection[str]) -> tuple[Organisation, Claim]:
    """The organisation and a claim to it that stands in one of some ways, and is not `by`'s own nor
    a rival of it."""
    organisation = _locked(claim.organisation)
    claims = Claim.objects.select_for_update(of=("self",)).select_related("peer", "organisation")
    claim = claims.get(pk=claim.pk)
    if claim.verdict not in verdicts:
        raise IllegalDecision(_("“%(claim)s” has been decided on already.") % {"claim": claim})
    if organisation.claims.filter(peer=by, verdict=Verdict.WAITING).exists():
        raise IllegalDecision(_("Nobody decides on a claim of their own, nor on a rival of it."))
    return organisation, claim


def _check_free(organisation: Organisation) -> None:
    if not organisation.is_unclaimed:
        raise KeptAlready(_("“%(name)s” has a keeper already.") % {"name": organisation})
    if not organisation.is_listed:
        raise IllegalDecision(_("“%(name)s” is not shown on the site.") % {"name": organisation})


def _decide(claim: Claim, verdict: str, *, by, reason: str, rule: str = "") -> Claim:
    outcome = Outcome.APPROVED if verdict == Verdict.APPROVED else Outcome.DECLINED
    decision = decide(claim, outcome=outcome, by=by, reason=reason, rule=rule)
    claim.verdict, claim.reason = verdict, reason
    claim.decided_by, claim.decided_at = by, timezone.now()
    claim.save(update_fields=["verdict", "reason", "decided_by", "decided_at"])
    emails.tell_of_claim(claim, decision)
    return claim
