"""Who comes: places, and the order of asking."""

from datetime import timedelta
from uuid import uuid4

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.signing import BadSignature, Signer
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower, Now
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from forums.choices import HAS_A_TURN, SEAT_MOVES, TAKES_PLACES, Kept, Seat, ShownTo, State, Why
from forums.models.session import Session
from forums.querysets.booking import BookingQuerySet, KeptSeatsQuerySet
from leeds_leaders.geography.models import Ward
from leeds_leaders.language.models import Sector
from leeds_leaders.text import LINE_PATTERN

LARGEST_PARTY = 6
# A mailed link to somebody's place is good for so long after the session.
LINKS_LAST = timedelta(days=60)
# The code for the door stands on the page of a place from so long before the start on.
CODE_BEFORE = timedelta(days=2)


class KeptSeats(models.Model):
    """Places of a session that are kept for some until `released_at`; then the rest is everybody's.

    `taken` is kept by the database. Once released, `places` is what was taken until then.
    """

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="kept_seats")
    kept_for = models.CharField(max_length=10, choices=Kept)
    ward = models.ForeignKey(
        Ward, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    sector = models.ForeignKey(
        Sector, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    places = models.PositiveIntegerField()
    taken = models.PositiveIntegerField(default=0, db_default=0, editable=False)
    release_at = models.DateTimeField()
    released_at = models.DateTimeField(null=True, editable=False)

    objects = KeptSeatsQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="kept_seats_are_never_oversold", condition=Q(taken__lte=F("places"))
            ),
            models.CheckConstraint(
                name="kept_seats_say_for_whom",
                condition=Q(kept_for=Kept.WARD, ward__isnull=False, sector=None)
                | Q(kept_for=Kept.SECTOR, sector__isnull=False, ward=None)
                | Q(kept_for__in=[Kept.NEWCOMERS, Kept.OUTSIDERS], ward=None, sector=None),
            ),
        ]

    def __str__(self):
        return f"{self.places} · {self.get_kept_for_display()}"

    @property
    def room_left(self) -> int:
        return 0 if self.released_at else self.places - self.taken


LONGEST_KEY = 18  # digits that a bigint can always hold


def link_signer(link_secret: str) -> Signer:
    """What signs the links to a place: the site's key, and the booking's own secret beside it."""
    return Signer(sep=".", salt=f"forums.place:{link_secret}")


class BookingManager(models.Manager.from_queryset(BookingQuerySet)):
    """Answers to sessions, and whose link it is that somebody came by."""

    def of_token(self, token: str) -> "Booking | None":
        """The booking that a mailed link is for. None for a link that is broken, forged or revoked,
        of whoever is suspended, or of a session that is hidden or long over."""
        pk = token.partition(".")[0]
        if not (pk.isascii() and pk.isdecimal() and len(pk) <= LONGEST_KEY):
            return None
        booking = self.for_place().filter(pk=pk).first()
        return booking if booking and booking.is_opened_by(token) else None


class Booking(models.Model):
    """Somebody's answer to a session, with those whom they bring: a party moves together.

    Somebody is a peer, or a guest without an account, known by `name` and `email` (double opt-in:
    `Seat.ASKED` until they answer by the mailed link), or by their name alone if they walked in.
    `key` stands in addresses and QR codes for organisers; `link_secret` signs the mailed links to
    one's own place: it is empty until they are revoked, and a new one revokes them all.

    `number` is their turn: the database gives it when they ask, under the session's lock, so that
    it is the order of commits; whoever leaves and asks again gets a new one. The places that
    bookings take are summed by the database as well (migration `0004_places`), which refuses what
    would be one too many.
    """

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="bookings")
    key = models.UUIDField(unique=True, default=uuid4, editable=False)
    peer = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="bookings"
    )
    name = models.CharField(_("name"), max_length=80, blank=True, default="", db_default="")
    email = models.EmailField(_("e-mail"), blank=True, default="", db_default="")
    link_secret = models.CharField(
        max_length=43, blank=True, default="", db_default="", editable=False
    )
    state = models.CharField(max_length=9, choices=Seat)
    places = models.PositiveSmallIntegerField(_("places"), default=1)
    companions = ArrayField(
        models.CharField(max_length=80), default=list, blank=True, size=LARGEST_PARTY - 1
    )
    kept_seats = models.ForeignKey(
        KeptSeats, null=True, on_delete=models.PROTECT, related_name="bookings"
    )
    number = models.BigIntegerField(default=0, editable=False)
    asked_at = models.DateTimeField(default=timezone.now, db_default=Now())
    offered_until = models.DateTimeField(null=True)
    shown_to = models.CharField(
        _("who may read my name"),
        max_length=8,
        choices=ShownTo,
        default=ShownTo.NOBODY,
        db_default=ShownTo.NOBODY,
    )
    arrived = models.PositiveSmallIntegerField(
        default=0, db_default=0, help_text="How many of the party are here."
    )
    arrived_at = models.DateTimeField(null=True, help_text="When the first of them came.")

    objects = BookingManager()

    class Meta:
        verbose_name = _("booking")
        verbose_name_plural = _("bookings")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["session", "peer"], name="booking_is_made_once"),
            models.UniqueConstraint(
                "session",
                Lower("email"),
                condition=~Q(email=""),
                name="booking_by_mail_is_made_once",
            ),
            models.CheckConstraint(
                name="booking_is_of_a_peer_or_a_guest",
                condition=Q(peer=None) | Q(name="", email=""),
            ),
            models.CheckConstraint(
                name="booking_name_is_one_plain_line", condition=Q(name__regex=LINE_PATTERN)
            ),
            models.CheckConstraint(
                name="no_more_arrive_than_belong", condition=Q(arrived__lte=F("places"))
            ),
            models.CheckConstraint(
                name="booking_is_for_a_party", condition=Q(places__range=(1, LARGEST_PARTY))
            ),
            models.CheckConstraint(
                name="offer_has_an_end",
                condition=Q(state=Seat.OFFERED, offered_until__isnull=False)
                | (~Q(state=Seat.OFFERED) & Q(offered_until=None)),
            ),
            models.CheckConstraint(
                name="kept_seat_is_taken", condition=Q(kept_seats=None) | Q(state__in=TAKES_PLACES)
            ),
        ]
        indexes = [
            models.Index(
                fields=["session", "number"],
                condition=Q(state=Seat.WAITING),
                name="booking_waitlist",
            ),
            models.Index(
                fields=["offered_until"], condition=Q(state=Seat.OFFERED), name="booking_offers"
            ),
            models.Index(fields=["peer", "state"], name="booking_by_peer"),
        ]

    def __str__(self):
        return f"{self.peer_id or 'guest'} at {self.session_id}: {self.state}"

    @property
    def who(self) -> str:
        """How its organisers call whoever it belongs to."""
        return self.peer.name if self.peer else self.name or gettext("A guest")

    @property
    def link_token(self) -> str:
        """The last part of the links to this place, the same in all letters until revoked."""
        return link_signer(self.link_secret).sign(str(self.pk))

    def is_opened_by(self, token: str) -> bool:
        """Whether a link leads here, still."""
        try:
            link_signer(self.link_secret).unsign(token)
        except BadSignature:
            return False
        is_over = timezone.now() > self.session.ends_at + LINKS_LAST
        is_here = self.peer is None or self.peer.is_active
        return is_here and not is_over and self.session.state != State.DRAFT

    @property
    def address(self) -> str:
        """Where mail reaches whoever it belongs to; empty for who walked in, or is forgotten."""
        return self.peer.email if self.peer else self.email

    @property
    def sizes(self) -> range:
        """How many of their party can be here."""
        return range(1, self.places + 1)

    def can_become(self, state: str) -> bool:
        """Whether the table of moves allows this step."""
        return state in SEAT_MOVES[self.state]

    @property
    def has_a_turn(self) -> bool:
        return self.state in HAS_A_TURN

    @property
    def is_offered(self) -> bool:
        """Whether a place is kept for them, and they can still take it."""
        return self.offered_until is not None and self.offered_until > timezone.now()

    @property
    def looked_at(self):
        """Who looked at the needs of its session since this one gave theirs, newest first."""
        views = self.session.needs_views.filter(at__gte=self.needs.given_at)
        return views.select_related("by")[:20]

    @property
    def has_code(self) -> bool:
        """Whether it is time to show a code for the door."""
        starts_at, now = self.session.starts_at, timezone.now()
        return self.state == Seat.GOING and starts_at - CODE_BEFORE <= now <= self.session.ends_at

    @property
    def last_move(self) -> "SeatMove | None":
        """The step that led here, for a booking that came by `of`."""
        return next(reversed(self.moves.all()), None)


class SeatMove(models.Model):
    """A step of a booking and why it was made; told to its peer when `told_at` says so.

    The log is the queue of what is to be told, so answering never waits for mail.
    """

    booking = models.ForeignKey(Booking, on_delete=models.CASCADE, related_name="moves")
    came_from = models.CharField(max_length=9, choices=Seat, blank=True)
    went_to = models.CharField(max_length=9, choices=Seat)
    places = models.PositiveSmallIntegerField()
    why = models.CharField(max_length=9, choices=Why)
    note = models.CharField(
        _("a note to them"), max_length=300, blank=True, default="", db_default=""
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now, db_default=Now())
    told_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="seat_move_note_is_one_plain_line", condition=Q(note__regex=LINE_PATTERN)
            )
        ]
        indexes = [
            models.Index(fields=["id"], condition=Q(told_at=None), name="seat_move_untold"),
            models.Index(fields=["booking", "id"], name="seat_move_by_booking"),
        ]

    def __str__(self):
        return f"{self.came_from} → {self.went_to}: {self.get_why_display()}"
