"""The verb of the pulse: one tap for each question, and nobody can tell whose."""

from django.db import transaction
from django.utils.translation import gettext as _

from forums import rules
from forums.errors import NoPulse
from forums.models import Booking, Pulse, PulseGiven


@transaction.atomic
def give_pulse(booking: Booking, *, about: str, step: int) -> bool:
    """Count how far (1 to `STEPS`) somebody who came agrees. Returns whether it is counted: what
    they have answered before stays as it was. Raises `NoPulse`.

    The answer is only ever a number in a sum. What is kept beside whose booking it is knows neither
    the answer nor the time, so that two people's answers could be swapped, and the database would
    be the same to the last row.
    """
    if not rules.can_give_pulse(booking):
        raise NoPulse(_("The pulse of this session is taken for two weeks from its end."))
    _given, is_first = PulseGiven.objects.get_or_create(booking=booking, about=about)
    if is_first:
        _count(booking.session_id, about, step)
    return is_first


def _count(session_id: int, about: str, step: int) -> None:
    rows = Pulse.objects.select_for_update()
    pulse, _is_new = rows.get_or_create(session_id=session_id, about=about)
    pulse.counts[step - 1] += 1
    pulse.save(update_fields=["counts"])
