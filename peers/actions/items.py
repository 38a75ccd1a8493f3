"""The verbs of offers and asks."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from leeds_leaders.language.models import Help
from leeds_leaders.moderation.actions import check_may_post, hold, let_stand, screen, take_away
from leeds_leaders.moderation.actions.hiding import hide
from leeds_leaders.moderation.models import Decision
from peers.actions.accounts import new_slug
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
    """Open an offer or an ask, which may wait for a moderator; somebody's first contribution is
    greeted. The same one sent twice within two minutes is one."""
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
    _check_room(by)
    because = screen(by, details.title, details.words)
    item = _write(Item(peer=by, kind=kind, slug=new_slug(details.title, kind)), details)
    hold(item, because, author=by)
    if is_greeted and not because:
        greet_first(by, kind, item.title, url=item.get_absolute_url())
    return item


@transaction.atomic
def change_item(item: Item, details: ItemDetails, *, by) -> Item:
    """Write what its peer changed, in whatever state it is; new words may wait."""
    item = _locked(item, by)
    because = screen(by, details.title, details.words, before=(item.title, item.words))
    return hold(_write(item, details), because, author=by)


def _write(item: Item, details: ItemDetails) -> Item:
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
    `IllegalItemMove` and `TooMuch`.
    """
    item = _locked(item, by)
    check_may_post(by, outcome, before=(item.outcome,))
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


# What moderators do: like whoever writes about a peer, they lock them first --------------------


@transaction.atomic
def hide_item(item: Item) -> None:
    """Let an item wait, its peer's alone. A repeat is harmless."""
    lock(item.peer)
    hide(item)


@transaction.atomic
def let_item_stand(item: Item, *, by) -> Decision:
    """Show an item that waited or was taken away, and tell its peer."""
    lock(item.peer)
    return let_stand(item, by=by)


@transaction.atomic
def take_item_away(item: Item, *, by, reason: str, rule: str = "") -> Decision:
    """Take an item away; its peer is told why and keeps it for themselves."""
    lock(item.peer)
    return take_away(item, by=by, reason=reason, rule=rule)
