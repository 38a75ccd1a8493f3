"""How long what is kept: each storey says it of its own tables, in one list.

`RETENTION` names these lists by dotted paths. The nightly job, the table in the admin and the page
on privacy all go through them (docs/decisions/0041), so that what is said is what is done.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

from django.conf import settings
from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

log = logging.getLogger(__name__)

Words = str | Promise
BATCH = 1_000  # rows in one transaction
BATCHES = 200  # of one kind in one night; the rest has the next
YEAR = timedelta(days=365)


@dataclass(frozen=True, kw_only=True)
class Keeping:
    """How long one kind of data is kept, and why for so long.

    `lasts` counts from the moment that `since` says in words ("after the session"). `due(before)`
    are the rows for which that moment lies before `before`: they are deleted, a thousand at a time,
    unless `let_go(at)` does something else to what is over by `at` and returns how many.
    """

    title: Words
    lasts: timedelta
    since: Words
    why: Words
    due: Callable[[datetime], QuerySet]
    let_go: Callable[[datetime], int] | None = None

    def is_due(self, at: datetime) -> QuerySet:
        """What the next sweep at that moment would take."""
        return self.due(at - self.lasts)

    def sweep(self, at: datetime) -> int:
        """Let go of what is over. Returns how many."""
        if self.let_go is not None:
            return self.let_go(at)
        some = iter(lambda: _delete_some(self.is_due(at)), 0)
        return sum(islice(some, BATCHES))

    @property
    def how_long(self) -> str:
        """In words: “14 days after the session”."""
        return f"{in_words(self.lasts)} {self.since}"


def keepings() -> list[Keeping]:
    """Those of all storeys, in the order of `RETENTION`."""
    return [keeping for path in settings.RETENTION for keeping in import_string(path)]


def in_words(lasts: timedelta) -> str:
    """Whole years where there are some, else days."""
    if lasts < timedelta(days=1):
        return _("a day")
    years = lasts // YEAR
    if years:
        return ngettext("%(number)d year", "%(number)d years", years) % {"number": years}
    return ngettext("%(number)d day", "%(number)d days", lasts.days) % {"number": lasts.days}


def sweep_all(at: datetime) -> dict[str, int]:
    """Let go of everything that is over; where one kind fails, the others go all the same. Returns
    how many of each, by title."""
    swept = {}
    for keeping in keepings():
        try:
            swept[str(keeping.title)] = keeping.sweep(at)
        except Exception:
            log.exception("retention: one kind of data could not be swept")
    _forget_tries(at)
    return swept


def _forget_tries(at: datetime) -> None:
    """Tries are counted by the addresses of devices, in the cache, which lets go of what is over
    only when it is full."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM house_cache WHERE expires < %s", [at])


@transaction.atomic
def _delete_some(rows: QuerySet) -> int:
    """Some rows that nobody else is deleting or changing at this moment."""
    locked = rows.order_by("pk").select_for_update(of=("self",), skip_locked=True)
    keys = list(locked.values_list("pk", flat=True)[:BATCH])
    if keys:
        rows.model._base_manager.filter(pk__in=keys).delete()
    return len(keys)
