"""Where a letter is, what it is for, and how often a digest comes."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class State(models.TextChoices):
    """Where a letter is. `transmitting` is committed just before its body is handed over."""

    QUEUED = "queued", _("queued")
    CLAIMED = "claimed", _("claimed by a worker")
    TRANSMITTING = "transmitting", _("being handed over")
    SENT = "sent", _("sent")
    FAILED = "failed", _("refused for good by the mail server")
    UNKNOWN = "unknown", _("unknown: the worker stopped while handing it over")
    WITHHELD = "withheld", _("not sent: its recipient may not get it, or no longer wants it")
    CANCELLED = "cancelled", _("cancelled by hand")


# A living drain holds these.
IN_HAND = frozenset({State.CLAIMED, State.TRANSMITTING})
# By hand: what did not arrive, or perhaps not, may be sent again; what waits may be cancelled.
RESENDABLE = frozenset({State.FAILED, State.UNKNOWN})
CANCELLABLE = frozenset({State.QUEUED})


class Purpose(models.TextChoices):
    """What a letter is for: a class of message with its own consent and its own switch."""

    ACCOUNT = "account", _("signing in and account safety")
    DECISION = "decision", _("decisions about what you wrote")
    PLACE = "place", _("your place at a session, and changes of it")
    REMINDER = "reminder", _("reminders of sessions you come to, and of what you said you would do")
    PEOPLE = "people", _("what other members ask or tell you")
    DIGEST = "digest", _("the digest")


# Goes out whatever somebody has paused, and to addresses that belong to nobody yet.
SECURITY = frozenset({Purpose.ACCOUNT})
# Off until asked for; the others are service mail, on until switched off.
OPT_IN = frozenset({Purpose.DIGEST})
# Comes by the thousand; leaves when nothing else is waiting.
BULK = frozenset({Purpose.DIGEST})
# After a crash in mid-handover nobody knows whether it arrived. These are handed over again, with
# the same Message-ID: a doubled reminder harms less than a lost one. A digest is not.
SENT_AGAIN = frozenset(
    {Purpose.ACCOUNT, Purpose.DECISION, Purpose.REMINDER, Purpose.PEOPLE, Purpose.PLACE}
)

# After a temporary refusal, wait this many minutes before each further try.
RETRY_MINUTES = (1, 5, 15, 60, 240)
# An address that the mail server refused for good so often is flagged.
FLAGGED_AFTER = 3


class Rhythm(models.TextChoices):
    """How often somebody's digest comes."""

    NEVER = "never", _("never")
    DAILY = "daily", pgettext_lazy("rhythm", "every day")
    WEEKLY = "weekly", pgettext_lazy("rhythm", "once a week")
    MONTHLY = "monthly", pgettext_lazy("rhythm", "once a month")


class Weekday(models.IntegerChoices):
    """Days of the week as ISO 8601 numbers them."""

    MONDAY = 1, _("Monday")
    TUESDAY = 2, _("Tuesday")
    WEDNESDAY = 3, _("Wednesday")
    THURSDAY = 4, _("Thursday")
    FRIDAY = 5, _("Friday")
    SATURDAY = 6, _("Saturday")
    SUNDAY = 7, _("Sunday")


class Given(models.TextChoices):
    """Where a consent was given or taken back."""

    PAGE = "page", _("on the page of notices")
    LINK = "link", _("by the link in a letter")
    CLIENT = "client", _("by the button of a mail program")


class Step(models.TextChoices):
    """When a reminder comes before something starts."""

    WEEK = "week", _("a week before")
    DAY = "day", _("the day before")
    MORNING = "morning", _("that morning")
