"""The verbs of venues: save, change, retire."""

from dataclasses import dataclass
from functools import partial

from django.db import transaction
from django.utils.crypto import get_random_string

from forums.actions.news import tell_later
from forums.choices import State
from forums.models import Session, Venue
from leeds_leaders.geography.models import Ward
from leeds_leaders.moderation.actions import hold, screen
from leeds_leaders.text import slug_for
from peers.actions import SLUG_LETTERS
from peers.models import Peer


@dataclass
class VenueDetails:
    """What somebody says of a venue, checked for shape by the form.

    `point` is (latitude, longitude) in WGS 84 degrees. `photo` is a new one; None leaves the
    present one, False takes it away.
    """

    name: str
    address: str = ""
    ward: Ward | None = None
    point: tuple[float, float] | None = None
    access_notes: str = ""
    photo: object | None = None
    photo_alt: str = ""

    PLAIN = ("name", "address", "ward", "access_notes", "photo_alt")
    TEXTS = ("name", "address", "access_notes", "photo_alt")


def text_of(said: VenueDetails | Venue) -> str:
    """What somebody wrote of a venue, as one text: many have the same way in."""
    return "\n".join(getattr(said, name) for name in VenueDetails.TEXTS)


@transaction.atomic
def add_venue(details: VenueDetails, *, by) -> Venue:
    """Save a place to be chosen again. Who saves the same place twice has it once."""
    Peer.objects.select_for_update(no_key=True).get(pk=by.pk)  # one of somebody's forms at a time
    saved = Venue.objects.filter(
        created_by=by, name=details.name, address=details.address, is_retired=False
    ).first()
    if saved is not None:
        return saved
    because = screen(by, text_of(details))
    slug = f"{slug_for(details.name, 'venue')}-{get_random_string(5, SLUG_LETTERS)}"
    return hold(_write(Venue(slug=slug, created_by=by), details), because, author=by)


@transaction.atomic
def change_venue(venue: Venue, details: VenueDetails, *, by) -> Venue:
    """Write what somebody says of a venue now. Whoever comes to a session there hears of another
    name or address."""
    coming = list(
        Session.objects.select_for_update(of=("self",), no_key=True)
        .filter(venue=venue, state=State.PUBLISHED)
        .upcoming()
        .select_related("venue")
        .order_by("pk")
    )
    known = [session.news for session in coming]
    venue = Venue.objects.select_for_update().get(pk=venue.pk)
    because = screen(by, text_of(details), before=[text_of(venue)])
    venue = hold(_write(venue, details), because, author=by)
    for session, before in zip(coming, known, strict=True):
        session.venue = venue
        tell_later(session, before)
    return venue


@transaction.atomic
def retire_venue(venue: Venue, *, by) -> Venue:
    """Offer a venue in forms no more. Sessions that are planned there stay there."""
    return _set_retired(venue, True)


@transaction.atomic
def bring_back_venue(venue: Venue, *, by) -> Venue:
    """Offer a venue in forms again."""
    return _set_retired(venue, False)


def _set_retired(venue: Venue, is_retired: bool) -> Venue:
    venue = Venue.objects.select_for_update().get(pk=venue.pk)
    venue.is_retired = is_retired
    venue.save(update_fields=["is_retired"])
    return venue


def _write(venue: Venue, details: VenueDetails) -> Venue:
    for name in VenueDetails.PLAIN:
        setattr(venue, name, getattr(details, name))
    venue.latitude, venue.longitude = details.point or (None, None)
    if details.photo is not None:
        if venue.photo:
            transaction.on_commit(partial(venue.photo.storage.delete, str(venue.photo)))
        venue.photo = details.photo or ""
    venue.save()
    return venue
