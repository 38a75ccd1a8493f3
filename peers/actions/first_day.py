"""What somebody who has just joined may write, until others have seen them around."""

import re
from collections.abc import Iterable
from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from peers.errors import FirstDayLimit
from peers.models import Item, Organisation

FIRST_DAY = timedelta(days=1)
MOST_LINKS = 2
MOST_POSTS = 10
# A link of Markdown with its address, or an address by itself. What begins one counts, whether or
# not it ends, so that no text is read again from each of its brackets.
LINK = re.compile(r"\]\(\s*[^)\s]*|https?://\S+|www\.\S+", re.IGNORECASE)


def check_first_day(peer, *texts: str) -> None:
    """Refuse, within a day of joining, a text with more than two links."""
    if _is_new(peer) and _has_many_links(texts):
        raise FirstDayLimit(
            _("On your first day a text may hold two links; it keeps advertisers away. Please"
              " take some out. From tomorrow on you can add them.")
        )  # fmt: skip


def check_first_posts(peer) -> None:
    """Refuse an eleventh offer, ask or organisation within a day of joining."""
    if _is_new(peer) and _posts_of(peer) >= MOST_POSTS:
        raise FirstDayLimit(
            _("You have added ten things on your first day, which is as many as anybody can; it"
              " keeps advertisers away. From tomorrow on you can go on.")
        )  # fmt: skip


def goes_beyond_first_day(peer, *texts: str, posts: int) -> bool:
    """Whether what somebody has just written waits for a moderator: within a day of joining, a text
    with more than two links, or what comes after ten things. `posts` is how much else they wrote.
    """
    return _is_new(peer) and (_has_many_links(texts) or posts + _posts_of(peer) >= MOST_POSTS)


def _has_many_links(texts: Iterable[str]) -> bool:
    return any(len(LINK.findall(text)) > MOST_LINKS for text in texts)


def _posts_of(peer) -> int:
    organisations = Organisation.objects.filter(added_by=peer)
    return Item.objects.filter(peer=peer).count() + organisations.count()


def _is_new(peer) -> bool:
    return timezone.now() - peer.joined_at < FIRST_DAY
