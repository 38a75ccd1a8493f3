"""The verbs of guests: people without an account, who are known by what they wrote."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext as _

from forums import emails
from forums.actions.places.turns import locked, move
from forums.choices import Seat, Why
from forums.errors import NoAnswerTaken
from forums.models import Booking, Session
from leeds_leaders.notices import actions as notices
from leeds_leaders.notices.choices import Purpose
from peers.models import Peer

UNANSWERED_FOR = timedelta(days=2)
NAMED_FOR = timedelta(days=60)  # after the end of the session


@transaction.atomic
def ask(
    session: Session, *, name: str, email: str, places: int = 1, companions: Sequence[str] = ()
) -> None:
    """Somebody without an account would like to come. They count once they say so by the link that
    is mailed to them here; asked again, it is mailed again.

    Nobody learns from this whether an address is known: a peer is told to answer as who they are,
    one who is suspended hears nothing, and who has answered before gets the way to their place.
    Raises `NoAnswerTaken`.
    """
    if not session.takes_answers:
        raise NoAnswerTaken(_("This session takes no answers any more."))
    peer = Peer.objects.filter(email=email.lower()).first()
    session = locked(session.pk)
    booking = session.bookings.filter(email__iexact=email).first()
    if peer is not None and peer.is_active:
        notices.tell_many([emails.telling_of_account(session, peer)])
        return
    with transaction.atomic():
        booking = booking or Booking(session=session, email=email.lower())
        _keep(booking, name, places, companions)
        notices.tell_many([emails.telling_of_link(booking)])
        if peer is not None:  # nothing is kept; but that takes no less time
            transaction.set_rollback(True)


def _keep(booking: Booking, name: str, places: int, companions: Sequence[str]) -> None:
    """Write down what is asked for; what was answered already stays as it is."""
    if booking.pk is None:
        _name(booking, name, places, companions)
        move(booking, Seat.ASKED, Why.ANSWERED, None)
    elif booking.state == Seat.ASKED:
        _name(booking, name, places, companions)
        booking.save(update_fields=["name", "places", "companions", "asked_at"])


def _name(booking: Booking, name: str, places: int, companions: Sequence[str]) -> None:
    booking.name, booking.places, booking.companions = name, places, list(companions)
    booking.asked_at = timezone.now()


def forget_unanswered(at: datetime | None = None) -> int:
    """Delete what was asked in the name of people who never said that it was them, and the mail
    that they got. Returns how many."""
    before = (at or timezone.now()) - UNANSWERED_FOR
    sessions = Booking.objects.unanswered(before).values_list("session", flat=True)
    count = sum(_forget_of(pk, before) for pk in sorted(set(sessions)))
    _forget_mail()
    return count


@transaction.atomic
def _forget_of(session_id: int, before: datetime) -> int:
    """Under the lock, or whoever says yes at this moment would lose their place."""
    unanswered = locked(session_id).bookings.unanswered(before)
    count = unanswered.count()
    unanswered.delete()
    return count


def forget_names(at: datetime | None = None) -> int:
    """Blank names and addresses of guests sixty days after the session, and whom anybody brought
    along; mail to them goes as well. Returns how many guests."""
    over = Booking.objects.filter(session__ends_at__lt=(at or timezone.now()) - NAMED_FOR)
    over.exclude(companions=[]).update(companions=[])
    count = over.named_guests().update(name="", email="")
    _forget_mail()
    return count


def _forget_mail() -> None:
    """The outbox keeps no address of a guest that no booking has any more."""
    kept = Booking.objects.exclude(email="").values(small=Lower("email"))
    notices.forget_strangers({Purpose.PLACE, Purpose.REMINDER}, but=kept)
