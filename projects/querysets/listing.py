"""The door of what everybody may find."""

from django.db import models

from projects.querysets.finding import Found, find
from projects.querysets.mapping import View, draw
from projects.querysets.search import Search


class ListingQuerySet(models.QuerySet):
    """Live projects, as searches and the map see them."""

    def visible_to(self, viewer):
        """The only door: what is listed may be seen by everybody, and nothing else is listed."""
        return self

    def find(self, search: Search) -> Found:
        """One page of a search, and the counts beside its filters. One query."""
        return find(search)

    def draw(self, search: Search, view: View) -> dict:
        """What the map draws of a search in a view. One query."""
        return draw(search, view)
