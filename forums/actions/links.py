"""The verb of links to places."""

import secrets

from forums.models import Booking


def revoke_links(booking: Booking, *, by) -> None:
    """Make the links to a place in all letters so far worth nothing; later ones have others."""
    Booking.objects.filter(pk=booking.pk).update(link_secret=secrets.token_urlsafe(32))
