"""The list of sessions, ready for its template."""

from functools import cached_property

from django.core.paginator import Page
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from forums.models import Session
from forums.pages.faceted import Faceted
from forums.pages.listed import drawn_cards
from forums.pages.month import Month
from forums.querysets.cards import Card
from forums.querysets.search import MONTH, PAST, Search
from leeds_leaders.finding.results import PAGE_SIZE
from leeds_leaders.paging import page_of

LATELY = 3  # past ones under those to come
MOST_IN_MONTH = 400


class Listing(Faceted):
    """What a viewer finds by a search, in the words of the page.

    Raises `Http404` for a choice or a page that is not there. Three queries, and one for the last
    few that have been.
    """

    def __init__(self, viewer, search: Search, asked):
        super().__init__(search, asked, reverse("forums:list"))
        self._sessions = Session.objects.visible_to(viewer)
        self._found = self._sessions.find(search)

    @cached_property
    def page(self) -> Page:
        found = self._found.past() if self.search.is_past else self._found.upcoming()
        return page_of(self.asked, found.card_rows(), size=PAGE_SIZE)

    @property
    def drawn_cards(self) -> SafeString:
        return drawn_cards(Card(*row) for row in self.page.object_list)

    @cached_property
    def drawn_lately(self) -> SafeString:
        """The last few that have been, under all those to come."""
        if self.search.is_past or not self.search.is_bare or self.page.number > 1:
            return SafeString("")
        return drawn_cards(self._sessions.whole().past()[:LATELY].as_cards())

    @cached_property
    def month(self) -> Month:
        """The month asked for, or this one."""
        first = self.search.month or timezone.localdate().replace(day=1)
        found = self._found.starting_between(first, Month.last_day(first))
        return Month(first, found[:MOST_IN_MONTH].as_cards())

    @property
    def ways(self) -> list[tuple[str, str, bool]]:
        """The three ways to look at what is found: (label, query, whether it is this one)."""
        query, is_month = self.search.query_string, self.search.is_month
        is_past = self.search.is_past and not is_month
        return [
            (_("Coming"), query(when="", view="", month=None), not (is_past or is_month)),
            (_("Past"), query(when=PAST, view="", month=None), is_past),
            (_("Month by month"), query(when="", view=MONTH), is_month),
        ]

    @property
    def query_of_month_before(self) -> str:
        return self.search.query_string(month=self.month.before)

    @property
    def query_of_month_after(self) -> str:
        return self.search.query_string(month=self.month.after)
