"""The verbs of saved searches: keep one, and hear what is new in it.

What a search has found is a row (`Find`), written once for each project: known from the start, to
be told, or told. Finding and telling are transactions of their own, each of which can be repeated
at any time, so that a crash between them loses nothing and repeats nothing (docs/decisions/0037).
"""

import time
from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from math import inf

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from leeds_leaders import stamps
from leeds_leaders.moderation.choices import Standing
from peers.actions.people import lock
from peers.models import Peer
from projects.choices import Pace
from projects.emails import searches as emails
from projects.errors import NotALine, TooMany
from projects.models import Find, SavedSearch
from projects.querysets import Search
from projects.querysets.saved import Told

MOST_FOUND = 1_000
LONGEST_QUERY = 1_000
BATCH = 100
QUIET = timedelta(hours=1)  # between two letters to the same person
REMOVED_ARE_KEPT = timedelta(days=30)
LIST = ("projects", "words", "ground")  # the stamps of the list


# Keeping -------------------------------------------------------------------------------------


@transaction.atomic
def keep(search: Search, *, by: Peer, name: str, pace: str = Pace.DIGEST) -> SavedSearch:
    """Keep a search; what it finds now is known, and only what comes later is told.

    The same search is kept once: kept again it is left as it is, or comes back. Raises `TooMany`
    beyond five, and for one that finds more than a person can follow.
    """
    lock(by)  # one of somebody's searches at a time
    query = search.query_string(sort="")
    kept = SavedSearch.objects.filter(peer=by, query=query).first()
    if kept is not None:
        return kept if kept.removed_at is None else _bring_back(kept)
    _check_room(by)
    if len(query) > LONGEST_QUERY:
        raise TooMany(_("This search is too long to keep. Please use fewer words."))
    saved = SavedSearch.objects.create(peer=by, name=name, query=query, pace=pace)
    if _learn(saved) > MOST_FOUND:
        raise TooMany(
            _("This finds more than %(most)s projects, more than anybody can follow. Choose a"
              " cause, a ward or a place first, and keep that.")
            % {"most": MOST_FOUND}
        )  # fmt: skip
    return saved


@transaction.atomic
def change(saved: SavedSearch, *, by: Peer, name: str, pace: str) -> SavedSearch:
    """Give a search another name or pace. Whoever wants to be told again hears of what comes from
    now on."""
    saved = _locked(saved, by)
    wants_again = saved.pace == Pace.NEVER and pace != Pace.NEVER
    saved.name, saved.pace = name, pace
    saved.save(update_fields=["name", "pace"])
    if wants_again:
        _learn(saved)
    return saved


@transaction.atomic
def remove(saved: SavedSearch, *, by: Peer) -> None:
    """Keep a search no longer; for some weeks it can be brought back. A repeat is harmless."""
    saved = _locked(saved, by)
    if saved.removed_at is None:
        saved.removed_at = timezone.now()
        saved.save(update_fields=["removed_at"])


@transaction.atomic
def bring_back(saved: SavedSearch, *, by: Peer) -> SavedSearch:
    """Keep a search again that was removed, as if it had never been. Raises `TooMany`."""
    saved = _locked(saved, by)
    return saved if saved.removed_at is None else _bring_back(saved)


def _bring_back(saved: SavedSearch) -> SavedSearch:
    _check_room(saved.peer)
    saved.removed_at = None
    saved.save(update_fields=["removed_at"])
    return saved


def _locked(saved: SavedSearch, by: Peer) -> SavedSearch:
    """One's own search as it stands now. Raises `NotALine` of one that is gone for good."""
    lock(by)
    rows = SavedSearch.objects.select_for_update(of=("self",))
    found = rows.filter(pk=saved.pk, peer=by).first()
    if found is None:
        raise NotALine(_("This search is not there any more."))
    return found


def _check_room(peer: Peer) -> None:
    if SavedSearch.objects.filter(peer=peer).kept().count() >= SavedSearch.MOST:
        raise TooMany(
            _("You keep %(most)s searches already, as many as anybody can. Remove one first.")
            % {"most": SavedSearch.MOST}
        )


def _learn(saved: SavedSearch) -> int:
    """Take what a search finds now as known. Returns how much was new."""
    stamp = _stamp()
    new = SavedSearch.objects.filter(pk=saved.pk).new_finds()
    _write((search, project, False) for search, project, _is_own in new)
    _looked([saved.pk], stamp)
    return len(new)


# Finding -------------------------------------------------------------------------------------


def look(*, seconds: float = inf) -> bool:
    """Ask the searches whose list has changed what is new, batch by batch, for some seconds.
    Returns whether more are to be asked.

    Safe to run at any time, any number at once.
    """
    ends_at = time.monotonic() + seconds
    while _look_at_some() == BATCH:
        if time.monotonic() >= ends_at:
            return True
    return False


@transaction.atomic
def _look_at_some() -> int:
    """Ask a batch of searches. The stamp is read first: what is committed after that moves it on,
    and the search is asked again."""
    stamp = _stamp()
    due = SavedSearch.objects.to_ask(stamp).select_for_update(of=("self",), skip_locked=True)
    batch = [saved.pk for saved in due.only("pk")[:BATCH]]
    if batch:
        new = SavedSearch.objects.filter(pk__in=batch).new_finds()
        _write((search, project, not is_own) for search, project, is_own in new)
        _looked(batch, stamp)
    return len(batch)


def _stamp() -> int:
    return int(stamps.read(*LIST))


def _write(finds: Iterable[tuple[int, int, bool]]) -> None:
    rows = [Find(search_id=s, project_id=p, to_tell=to_tell) for s, p, to_tell in finds]
    Find.objects.bulk_create(rows, 1_000, ignore_conflicts=True)


def _looked(pks: Collection[int], stamp: int) -> None:
    now = timezone.now()
    SavedSearch.objects.filter(pk__in=pks).update(stamp=stamp, looked_at=now)


# Telling -------------------------------------------------------------------------------------


def tell_at_once(at: datetime | None = None, *, seconds: float = inf) -> int:
    """Tell people who asked for it at once what is new in their searches: everything in one letter,
    and at most one letter an hour. Returns how many people were told.
    """
    at, ends_at = at or timezone.now(), time.monotonic() + seconds
    told, last = 0, 0
    while time.monotonic() < ends_at:
        due = list(_due(at).filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:BATCH])
        if not due:
            break
        told, last = told + _tell_some(due, at), due[-1]
    return told


@transaction.atomic
def _tell_some(due: list[int], at: datetime) -> int:
    """Tell those of a batch of people whom nobody writes about just now; the others wait for the
    next time. Returns how many."""
    free = Peer.objects.filter(pk__in=due).select_for_update(skip_locked=True, no_key=True)
    peers = {peer.pk: peer for peer in free.order_by("pk")}
    # Somebody else may have told them before the lock was ours.
    due_now = set(_due(at).filter(pk__in=peers).values_list("pk", flat=True))
    finds = take(due_now, Pace.AT_ONCE, at)
    emails.tell_of_finds([peers[pk] for pk in sorted(finds)], finds)
    return len(finds)


def _due(at: datetime):
    """Who is to be told at once, and was not told for an hour."""
    finds = Find.objects.filter(search__peer=OuterRef("pk"))
    new = finds.to_tell().filter(search__pace=Pace.AT_ONCE, project__standing=Standing.LIVE)
    lately = finds.filter(told_at__gt=at - QUIET)
    return Peer.objects.filter(Exists(new), ~Exists(lately), is_active=True)


def take(peer_ids: Collection[int], pace: str, at: datetime) -> dict[int, list[Told]]:
    """What to tell these people of their searches of one pace, by their ids: what the list shows at
    this moment, each project once. It counts as told when the caller's transaction commits.

    What two of somebody's searches found is told once for both.
    """
    waiting = Find.objects.to_tell().filter(search__peer__in=peer_ids)
    locked = waiting.order_by("pk").select_for_update(of=("self",)).values_list("pk", flat=True)
    if not (pks := list(locked)):
        return {}
    still = Find.objects.filter(pk__in=pks).still_so()
    told: dict[int, dict[int, Told]] = defaultdict(dict)
    for find in still:
        if find.pace == pace:
            told[find.peer_id].setdefault(find.project_id, find)
    known = [find.pk for find in still if find.project_id in told.get(find.peer_id, ())]
    Find.objects.filter(pk__in=known).update(told_at=at)
    return {peer_id: list(finds.values()) for peer_id, finds in told.items()}
