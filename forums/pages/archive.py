"""What the archive finds, ready for its template."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from html import escape
from typing import Any, NamedTuple

from django.core.paginator import Page
from django.db.models import Min, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from forums.choices import OfRecord, Section
from forums.models import Action, Note, Outcome, Perspective, Question, Session
from forums.pages.faceted import Faceted
from forums.querysets.archive import Archive, Search
from leeds_leaders.finding.results import PAGE_SIZE
from leeds_leaders.finding.vocabulary import Choice, spoken
from leeds_leaders.paging import page_of
from leeds_leaders.text import one_line, shorten

LONGEST = 280  # characters shown of each
BEFORE = 80  # of them before the first word that was asked for


class Shelf(NamedTuple):
    """How one kind of thing is read: by its door, and what is told of a row."""

    one: Promise
    rows: Callable[[Any], QuerySet]
    told: Callable[[Any], dict]


SHELVES: dict[str, Shelf] = {
    OfRecord.NOTE: Shelf(
        _("note"),
        lambda viewer: Note.objects.visible_to(viewer).select_related("record__session"),
        lambda note: {"session": note.record_id, "facts": [note.get_section_display()]},
    ),
    OfRecord.QUESTION: Shelf(
        _("question"),
        Question.objects.visible_to,
        lambda question: {
            "session": question.session_id,
            "facts": [question.get_state_display()],
        },
    ),
    OfRecord.ACTION: Shelf(
        _("action"),
        Action.objects.visible_to,
        lambda action: {
            "session": action.session_id,
            "facts": [action.get_state_display()],
        },
    ),
    OfRecord.PERSPECTIVE: Shelf(
        _("perspective"),
        lambda viewer: Perspective.objects.visible_to(viewer).with_author(viewer),
        lambda perspective: {
            "session": perspective.session_id,
            "title": perspective.title,
            "by": perspective.byline or (perspective.writer or {}).get("name", ""),
        },
    ),
    OfRecord.OUTCOME: Shelf(
        _("outcome"),
        lambda viewer: Outcome.objects.visible_to(viewer).select_related("project"),
        lambda outcome: {
            "title": outcome.project.title,
            "facts": [outcome.get_kind_display(), outcome.get_state_display()],
        },
    ),
}


@dataclass(slots=True)
class Hit:
    """One thing that was found: where it leads, what it says, and what else is told of it."""

    one: Promise
    address: str
    excerpt: SafeString
    day: date
    title: str = ""
    by: str = ""
    facts: tuple[str, ...] = ()
    session: Session | None = None


class ArchivePage(Faceted):
    """What a viewer finds in all that is kept, in the words of the page.

    Six queries at most, and one for each kind on the page. Raises `Http404` for a choice or a page
    that is not there.
    """

    def __init__(self, viewer, search: Search, asked):
        self.viewer = viewer
        self._sessions = Session.objects.visible_to(viewer)
        super().__init__(search, asked, reverse("forums:archive"))
        self._rows = Archive(Note, search, viewer).rows()

    def own_choices(self) -> dict[str, list[Choice]]:
        first = self._sessions.aggregate(first=Min("starts_at"))["first"]
        last = timezone.localdate().year
        begins = timezone.localtime(first).year if first else last
        years = [str(year) for year in range(last, begins - 1, -1)]
        return {
            "kind": spoken(OfRecord),
            "section": spoken(Section),
            "year": [Choice(year, year, year) for year in years],
        }

    @cached_property
    def page(self) -> Page:
        return page_of(self.asked, self._rows, size=PAGE_SIZE)

    @cached_property
    def hits(self) -> list[Hit]:
        """What stands on this page, each read anew by its own door."""
        rows = list(self.page.object_list)
        found = {
            (kind, str(row.pk)): row
            for kind in {kind for kind, _key, _at in rows}
            for row in SHELVES[kind].rows(self.viewer).filter(pk__in=_keys(kind, rows))
        }
        hits = [
            self._hit(kind, found[kind, key], at) for kind, key, at in rows if (kind, key) in found
        ]
        sessions = self._sessions.in_bulk({hit.session for hit in hits if hit.session})
        for hit in hits:
            hit.session = sessions.get(hit.session)
        return hits

    def _hit(self, kind: str, row, at: datetime) -> Hit:
        shelf = SHELVES[kind]
        excerpt = excerpt_of(row.words, self.search.q)
        day = timezone.localtime(at).date()
        return Hit(shelf.one, row.get_absolute_url(), excerpt, day, **shelf.told(row))

    @property
    def kind_options(self) -> SafeString:
        return self._options("kind")

    @property
    def year_options(self) -> SafeString:
        return self._options("year")

    @property
    def section_options(self) -> SafeString:
        return self._options("section")


def _keys(kind: str, rows: list[tuple]) -> list[str]:
    return [key for of, key, _at in rows if of == kind]


def excerpt_of(text: str, typed: str) -> SafeString:
    """A few lines of a text as plain words, around the first that was asked for; each of those that
    were is marked."""
    asked = [re.escape(word) for word in re.findall(r"\w+", typed)]
    wanted = re.compile(rf"\b(?:{'|'.join(asked)})\w*", re.IGNORECASE) if asked else None
    plain = one_line(text)
    found = wanted.search(plain) if wanted else None
    if found and found.start() > BEFORE:
        plain = "…" + plain[found.start() - BEFORE :].partition(" ")[2]
    plain = shorten(plain, LONGEST)
    if wanted is None:
        return SafeString(escape(plain))
    pieces, end = [], 0
    for found in wanted.finditer(plain):
        pieces += [escape(plain[end : found.start()]), f"<mark>{escape(found[0])}</mark>"]
        end = found.end()
    return mark_safe("".join([*pieces, escape(plain[end:])]))  # noqa: S308  (each was escaped)
