"""How many places there are, for whom some are kept, and until when an offer holds."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from forums.actions.places.turns import locked, move, offer_places, offered_until
from forums.choices import TAKES_PLACES, Seat, Why
from forums.errors import TooFewPlaces
from forums.models import Booking, KeptSeats, Session

# A start that is moved ahead takes along when kept places are everybody's.
RELEASED_BEFORE = timedelta(days=1)


@transaction.atomic
def set_capacity(
    session: Session, capacity: int | None, *, by, let_last_wait: bool = False
) -> Session:
    """Change how many places there are.

    Fewer than are taken is refused, in words, unless the last ones are to wait instead: they keep
    their turn, and are the first to be offered what is freed. Raises `TooFewPlaces`.
    """
    session = locked(session.pk)
    was = session.capacity
    over = 0 if capacity is None else session.taken + session.kept - capacity
    if over > 0:
        if not let_last_wait:
            raise TooFewPlaces(
                ngettext(
                    "%d place too many is taken for that. Nobody was dropped.",
                    "%d places too many are taken for that. Nobody was dropped.",
                    over,
                )
                % over
            )
        _let_last_wait(session, over, by)
    Session.objects.filter(pk=session.pk).update(capacity=capacity)
    if was is not None and (capacity is None or capacity > was):
        offer_places(session.pk, Why.RAISED)
    elif over > 0:  # a whole party may have freed more than had to go
        offer_places(session.pk, Why.LEFT)
    session.refresh_from_db()
    return session


def _let_last_wait(session: Session, over: int, by) -> None:
    """Let those who came last wait, until so many places are freed. Places that are kept for some
    are theirs until they are released. Raises `TooFewPlaces`."""
    is_everybodys = Q(kept_seats=None) | Q(kept_seats__released_at__isnull=False)
    last = session.bookings.filter(is_everybodys, state__in=TAKES_PLACES).order_by("-number")
    for booking in last:
        if over <= 0:
            return
        over -= booking.places
        move(booking, Seat.WAITING, Why.LOWERED, by)
    if over > 0:
        raise TooFewPlaces(_("More places than that are kept for some. Release those first."))


@transaction.atomic
def keep_seats(session: Session, kept_for: str, places: int, release_at: datetime, **whom):
    """Keep some places of a session for some people until a moment. Raises `TooFewPlaces`."""
    session = locked(session.pk)
    if not session.has_room_for(places):
        raise TooFewPlaces(_("So many places are not free any more."))
    return KeptSeats.objects.create(
        session=session, kept_for=kept_for, places=places, release_at=release_at, **whom
    )


def release_seats(at: datetime | None = None) -> int:
    """Give kept places that nobody took to everybody once it is time. Returns how many."""
    at = at or timezone.now()
    due = KeptSeats.objects.due(at)
    return sum(release_of(pk, at) for pk in sorted(set(due.values_list("session", flat=True))))


@transaction.atomic
def release_of(session_id: int, at: datetime) -> int:
    """Give those of one session whose time has come to everybody. Returns how many places.

    From here on their `places` is what was taken, and shrinks as those leave who took them.
    """
    session = locked(session_id)
    freed = 0
    for pool in session.kept_seats.due(at):
        freed += pool.room_left
        pool.places, pool.released_at = pool.taken, at
        pool.save(update_fields=["places", "released_at"])
    if freed:
        offer_places(session_id, Why.RELEASED)
    return freed


def expire_offers(at: datetime | None = None) -> int:
    """Let offers lapse that nobody answered, and offer their places on. Returns how many."""
    at = at or timezone.now()
    late = Booking.objects.past_their_offer(at)
    return sum(_expire(pk, at) for pk in sorted(set(late.values_list("session", flat=True))))


@transaction.atomic
def _expire(session_id: int, at: datetime) -> int:
    session = locked(session_id)
    late = list(session.bookings.past_their_offer(at))
    for booking in late:
        move(booking, Seat.LAPSED, Why.LAPSED, None)
    if late:
        offer_places(session_id, Why.LAPSED)
    return len(late)


@transaction.atomic
def settle(session: Session, *, is_back: bool = False) -> None:
    """A session has another start, or takes place after all: no offer outlives the start, those
    who could not answer in between get their time again, kept places are released while there is
    time to offer them, and what was freed is offered.
    """
    session, now = locked(session.pk), timezone.now()
    fresh = offered_until(session.starts_at, now) or session.starts_at
    offered = session.bookings.filter(state=Seat.OFFERED)
    if is_back:
        offered.update(offered_until=fresh)
    offered.filter(offered_until__gt=session.starts_at).update(offered_until=session.starts_at)
    latest = max(now, session.starts_at - RELEASED_BEFORE)
    session.kept_seats.filter(released_at=None, release_at__gt=latest).update(release_at=latest)
    offer_places(session.pk, Why.LEFT)
