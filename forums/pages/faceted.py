"""A list that is searched by words and facets, ready for its template."""

from functools import cached_property
from html import escape

from django.core.paginator import Page
from django.http import Http404
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from forums.querysets.search import choices_by_facet
from leeds_leaders.finding.search import Search
from leeds_leaders.finding.vocabulary import Choice


class Faceted:
    """What every such list says beside its rows: the choices that there are, those in force, and
    the addresses of its pages. One query.

    Raises `Http404` for a choice that is not there.
    """

    def __init__(self, search: Search, asked, address: str):
        self.search, self.asked, self.address = search, asked, address
        self.choices = choices_by_facet() | self.own_choices()
        self.chosen = [self._chosen(facet) for facet in search.chosen]

    def own_choices(self) -> dict[str, list[Choice]]:
        """Those of facets that this list alone has."""
        return {}

    def _chosen(self, facet: str) -> tuple[str, str]:
        """A choice in force as (label, query without it)."""
        value = getattr(self.search, facet)
        label = next((c.label for c in self.choices[facet] if c.value == value), None)
        if label is None:
            raise Http404(_("There is nothing of that name to filter by."))
        return label, self.search.query_string(**{facet: ""})

    @cached_property
    def page(self) -> Page:
        """One page of the rows."""
        raise NotImplementedError

    @property
    def query_before(self) -> str:
        """The address of the pages of this list, up to the number."""
        query = self.search.query_string()
        return f"{query}&" if query else ""

    @property
    def cause_options(self) -> SafeString:
        return self._options("cause")

    @property
    def ward_options(self) -> SafeString:
        return self._options("ward")

    @property
    def how_options(self) -> SafeString:
        return self._options("how")

    @property
    def series_options(self) -> SafeString:
        return self._options("series")

    def _options(self, facet: str) -> SafeString:
        """The options of a facet's `select`."""
        chosen = getattr(self.search, facet)
        return SafeString("".join(_option(choice, chosen) for choice in self.choices[facet]))


def _option(choice: Choice, chosen: str) -> str:
    selected = " selected" if choice.value == chosen else ""
    part = "– " if choice.is_part else ""
    return f'<option value="{escape(choice.value)}"{selected}>{part}{escape(choice.label)}</option>'
