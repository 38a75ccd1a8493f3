"""The verbs of what people need to come: said with consent, looked at by few, soon forgotten."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from forums.models import Booking, Needs, NeedsView, Session

KEPT_AFTER = timedelta(days=14)  # the end of the session


def say(booking: Booking, *, access: str, diet: str, wording: str) -> None:
    """Keep what somebody who comes, or may come, needs; they consented to it in this wording.
    What is empty stays as it was."""
    if not booking.has_a_turn or not (access or diet):
        return
    said = {name: words for name, words in (("access", access), ("diet", diet)) if words}
    consent = {"wording": wording, "given_at": timezone.now()}
    Needs.objects.update_or_create(booking=booking, defaults=said | consent)


def forget(booking: Booking, *, by) -> None:
    """Somebody takes back what they said they need, and that it may be kept."""
    Needs.objects.filter(booking=booking.pk).delete()


@transaction.atomic
def look(session: Session, *, by) -> Sequence[Needs]:
    """What those need who go or are asked just now, or wait. That an organiser looked is kept, for
    those to see whose needs they are; where there are none, there was nothing to look at."""
    needs = list(
        Needs.objects.filter(booking__in=session.bookings.with_a_turn())
        .select_related("booking__peer")
        .order_by("booking__number")
    )
    if needs:
        NeedsView.objects.create(session=session, by=by)
    return needs


def forget_old(at: datetime | None = None) -> int:
    """Delete needs fourteen days after the session, and who looked at them. Returns how many."""
    before = (at or timezone.now()) - KEPT_AFTER
    NeedsView.objects.filter(session__ends_at__lt=before).delete()
    return Needs.objects.filter(booking__session__ends_at__lt=before).delete()[0]
