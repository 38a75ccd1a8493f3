"""What the digest tells of breakfast forums."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, F, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from forums.choices import Doing, RecordState, State
from forums.models import Note, Record, Session
from leeds_leaders.notices.sources import Found, Item, Reader
from leeds_leaders.text import one_line, shorten

MOST = 5
LINE = 200
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


class WhatCame:
    """Records that were published: what was agreed and done since, and one thing that works."""

    name = "forums.came"
    title = gettext_lazy("What came of the last session")

    def gather(self, readers: Sequence[Reader]) -> dict[int, Found]:
        """The last published first. One query."""
        news = _records(
            published_at__gte=min(reader.since for reader in readers),
            published_at__lt=max(reader.until for reader in readers),
        )
        url = reverse("forums:archive")
        gathered = {}
        for reader in readers:
            told = reader.was_told(self.name)
            items = [
                _came(record)
                for record in news.values()
                if reader.is_new(record.since) and record.pk not in told
            ]
            if items:
                gathered[reader.peer_id] = Found(items[:MOST], more=len(items[MOST:]), url=url)
        return gathered

    def still(self, told: Mapping[int, Sequence[int]]) -> dict[int, list[Item]]:
        """Those that are public still, as they are by now. One query."""
        records = _records(pk__in={pk for pks in told.values() for pk in pks})
        return {
            peer_id: [_came(records[pk]) for pk in pks if pk in records]
            for peer_id, pks in told.items()
        }

    def headline(self, found: Found) -> str:
        """Of how many sessions there is something to read."""
        count = len(found.items) + found.more
        return ngettext(
            "what was said in %d session", "what was said in %d sessions", count
        ) % count  # fmt: skip


def _records(**conditions) -> dict[int, Record]:
    """Public records by key, the last published first, with how much was `agreed`, how much of it
    is `done`, and the words of what `works`, first of all what organisers chose; each `since` it
    was published. One query."""
    works = (
        Note.objects.what_works()
        .filter(record=OuterRef("pk"))
        .order_by(F("featured_at").desc(nulls_last=True), "place")
    )
    agreed = Q(notes__action__isnull=False, notes__is_removed=False, notes__hidden_at=None)
    records = (
        Record.objects.visible_to(AnonymousUser())
        .filter(state=RecordState.PUBLIC, **conditions)
        .annotate(
            agreed=Count("notes", filter=agreed),
            done=Count("notes", filter=agreed & Q(notes__action__state=Doing.DONE)),
            works=Subquery(works.values("words")[:1]),
            since=F("published_at"),
        )
        .order_by("-published_at", "pk")
        .select_related("session")
    )
    return {record.pk: record for record in records}


def _came(record) -> Item:
    """The session, what it agreed and what works."""
    agreed = ngettext("%d thing agreed", "%d things agreed", record.agreed) % record.agreed
    facts = [
        agreed if record.agreed else "",
        _("%(count)d done already") % {"count": record.done} if record.done else "",
        _("What works: %(words)s") % {"words": one_line(record.works)} if record.works else "",
    ]
    return Item(
        record.pk,
        record.session.title,
        record.get_absolute_url(),
        line=shorten(" · ".join(fact for fact in facts if fact), LINE),
    )
