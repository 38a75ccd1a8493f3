"""The verbs of offers to learn and grow. None is shown without a live project to practise on."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from leeds_leaders.moderation import actions as moderation
from leeds_leaders.moderation.actions.queue import TO_THINK_AGAIN
from leeds_leaders.notices import actions as notices
from peers.actions.people import lock
from peers.models import Organisation
from projects.actions.screening import screened
from projects.emails import associations as letters
from projects.errors import IllegalMove, NotTheirs, TooMany
from projects.models import DevelopmentOffer, Project

TEXTS = ("title", "words", "link")
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
    """Write what its maker changed. With another project that is not live it is a draft again;
    with one that waits for a moderator, it waits with it."""
    is_live = _is_live(details.project)
    offer = _locked(offer)
    _check_made_by(offer, by)
    if offer.is_published and offer.project != details.project and not is_live:
        offer.is_published = False
    return _write(offer, details, by=by)


@transaction.atomic
def publish(offer: DevelopmentOffer, *, by) -> DevelopmentOffer:
    """Show it to everybody. A repeat is harmless. Raises `IllegalMove` without a live project, and
    while moderators have yet to look at it or have taken it away."""
    project = offer.project
    is_live = _is_live(project)
    offer = _locked(offer)
    _check_made_by(offer, by)
    if why := moderation.words_on_waiting(offer):
        raise IllegalMove(why)
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
def tell_makers() -> int:
    """Tell those whose offers the database took back with their projects, once a moderator has had
    the time to think again. Returns how many; each is told once, whatever falls over in between."""
    long_enough = timezone.now() - TO_THINK_AGAIN
    untold = DevelopmentOffer.objects.filter(is_maker_told=False, taken_back_at__lte=long_enough)
    rows = untold.select_for_update(of=("self",), skip_locked=True).select_related("made_by")
    offers = list(rows.order_by("pk")[:AT_ONCE])
    tellings = [letters.telling_of_offer_taken_back(each) for each in offers if each.made_by]
    notices.tell_many(tellings)
    DevelopmentOffer.objects.filter(pk__in=[each.pk for each in offers]).update(is_maker_told=True)
    return len(offers)


def publish_again(project: Project) -> None:
    """Show again what the database took back with a project that a moderator has just brought back,
    as long as its makers do not know: to them nothing has happened."""
    untold = DevelopmentOffer.objects.filter(project=project, is_maker_told=False)
    if project.is_live:
        untold.update(is_published=True, taken_back_at=None, is_maker_told=True)


def _write(offer: DevelopmentOffer, details: OfferDetails, *, by) -> DevelopmentOffer:
    because = screened(offer, TEXTS, details, by=by)
    for name in OfferDetails.FIELDS:
        setattr(offer, name, getattr(details, name))
    offer.save()
    return moderation.hold(offer, because, author=by)


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
