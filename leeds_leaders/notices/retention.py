"""How long mail and notices are kept (leeds_leaders/retention.py)."""

from datetime import timedelta

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from leeds_leaders.notices import actions
from leeds_leaders.notices.choices import IN_HAND, Purpose, State
from leeds_leaders.notices.models import Address, Letter, Notice
from leeds_leaders.retention import YEAR, Keeping

OF_BOOKINGS = {Purpose.PLACE, Purpose.REMINDER}  # these go with what they are about
OVER = ~Q(state__in={State.QUEUED, *IN_HAND})

KEEPINGS = [
    Keeping(
        title=_("Texts of letters that did not arrive"),
        lasts=actions.UNDELIVERED_ARE_KEPT,
        since=_("after they were written"),
        why=_("They can be sent again. The text of what was sent goes at once."),
        due=Letter.objects.undelivered,
        let_go=actions.empty_undelivered,
    ),
    Keeping(
        title=_("Letters to people without an account, but about breakfasts"),
        lasts=timedelta(days=60),
        since=_("after they were written"),
        why=_("So that nobody gets one twice, and to answer if one did not arrive."),
        due=lambda before: Letter.objects.filter(
            OVER, ~Q(purpose__in=OF_BOOKINGS), recipient=None, queued_at__lt=before
        ),
    ),
    Keeping(
        title=_("That a letter was sent: to whom, and its subject"),
        lasts=2 * YEAR,
        since=_("after it was written"),
        why=_("So that nobody is told the same thing twice."),
        due=lambda before: Letter.objects.filter(OVER, queued_at__lt=before),
    ),
    Keeping(
        title=_("Notices on the site"),
        lasts=2 * YEAR,
        since=_("after they came"),
        why=_("To be read again."),
        due=lambda before: Notice.objects.filter(told_at__lt=before),
    ),
    Keeping(
        title=_("Addresses that mail servers refuse"),
        lasts=YEAR,
        since=_("after the last refusal"),
        why=_("So that no more letters go where nobody gets them."),
        due=lambda before: Address.objects.filter(refused_at__lt=before),
    ),
]
