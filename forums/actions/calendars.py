"""The verbs of one's own calendar: make its secret address, take it back."""

from uuid import uuid4

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from forums.errors import OutOfDate
from forums.models import CalendarFeed
from forums.querysets.feed import hash_of

SALT = "forums.calendar"


def key_for_next(feed: CalendarFeed | None) -> str:
    """What a form carries to make the next address: since when the calendar stands as its writer
    sees it, and chance."""
    return f"{_since(feed)}.{uuid4().hex}"


@transaction.atomic
def open_feed(key: str, *, by) -> str:
    """Give somebody's calendar a new address and return its token, which is kept nowhere.

    The same key makes the same token, so a second click does no harm; a key from before the last
    change makes none: an address that was taken back does not come back. Raises `OutOfDate`.
    """
    feed = _locked(by)
    token = salted_hmac(SALT, f"{by.pk}.{key}", algorithm="sha256").hexdigest()
    if feed and feed.token_hash == hash_of(token):
        return token
    if key.partition(".")[0] != _since(feed):
        raise OutOfDate(
            _("Your calendar was changed in another window. This is how it stands now.")
        )
    _keep(by, hash_of(token))
    return token


@transaction.atomic
def close_feed(*, by) -> None:
    """Take the address of somebody's calendar back: whoever holds it finds nothing there."""
    feed = _locked(by)
    if feed and feed.token_hash:
        _keep(by, None)


def _locked(peer) -> CalendarFeed | None:
    """The calendar of a peer, and nobody else's until the end of the transaction."""
    get_user_model().objects.select_for_update(no_key=True).get(pk=peer.pk)
    return CalendarFeed.objects.filter(peer=peer).first()


def _keep(peer, token_hash: str | None) -> None:
    CalendarFeed.objects.update_or_create(
        peer=peer, defaults={"token_hash": token_hash, "changed_at": timezone.now()}
    )


def _since(feed: CalendarFeed | None) -> str:
    """When a calendar was changed last, in microseconds; a dot would end it."""
    return f"{feed.changed_at:%Y%m%d%H%M%S%f}" if feed else "never"
