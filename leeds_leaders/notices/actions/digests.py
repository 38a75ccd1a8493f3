"""The verb of digests: tell everybody whose digest is due what is new for them."""

import time
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from math import inf

from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection, transaction
from django.db.models import OuterRef, Q
from django.utils import timezone

from leeds_leaders.notices.actions.letters import post_many
from leeds_leaders.notices.choices import Purpose, State
from leeds_leaders.notices.digest import Part, Press
from leeds_leaders.notices.models import Letter, Notice, Preference
from leeds_leaders.notices.sources import Reader, digest_sections, items_of
from leeds_leaders.notices.timetable import next_digest

BATCH = 500
# Nobody is told of the same thing again within this time; no section looks further ahead.
REMEMBERED = timedelta(days=100)
NEVER_LEFT = frozenset({State.FAILED, State.WITHHELD, State.CANCELLED})
# The clocks of web servers and database may differ by less than this.
CLOCKS = timedelta(seconds=5)
# The beginning of the oldest transaction that may yet commit something.
OLDEST = """
    SELECT min(xact_start) FROM pg_stat_activity
    WHERE datname = current_database() AND backend_type = 'client backend'
        AND pid <> pg_backend_pid()
"""


def send_due_digests(at: datetime | None = None) -> int:
    """Write the digest of everybody who is due at a moment (now). Returns how many were written."""
    written, _is_more = send_some_digests(at)
    return written


def send_some_digests(at: datetime | None = None, *, seconds: float = inf) -> tuple[int, bool]:
    """The same batch by batch, for some seconds: how many were written, and whether more are due.

    Safe to run at any time, any number at once: who is told and where their windows end is
    written in one transaction, under a lock. A digest with nothing in it is not written, but its
    window moves on.
    """
    at, ends_at = at or timezone.now(), time.monotonic() + seconds
    until = _settled(at)
    written = 0
    while True:
        claimed, letters = _tell_batch(at, until)
        written += letters
        is_more = claimed == BATCH
        if not is_more or time.monotonic() >= ends_at:
            return written, is_more


def _settled(at: datetime) -> datetime:
    """The end of the windows: whatever happened before it is committed and can be seen.

    What somebody did a second ago may not be. A window that reached beyond it would close over
    its head, and nobody would ever be told of it.
    """
    with connection.cursor() as cursor:
        cursor.execute(OLDEST)
        (oldest,) = cursor.fetchone()
    return min(at, oldest or timezone.now()) - CLOCKS


@transaction.atomic
def _tell_batch(at: datetime, until: datetime) -> tuple[int, int]:
    """Claim some people who are due, tell them, and move their windows: (claimed, told)."""
    claimed = _claim(at)
    due_now = [preference for preference in claimed if _due_moment(preference) <= at]
    told = _tell(due_now, until) if due_now else 0
    for preference in claimed:
        _move_on(preference, at, until)
    Preference.objects.bulk_update(claimed, ["digested_until", "next_digest_at"])
    return len(claimed), told


def _claim(at: datetime) -> list[Preference]:
    """Up to a batch of people who are due, locked; nobody who is suspended or has paused.

    Whoever has paused stays due: their window waits for them.
    """
    not_paused = Q(paused_until=None) | Q(paused_until__lte=at)
    due = Preference.objects.due(at).filter(not_paused, peer__is_active=True)
    return list(
        due.select_related("peer")
        .annotate(
            cause_ids=_followed(Preference.causes.through, "cause"),
            ward_codes=_followed(Preference.wards.through, "ward"),
            help_ids=_followed(Preference.helps.through, "help"),
        )
        .select_for_update(skip_locked=True, of=("self",))[:BATCH]
    )


def _followed(through, name: str) -> ArraySubquery:
    return ArraySubquery(through.objects.filter(preference=OuterRef("pk")).values(f"{name}_id"))


def _due_moment(preference: Preference) -> datetime:
    """When a digest is due; if that fell into a pause, at the usual hour from its end on."""
    due_at, pause_ends_at = preference.next_digest_at, preference.paused_until
    assert due_at is not None  # or nobody would have claimed it
    if pause_ends_at is None or pause_ends_at <= due_at:
        return due_at
    return _next(preference, pause_ends_at - timedelta.resolution)


def _move_on(preference: Preference, at: datetime, until: datetime) -> None:
    """Close the window of who was told; set when the next digest is due, for everybody."""
    due_at = _due_moment(preference)
    if due_at <= at:
        preference.digested_until = max(preference.digested_until or until, until)
        due_at = _next(preference, at)
    preference.next_digest_at = due_at


def _next(preference: Preference, after: datetime) -> datetime:
    return next_digest(after, preference.rhythm, preference.weekday, preference.hour)


def _tell(preferences: list[Preference], until: datetime) -> int:
    """Write a letter and a notice to each of whom there is something to tell."""
    parts = _gather(preferences, until)
    press = Press()
    letters, notices = [], []
    for preference in preferences:
        if found := parts.get(preference.peer_id):
            letter, notice = _write(preference, found, press)
            letters.append(letter)
            notices.append(notice)
    post_many(letters, notices)
    return len(letters)


def _write(preference: Preference, parts: Mapping[str, Part], press: Press):
    """One digest. Its key is when it was due, so that it is written once whoever is quicker."""
    printed = press.print(preference, parts.values())
    peer, key = preference.peer, f"{preference.next_digest_at:%Y-%m-%dT%H:%M}"
    letter = Letter(
        recipient=peer,
        address=peer.email,
        purpose=Purpose.DIGEST,
        key=key,
        subject=printed.subject,
        text=printed.text,
        html=printed.html,
        items=items_of(parts),
    )
    notice = Notice(
        recipient=peer,
        purpose=Purpose.DIGEST,
        key=key,
        title=printed.subject,
        text=printed.brief,
        url=next((part.found.url for part in parts.values() if part.found.url), ""),
    )
    return letter, notice


def _gather(preferences: list[Preference], until: datetime) -> dict[int, dict[str, Part]]:
    """What to tell each person, by section. A thing stands in the first section that has it."""
    told = _told_lately((preference.peer_id for preference in preferences), until)
    readers = [_reader(preference, until, told[preference.peer_id]) for preference in preferences]
    gathered: dict[int, dict[str, Part]] = defaultdict(dict)
    for section in digest_sections():
        title = str(section.title)
        for peer_id, found in section.gather(readers).items():
            parts = gathered[peer_id]
            known = {item.url for part in parts.values() for item in part.found.items}
            found = found.without({item.id for item in found.items if item.url in known})
            if found.items:
                parts[section.name] = Part(title, section.headline(found), found)
    return gathered


def _reader(preference, until: datetime, told: Mapping[str, frozenset[int]]) -> Reader:
    return Reader(
        peer_id=preference.peer_id,
        since=preference.digested_until,
        until=until,
        cause_ids=frozenset(preference.cause_ids),
        ward_codes=frozenset(preference.ward_codes),
        help_ids=frozenset(preference.help_ids),
        told=told,
    )


def _told_lately(peer_ids: Iterable[int], until: datetime) -> dict[int, dict[str, frozenset[int]]]:
    """What the last digests told each person, by section; what never left told them nothing."""
    told: dict[int, dict[str, frozenset[int]]] = defaultdict(dict)
    lately = Letter.objects.filter(
        recipient__in=list(peer_ids), purpose=Purpose.DIGEST, queued_at__gte=until - REMEMBERED
    )
    for peer_id, items in lately.exclude(state__in=NEVER_LEFT).values_list("recipient_id", "items"):
        for name, kept in items.items():
            told[peer_id][name] = told[peer_id].get(name, frozenset()).union(kept["ids"])
    return told
