"""The verbs of offers and asks."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from leeds_leaders.language.models import Help
from peers.actions.accounts import new_slug
from peers.actions.first_day import check_first_day, check_first_posts
from peers.actions.greeting import greet_first
from peers.actions.people import lock
from peers.choices import Audience, Cost, ItemState, Kind
from peers.emails import items as emails
from peers.errors import IllegalItemMove, NotForTheOwner
from peers.models import Following, Item, Peer

BATCH = 500
MOST_OPEN = 50
DOUBLE_CLICK = timedelta(minutes=2)
PLAIN = ("title", "words", "cost", "until", "audience")


@dataclass(frozen=True)
class ItemDetails:
    """What somebody says of an offer or ask, checked for shape by the form."""

    title: str
    words: str = ""
    tags: list[Help] = field(default_factory=list)
    cost: str = Cost.FREE
    until: date | None = None
    audience: str = Audience.PUBLIC


@transaction.atomic
def add_item(kind: Kind, details: ItemDetails, *, by, is_greeted: bool = True) -> Item:
    """Open an offer or an ask; somebody's first contribution is greeted. The same one sent twice
    within two minutes is one."""
    lock(by)  # one of somebody's forms at a time
    sent_twice = Item.objects.filter(
        peer=by,
        kind=kind,
        title=details.title,
        words=details.words,
        opened_at__gte=timezone.now() - DOUBLE_CLICK,
    ).first()
    if sent_twice is not None:
        return sent_twice
    check_first_posts(by)
    _check_room(by)
    item = _write(Item(peer=by, kind=kind, slug=new_slug(details.title, kind)), details)
    if is_greeted:
        greet_first(by, kind, item.title, url=item.get_absolute_url())
    return item


@transaction.atomic
def change_item(item: Item, details: ItemDetails, *, by) -> Item:
    """Write what its peer changed, in whatever state it is."""
    return _write(_locked(item, by), details)


def _write(item: Item, details: ItemDetails) -> Item:
    check_first_day(item.peer, details.words)
    for name in PLAIN:
        setattr(item, name, getattr(details, name))
    item.save()
    item.tags.set(details.tags)
    return item


def _locked(item: Item, by) -> Item:
    """A peer's own item, to decide on. Whoever writes about a peer locks them first."""
    lock(by)
    items = Item.objects.select_for_update(of=("self",)).select_related("peer__profile")
    return items.get(pk=item.pk, peer=by)


def _check_room(peer) -> None:
    """Refuse one more than a page can hold."""
    if Item.objects.filter(peer=peer).open().count() >= MOST_OPEN:
        raise IllegalItemMove(
            _("You have %(count)s offers and asks open, as many as a page can hold. Please close"
              " some first.")
            % {"count": MOST_OPEN}
        )  # fmt: skip


@transaction.atomic
def close_item(item: Item, *, by, state: str, outcome: str = "") -> Item:
    """Say that an item is met, or closed without; tell once whoever follows it and may see it.

    Said again, it keeps the latest words of what came of it and tells nobody. Raises
    `IllegalItemMove`.
    """
    item = _locked(item, by)
    item.outcome = outcome
    if item.state == state:
        item.save(update_fields=["outcome"])
        return item
    _check_move(item, state)
    item.state, item.closed_at = state, timezone.now()
    item.save(update_fields=["state", "outcome", "closed_at"])
    emails.tell_followers(item)
    return item


@transaction.atomic
def reopen_item(item: Item, *, by) -> Item:
    """Put an item on lists again; a last day that is over no longer holds."""
    item = _locked(item, by)
    if item.is_open:
        return item
    if item.state != ItemState.OPEN:
        _check_move(item, ItemState.OPEN)
    _check_room(by)
    if item.is_over:
        item.until = None
    item.state, item.outcome, item.closed_at = ItemState.OPEN, "", None
    item.opened_at = timezone.now()
    item.save(update_fields=["until", "state", "outcome", "closed_at", "opened_at"])
    return item


def _check_move(item: Item, state: str) -> None:
    if not item.can_become(state):
        raise IllegalItemMove(
            _("“%(item)s” is %(here)s; it cannot become %(there)s.")
            % {
                "item": item,
                "here": item.get_state_display(),
                "there": ItemState(state).label,
            }
        )


def follow(item: Item, *, by) -> None:
    """Want to hear what becomes of somebody's offer or ask; a repeat is harmless."""
    if item.peer_id == by.pk:
        raise NotForTheOwner(_("It is your own: you will be the first to know."))
    Following.objects.bulk_create([Following(item=item, peer=by)], ignore_conflicts=True)


def unfollow(item: Item, *, by) -> None:
    """Want to hear no more of it; a repeat is harmless."""
    Following.objects.filter(item=item, peer=by).delete()


def close_past_items() -> int:
    """Take off all lists what is past its last day, batch by batch. Returns how many."""
    closed = 0
    while batch := _close_some_past_items():
        closed += batch
    return closed


@transaction.atomic
def _close_some_past_items() -> int:
    """Those of peers whom nobody writes about just now; the others wait for the next time."""
    some = dict(Item.objects.past().order_by("until", "pk").values_list("pk", "peer")[:BATCH])
    peers = Peer.objects.select_for_update(skip_locked=True, no_key=True)
    free = list(peers.filter(pk__in=some.values()).order_by("pk").values_list("pk", flat=True))
    past = Item.objects.past().filter(pk__in=some, peer__in=free)
    return past.update(state=ItemState.PAST, closed_at=timezone.now())
