"""What the digest tells of breakfast forums."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forums.choices import State
from forums.models import Session
from leeds_leaders.notices.sources import Found, Item, Reader

MOST = 5
AHEAD = timedelta(weeks=6)


class ComingSessions:
    """Breakfasts of the next six weeks, each told once, as soon as it can be seen."""

    name = "forums.coming"
    title = gettext_lazy("Coming breakfasts")

    def gather(self, readers: Sequence[Reader]) -> dict[int, Found]:
        """Soonest first. One query."""
        until = max(reader.until for reader in readers)
        coming = _items(starts_at__gt=until, starts_at__lt=until + AHEAD)
        url = reverse("forums:list")
        gathered = {}
        for reader in readers:
            told = reader.was_told(self.name)
            items = [item for item in coming.values() if item.id not in told]
            if items:
                gathered[reader.peer_id] = Found(items[:MOST], more=len(items[MOST:]), url=url)
        return gathered

    def still(self, told: Mapping[int, Sequence[int]]) -> dict[int, list[Item]]:
        """Those that anybody may see and that have not begun. One query."""
        pks = {pk for pks in told.values() for pk in pks}
        items = _items(pk__in=pks, starts_at__gt=timezone.now())
        return {peer_id: [items[pk] for pk in pks if pk in items] for peer_id, pks in told.items()}

    def headline(self, found: Found) -> str:
        """The day of a single one, or how many there are."""
        count = len(found.items) + found.more
        if count == 1:
            return found.items[0].brief
        return _("%(count)d breakfasts to come") % {"count": count}


def _items(**conditions) -> dict[int, Item]:
    """Published sessions, soonest first, as items of a digest by key. One query."""
    sessions = (
        Session.objects.visible_to(AnonymousUser())
        .whole()
        .filter(state=State.PUBLISHED, **conditions)
        .order_by("starts_at", "pk")
        .select_related("venue")
    )
    return {session.pk: _item(session) for session in sessions}


def _item(session: Session) -> Item:
    """When and where, in the city's own time."""
    start = timezone.localtime(session.starts_at)
    when = date_format(start, _("l j F, G:i"))
    return Item(
        session.pk,
        session.title,
        session.get_absolute_url(),
        line=f"{when} · {session.where}" if session.where else when,
        brief=_("a breakfast on %(day)s") % {"day": date_format(start, _("l j F"))},
    )
