"""The verbs of offers to learn and grow. None is shown without a live project to practise on."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from leeds_leaders.notices import actions as notices
from peers.actions.first_day import check_first_day
from peers.actions.people import lock
from peers.models import Organisation
from projects.actions import moderating
from projects.emails import associations as letters
from projects.errors import IllegalMove, NotTheirs, TooMany
from projects.models import DevelopmentOffer, Project

MOST = 50
AT_ONCE = 100


@dataclass(frozen=True)
class OfferDetails:
    """What somebody says of an offer, checked for shape by the form."""

    title: str
    words: str = ""
    organisation: Organisation | None = None
    project: Project | None = None
    link: str = ""
    until: date | None = None

    FIELDS = ("title", "words", "organisation", "project", "link", "until")


@transaction.atomic
def add(key: UUID, details: OfferDetails, *, by) -> DevelopmentOffer:
    """Write an offer down as a draft. A form that is sent twice (`key`) is one offer."""
    lock(by)
    mine = DevelopmentOffer.objects.filter(made_by=by)
    if known := mine.filter(key=key).first():
        return known
    if mine.count() >= MOST:
        raise TooMany(_("One person has %d offers to learn at most.") % MOST)
    if DevelopmentOffer.objects.filter(key=key).exists():
        raise IllegalMove(_("This form was sent already. Open it again, please."))
    return _write(DevelopmentOffer(key=key, made_by=by), details, by=by)


@transaction.atomic
def change(offer: DevelopmentOffer, details: OfferDetails, *, by) -> DevelopmentOffer:
    """Write what its maker changed. Without a live project it is a draft again."""
    is_live = _is_live(details.project)
    offer = _locked(offer)
    _check_made_by(offer, by)
    if offer.is_published and not is_live:
        offer.is_published = False
    return _write(offer, details, by=by)


@transaction.atomic
def publish(offer: DevelopmentOffer, *, by) -> DevelopmentOffer:
    """Show it to everybody. A repeat is harmless. Raises `IllegalMove` without a live project."""
    project = offer.project
    is_live = _is_live(project)
    offer = _locked(offer)
    _check_made_by(offer, by)
    moderating.check_free(offer)
    if not is_live or offer.project != project:
        raise IllegalMove(
            _("Whoever learns needs something real to practise on: choose a project that is live.")
        )
    offer.is_published, offer.taken_back_at, offer.is_maker_told = True, None, True
    offer.save(update_fields=["is_published", "taken_back_at", "is_maker_told"])
    return offer


@transaction.atomic
def take_back(offer: DevelopmentOffer, *, by) -> DevelopmentOffer:
    """Show it to nobody for now. A repeat is harmless."""
    offer = _locked(offer)
    _check_made_by(offer, by)
    offer.is_published = False
    offer.save(update_fields=["is_published"])
    return offer


@transaction.atomic
def take_away(offer: DevelopmentOffer, *, by, reason: str) -> DevelopmentOffer:
    """A moderator's verb: show it to nobody but its maker, and tell them why."""
    moderating.check_reason(reason)
    return _decide(offer, by=by, reason=reason)


@transaction.atomic
def let_stand(offer: DevelopmentOffer, *, by) -> DevelopmentOffer:
    """A moderator's verb: its maker may publish it again."""
    return _decide(offer, by=by, reason="")


def _decide(offer: DevelopmentOffer, *, by, reason: str) -> DevelopmentOffer:
    offer = _locked(offer)
    moderating.check_may(by, is_own=offer.made_by_id == by.pk)
    if offer.removal_reason == reason:
        return offer
    offer.is_published, offer.removal_reason = False, reason
    offer.save(update_fields=["is_published", "removal_reason"])
    moderating.note(offer, by=by, people=[offer.made_by] if offer.made_by else [])
    return offer


@transaction.atomic
def tell_makers() -> int:
    """Tell those whose offers the database took back with their projects. Returns how many; each
    is told once, whatever falls over in between."""
    untold = DevelopmentOffer.objects.filter(is_maker_told=False)
    rows = untold.select_for_update(of=("self",), skip_locked=True).select_related("made_by")
    offers = list(rows.order_by("pk")[:AT_ONCE])
    tellings = [letters.telling_of_offer_taken_back(each) for each in offers if each.made_by]
    notices.tell_many(tellings)
    DevelopmentOffer.objects.filter(pk__in=[each.pk for each in offers]).update(is_maker_told=True)
    return len(offers)


def _write(offer: DevelopmentOffer, details: OfferDetails, *, by) -> DevelopmentOffer:
    check_first_day(by, details.words)
    for name in OfferDetails.FIELDS:
        setattr(offer, name, getattr(details, name))
    offer.save()
    return offer


def _is_live(project: Project | None) -> bool:
    """Whether a project is live, and stays so until this is done. Asked before the offer is locked:
    a project that leaves the map takes its offers back, in this order."""
    rows = Project.objects.listed().select_for_update(no_key=True)
    return project is not None and rows.filter(pk=project.pk).exists()


def _locked(offer: DevelopmentOffer) -> DevelopmentOffer:
    rows = DevelopmentOffer.objects.select_for_update(of=("self",))
    return rows.select_related("project").get(pk=offer.pk)


def _check_made_by(offer: DevelopmentOffer, peer) -> None:
    if offer.made_by_id != peer.pk:
        raise NotTheirs(_("Only whoever makes this offer does that."))
