"""The verbs of organisations: adding, changing, keeping and handing back."""

from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _

from leeds_leaders.geography.models import Ward
from leeds_leaders.language.models import Sector
from leeds_leaders.moderation.actions import check_may_post, decide, note
from leeds_leaders.moderation.choices import Outcome, Standing
from leeds_leaders.text import slug_for
from peers.actions.accounts import SLUG_LETTERS
from peers.actions.claims import decline_waiting_claims
from peers.actions.people import lock
from peers.emails import organisations as emails
from peers.errors import IllegalDecision, NotTheKeeper, TakenByAnother
from peers.models import Organisation

NUMBERS = ("charity_number", "company_number")
TEXTS = ("name", "about", "link")


@dataclass(frozen=True)
class OrganisationDetails:
    """What somebody says of an organisation, checked for shape by the form."""

    name: str
    form: str = ""
    scale: str = ""
    sector: Sector | None = None
    ward: Ward | None = None
    about: str = ""
    link: str = ""
    charity_number: str = ""
    company_number: str = ""

    FIELDS = (
        "name", "form", "scale", "sector", "ward", "about", "link", *NUMBERS,
    )  # fmt: skip


def add_organisation(details: OrganisationDetails, *, by) -> Organisation:
    """Add an organisation, held until a moderator has looked at it; or the one of this name.

    Of two people who add the same one at once the second gets what the first has added. Raises
    `TakenByAnother` where a number belongs to another one.
    """
    for _attempt in range(3):
        try:
            return _add(details, by=by)
        except IntegrityError:  # somebody was quicker: the next look finds what they have added
            continue
    raise IllegalDecision(_("No free address was found for this name. Please try again."))


@transaction.atomic
def _add(details: OrganisationDetails, *, by) -> Organisation:
    lock(by)
    known = Organisation.objects.listed().named(details.name).first()
    if known is not None:
        return known
    organisation = Organisation(slug=_new_slug(details.name), added_by=by)
    return _write(organisation, details, by=by)


def _new_slug(name: str) -> str:
    """The plain slug where nobody has it, else with a short end."""
    slug = slug_for(name, "organisation")
    if not Organisation.objects.filter(slug=slug).exists():
        return slug
    return f"{slug}-{get_random_string(5, SLUG_LETTERS)}"


@transaction.atomic
def change_organisation(
    organisation: Organisation, details: OrganisationDetails, *, by
) -> Organisation:
    """Write what its keeper changed. Raises `TakenByAnother` for a name or number of another."""
    return _write(_locked(organisation), details, by=by)


def _write(organisation: Organisation, details: OrganisationDetails, *, by) -> Organisation:
    texts = [getattr(details, name) for name in TEXTS]
    before = [getattr(organisation, name) for name in TEXTS] if organisation.pk else None
    check_may_post(by, *texts, before=before)
    for name in OrganisationDetails.FIELDS:
        setattr(organisation, name, getattr(details, name))
    if organisation.is_listed:
        _check_not_taken(organisation)
    organisation.save()
    return organisation


def _check_not_taken(organisation: Organisation) -> None:
    """Refuse a name or a number that stands for another organisation."""
    others = Organisation.objects.listed().exclude(pk=organisation.pk)
    named = others.named(organisation.name).first()
    if named is not None:
        raise TakenByAnother("name", named)
    for field in NUMBERS:
        number = getattr(organisation, field)
        holder = others.filter(**{field: number}).first() if number else None
        if holder is not None:
            raise TakenByAnother(field, holder)


def _locked(organisation: Organisation) -> Organisation:
    rows = Organisation.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("added_by", "keeper").get(pk=organisation.pk)


# Keeping ------------------------------------------------------------------------------------------


@transaction.atomic
def hand_back(organisation: Organisation, *, by) -> Organisation:
    """Let an organisation have no keeper; its keeper's own verb. A repeat is harmless."""
    organisation = _locked(organisation)
    if organisation.keeper is not None and organisation.keeper != by:
        raise NotTheKeeper(_("Only its keeper hands an organisation back."))
    return _without_keeper(organisation)


@transaction.atomic
def release(organisation: Organisation, *, by) -> Organisation:
    """Take an organisation from its keeper, who is told: a moderator's verb."""
    organisation = _locked(organisation)
    keeper = organisation.keeper
    if keeper is None:
        raise NotTheKeeper(_("Nobody keeps “%(name)s”.") % {"name": organisation})
    if keeper == by:
        raise IllegalDecision(_("Nobody decides on an organisation of their own."))
    note("released", organisation, by=by, words=organisation.name)
    emails.tell_keeper_of_release(organisation, keeper, timezone.now())
    return _without_keeper(organisation)


def _without_keeper(organisation: Organisation) -> Organisation:
    organisation.keeper = None
    organisation.save(update_fields=["keeper"])
    return organisation


# Deciding -----------------------------------------------------------------------------------------


@transaction.atomic
def approve_organisation(organisation: Organisation, *, by) -> Organisation:
    """Show an organisation to visitors, too, and tell whoever has added it. Of one that is shown
    already nothing but its reports is answered."""
    organisation = _locked(organisation)
    if organisation.is_live:
        decide(organisation, outcome=Outcome.LEFT, by=by)
        return organisation
    is_back = organisation.standing == Standing.DECLINED
    outcome = Outcome.RESTORED if is_back else Outcome.APPROVED
    return _decided(organisation, Standing.LIVE, outcome, by=by)


@transaction.atomic
def decline_organisation(
    organisation: Organisation, *, by, reason: str, rule: str = ""
) -> Organisation:
    """Take an organisation off everything, with a reason for whoever has added or keeps it.

    Claims that wait for it are declined with it. Raises `IllegalDecision`, `NotTheirsToDecide` and
    `NoReason`.
    """
    organisation = _locked(organisation)
    outcome = Outcome.REMOVED if organisation.is_live else Outcome.DECLINED
    organisation = _decided(
        organisation, Standing.DECLINED, outcome, by=by, reason=reason, rule=rule
    )
    decline_waiting_claims(
        organisation, by=by, reason=_("This organisation cannot be shown on the site.")
    )
    return organisation


@transaction.atomic
def hold_organisation(organisation: Organisation) -> Organisation:
    """Take an organisation from visitors until a moderator has looked at it again."""
    organisation = _locked(organisation)
    if organisation.is_live:
        organisation.standing = Standing.HELD
        organisation.save(update_fields=["standing"])
    return organisation


def _decided(
    organisation: Organisation, standing: str, outcome: str, *, by, reason: str = "", rule: str = ""
) -> Organisation:
    """Written down, done and told."""
    if not organisation.can_become(standing):
        raise IllegalDecision(
            _("“%(name)s” is %(standing)s; this cannot be done to it now.")
            % {"name": organisation, "standing": organisation.get_standing_display()}
        )
    decision = decide(organisation, outcome=outcome, by=by, reason=reason, rule=rule)
    organisation.standing, organisation.decision_reason = standing, reason
    organisation.decided_by, organisation.decided_at = by, timezone.now()
    if organisation.is_live:
        _check_not_taken(organisation)
    organisation.save(update_fields=["standing", "decision_reason", "decided_by", "decided_at"])
    emails.tell_of_decision(organisation, decision)
    return organisation
