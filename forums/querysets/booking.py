"""Who may see who comes, and whose turn it is."""

from django.db import models
from django.db.models import Exists, F, Func, OuterRef, Q, Value
from django.db.models.functions import Coalesce, Lower

from forums.choices import HAS_A_TURN, MEANT, Kept, Seat, State
from leeds_leaders.statements import prepared_cursor

OWN = "SELECT id FROM forums_booking WHERE session_id = %s AND peer_id = %s"
SAID = """
SELECT * FROM forums_booking WHERE session_id = %s AND peer_id = %s
UNION ALL
SELECT * FROM forums_booking
WHERE session_id = %s AND peer_id IS NULL AND email <> '' AND lower(email) = lower(%s)
"""
# Whoever was there once is no newcomer any more.
CAME = Q(state__in=[Seat.GOING, Seat.WALKED_IN], session__state=State.HELD)


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
        """The one answer of a peer to a session, as `for_place`; or None. One query where there is
        none: most who ask have yet to answer."""
        with prepared_cursor() as cursor:
            cursor.execute(OWN, [session.pk, peer.pk])
            found = cursor.fetchone()
        if found is None:
            return None
        theirs = self.filter(pk=found[0]).select_related("needs").prefetch_related("moves")
        booking = theirs.first()
        if booking:
            booking.session, booking.peer = session, peer
        return booking

    def as_said(self, peer, session):
        """What somebody answered to a session, or a guest with the same address; or None. Under
        the lock of a hot session, so it is not put together anew each time."""
        said = self.raw(SAID, [session.pk, peer.pk, session.pk, peer.email])
        return next(iter(said), None)

    def of_person(self, peer):
        """What somebody answered, or a guest with the same address."""
        is_guest = Q(small=peer.email.lower()) & ~Q(email="")
        return self.alias(small=Lower("email")).filter(Q(peer=peer) | is_guest)

    def for_place(self):
        """What the page of somebody's place shows, whoever they are."""
        return self.select_related("session__venue", "peer", "needs").prefetch_related("moves")

    def waiting(self):
        """The waitlist, in order of asking."""
        return self.filter(state=Seat.WAITING).order_by("number")

    def meant_by(self, kept):
        """Of those for whom places are kept."""
        if kept.kept_for == Kept.OUTSIDERS:
            return self.filter(peer=None)
        if kept.kept_for == Kept.WARD:
            return self.filter(peer__profile__wards=kept.ward_id)
        if kept.kept_for == Kept.SECTOR:
            return self.filter(peer__profile__sector=kept.sector_id)
        came = self.model.objects.filter(CAME, peer=OuterRef("peer"))
        return self.filter(~Exists(came), peer__isnull=False)

    def past_their_offer(self, at):
        """Offered places that nobody took in time."""
        return self.filter(
            state=Seat.OFFERED, offered_until__lte=at, session__state=State.PUBLISHED
        )

    def with_a_turn(self):
        """Whoever goes, has an offer, or waits."""
        return self.filter(state__in=HAS_A_TURN)

    def named(self, words: str = ""):
        """Each with `called`, the name of whoever gave the answer; with `words`, only those of such
        a name, or who bring somebody of one."""
        named = self.select_related("peer").annotate(called=Coalesce("peer__name", "name"))
        if not words:
            return named
        brings = Func(
            "companions", Value("\n"), function="array_to_string", output_field=models.TextField()
        )
        return named.alias(brings=brings).filter(
            Q(called__icontains=words) | Q(brings__icontains=words)
        )

    def reached_by(self, sent_to):
        """Whom a message to some of a session is meant for, and can reach: guests who gave no
        address are told at the door."""
        return self.filter(state__in=MEANT[sent_to]).exclude(peer=None, email="")

    def unanswered(self, since):
        """Guests who asked before a moment and never said so by their link."""
        return self.filter(state=Seat.ASKED, asked_at__lt=since)

    def named_guests(self):
        """Whoever is known by a name or an address alone."""
        return self.filter(peer=None).exclude(name="", email="")


class KeptSeatsQuerySet(models.QuerySet):
    """Places that are kept for some."""

    def with_room(self):
        """Those that are not released, and not all taken."""
        return self.filter(released_at=None, taken__lt=F("places")).order_by("pk")

    def due(self, at):
        """Those whose time has come to be everybody's."""
        return self.filter(released_at=None, release_at__lte=at)

    def open_to(self, booking):
        """Those that are kept for people like whoever this booking is of, and not released."""
        fits = _for_peer(booking.peer) if booking.peer else Q(kept_for=Kept.OUTSIDERS)
        return self.filter(fits, released_at=None).order_by("pk")


def _for_peer(peer) -> Q:
    """Which kept places are for a peer."""
    profile = peer.profile
    fits = Q(kept_for=Kept.WARD, ward__in=profile.wards.all())
    if profile.sector_id:
        fits |= Q(kept_for=Kept.SECTOR, sector=profile.sector_id)
    if not peer.bookings.filter(CAME).exists():
        fits |= Q(kept_for=Kept.NEWCOMERS)
    return fits
