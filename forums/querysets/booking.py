"""Who may see who comes, and whose turn it is."""

from django.db import models
from django.db.models import Q

from forums.choices import HAS_A_TURN, Kept, Seat, State


class BookingQuerySet(models.QuerySet):
    """Answers to sessions."""

    def visible_to(self, viewer):
        """One's own; organisers see all."""
        if not viewer.is_authenticated:
            return self.none()
        if viewer.is_staff and viewer.has_perm("forums.change_session"):
            return self
        return self.filter(peer=viewer)

    def of(self, peer, session):
        """The one answer of a peer to a session, with the step that led to it; or None."""
        return (
            self.filter(peer=peer, session=session)
            .select_related("session__venue", "kept_seats")
            .prefetch_related("moves")
            .first()
        )

    def waiting(self):
        """The waitlist, in order of asking."""
        return self.filter(state=Seat.WAITING).order_by("number")

    def past_their_offer(self, at):
        """Offered places that nobody took in time."""
        return self.filter(
            state=Seat.OFFERED, offered_until__lte=at, session__state=State.PUBLISHED
        )

    def with_a_turn(self):
        """Whoever goes, has an offer, or waits."""
        return self.filter(state__in=HAS_A_TURN)


class KeptSeatsQuerySet(models.QuerySet):
    """Places that are kept for some."""

    def open_to(self, booking):
        """Those that are kept for people like whoever this booking is of, and not released."""
        fits = Q(kept_for=Kept.OUTSIDERS)
        if booking.peer:
            fits = self._for_peer(booking.peer)
        return self.filter(fits, released_at=None).order_by("pk")

    def _for_peer(self, peer) -> Q:
        profile = peer.profile
        fits = Q(kept_for=Kept.WARD, ward__in=profile.wards.all())
        if profile.sector_id:
            fits |= Q(kept_for=Kept.SECTOR, sector=profile.sector_id)
        if not peer.bookings.filter(state=Seat.GOING, session__state=State.HELD).exists():
            fits |= Q(kept_for=Kept.NEWCOMERS)
        return fits
