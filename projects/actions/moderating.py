"""What moderators take away of what people tell and offer: with a reason, a log and a letter. Only
moderators let it stand again."""

from collections.abc import Iterable

from django.contrib.admin.models import CHANGE, LogEntry
from django.utils.translation import gettext as _

from leeds_leaders.notices import actions as notices
from projects import rules
from projects.emails import projects as emails
from projects.errors import IllegalMove, NotTheirs
from projects.models import DevelopmentOffer, News


def check_may(by, *, is_own: bool) -> None:
    """Raises `NotTheirs` but for moderators, and for them of what is their own."""
    if is_own or not rules.is_moderator(by):
        raise NotTheirs(_("Moderators decide on that, and never on something of their own."))


def check_reason(reason: str) -> None:
    """Raises `IllegalMove` where nothing is said."""
    if not reason.strip():
        raise IllegalMove(_("Say why, in words that its people can use."))


def check_free(row: News | DevelopmentOffer) -> None:
    """Raises `IllegalMove` of what a moderator took away: its people cannot bring that back."""
    if row.removal_reason:
        raise IllegalMove(
            _("A moderator took this away: “%(reason)s” Change it if you like, and write to us.")
            % {"reason": row.removal_reason}
        )


def note(row: News | DevelopmentOffer, *, by, people: Iterable) -> None:
    """Log what was decided, and tell those whose it is; inside the caller's transaction."""
    reason = row.removal_reason
    words = _("Taken away: %(reason)s") % {"reason": reason} if reason else _("Let stand again.")
    LogEntry.objects.log_actions(by.pk, [row], CHANGE, words, single_object=True)
    notices.tell_many(emails.tellings_of_removal(row, people))
