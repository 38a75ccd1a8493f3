"""How long what a breakfast needed is kept (leeds_leaders/retention.py)."""

from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from forums.actions import guests, needs
from forums.models import Booking, Needs, PulseGiven
from leeds_leaders.retention import Keeping

AFTER_THE_SESSION = _("after the session")


def _named(before: datetime) -> QuerySet:
    """Answers that still name guests, or whom somebody brought along."""
    over = Booking.objects.filter(session__ends_at__lt=before)
    return over.exclude(companions=[]) | over.filter(peer=None).exclude(name="", email="")


KEEPINGS = [
    Keeping(
        title=_("What people need at a session, what they do not eat, and who looked at it"),
        lasts=needs.KEPT_AFTER,
        since=AFTER_THE_SESSION,
        why=_("It was for that day alone. It is kept with explicit consent and goes first of all."),
        due=lambda before: Needs.objects.filter(booking__session__ends_at__lt=before),
        let_go=needs.forget_old,
    ),
    Keeping(
        title=_("What guests asked for and never confirmed"),
        lasts=guests.UNANSWERED_FOR,
        since=_("after they asked"),
        why=_("Perhaps somebody else used their name."),
        due=Booking.objects.unanswered,
        let_go=guests.forget_unanswered,
    ),
    Keeping(
        title=_("Names and addresses of guests, and of whom members brought along"),
        lasts=guests.NAMED_FOR,
        since=AFTER_THE_SESSION,
        why=_("For the list at the door, and for what comes of the session soon after."),
        due=_named,
        let_go=guests.forget_names,
    ),
    Keeping(
        title=_("Who has answered what a session was like"),
        lasts=timedelta(days=30),
        since=AFTER_THE_SESSION,
        why=_("So that nobody answers twice. What was answered is kept as sums without names."),
        due=lambda before: PulseGiven.objects.filter(booking__session__ends_at__lt=before),
    ),
]
