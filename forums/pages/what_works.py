"""The library of what works, ready for its template."""

from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

from django.core.paginator import Page
from django.urls import reverse

from forums.models import Note
from forums.pages.faceted import Faceted
from forums.querysets.texts import has_words
from leeds_leaders.finding import search
from leeds_leaders.finding.results import PAGE_SIZE
from leeds_leaders.paging import page_of

LATELY = 3


@dataclass(frozen=True)
class Search(search.Search):
    """One look at the library; `cause` is a slug."""

    FACETS: ClassVar[tuple[str, ...]] = ("cause",)

    cause: str = ""


class Library(Faceted):
    """What a viewer finds among the items of what works of public records, in the words of the
    page. Four queries.

    Raises `Http404` for a choice or a page that is not there.
    """

    def __init__(self, viewer, search: Search, asked):
        super().__init__(search, asked, reverse("forums:what-works"))
        works = _works(viewer)
        if search.q:
            works = works.filter(has_words(Note, search.words))
        if search.cause:
            works = works.about(search.cause)
        self._works = works

    @cached_property
    def page(self) -> Page:
        return page_of(self.asked, self._works, size=PAGE_SIZE)


def lately(viewer) -> list[Note]:
    """What organisers put before everybody, or else the newest. One query."""
    return list(_works(viewer).prefetch_related(None)[:LATELY])


def _works(viewer):
    works = Note.objects.visible_to(viewer).what_works().featured_first()
    works = works.select_related("record__session", "sector")
    return works.prefetch_related("cause_items__tag")
