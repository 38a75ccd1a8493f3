"""The verbs of matches: ask whoever has what fits, or set a match aside."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from leeds_leaders.notices import actions as notices
from peers.actions.people import a_day_ago, check_blocks, check_day, check_room, lock
from peers.models import Item
from projects.emails import support as letters
from projects.errors import NotALine
from projects.models import NotThis, Support

MOST_ASKS = 10  # of one person, a day


@transaction.atomic
def set_aside(support: Support, item: Item, *, by) -> None:
    """Propose this to me no more; a repeat is harmless. Raises `NotALine` of what fits nothing."""
    _check_fit(support, item)
    NotThis.objects.get_or_create(support=support, item=item, by=by)


@transaction.atomic
def ask_for(support: Support, item: Item, *, by) -> None:
    """Ask whoever offers something whether it is for this. They are told once, however often and by
    whom of the project it is asked. Raises `Refused` for what does not fit,
    and for who has answered, pauses, has enough on, or was blocked by `by`; whoever blocked `by`
    reads nothing, and `by` notices nothing."""
    _me, other = lock(by, item.peer)
    if not (support.is_open and support.project.is_live and item.is_open):
        raise NotALine(_("This does not stand any more."))
    _check_fit(support, item)
    if support.replies.filter(peer=other).exists():
        raise NotALine(_("They have answered already."))
    _check_asks(by)
    check_blocks(by, other)
    check_room(other)
    asked = {"asked_at": timezone.now()}
    NotThis.objects.update_or_create(support=support, item=item, by=by, defaults=asked)
    notices.tell_many(letters.tellings_of_match(support, item, by=by))


def _check_fit(support: Support, item: Item) -> None:
    """Nobody is asked for what they do not offer. Raises `NotALine`."""
    if not Support.objects.fitting(item).filter(pk=support.pk).exists():
        raise NotALine(_("This offer and what the project asks for do not fit each other."))


def _check_asks(by) -> None:
    done = NotThis.objects.filter(by=by, asked_at__gte=a_day_ago()).count()
    check_day(done, MOST_ASKS, _("You can ask %(most)s people a day. Tomorrow you can go on."))
