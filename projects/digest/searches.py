"""What the digest tells of the searches somebody keeps."""

from collections.abc import Mapping, Sequence

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy, ngettext

from leeds_leaders.notices.sources import Found, Item, Reader
from projects.actions import searches
from projects.choices import Pace
from projects.digest.projects import about, project_items
from projects.models import SavedSearch
from projects.querysets.saved import shown_by

MOST = 8


class NewInMySearches:
    """What searches found that are told with the digest, whenever that was."""

    name = "projects.searches"
    title = gettext_lazy("New in my searches")

    def gather(self, readers: Sequence[Reader]) -> dict[int, Found]:
        """What the list shows and nobody has told them yet. It counts as told with the digest, in
        the same transaction. Four queries, for so many searches as are asked at a time.
        """
        finds = searches.take([r.peer_id for r in readers], Pace.DIGEST, timezone.now())
        if not finds:
            return {}
        newest = {peer_id: [f.project_id for f in each][::-1] for peer_id, each in finds.items()}
        items = project_items((pk for pks in newest.values() for pk in pks[:MOST]), about)
        url = reverse("projects:searches")
        return {
            peer_id: Found(
                [items[pk] for pk in pks[:MOST] if pk in items], more=len(pks[MOST:]), url=url
            )
            for peer_id, pks in newest.items()
        }

    def still(self, told: Mapping[int, Sequence[int]]) -> dict[int, list[Item]]:
        """Those that a search of theirs still finds. Three queries, likewise."""
        kept = SavedSearch.objects.kept().filter(peer__in=told).values_list("peer", "query")
        wanted = {(peer_id, query, pk) for peer_id, query in kept for pk in told[peer_id]}
        shown = shown_by({(query, pk) for _peer_id, query, pk in wanted})
        left = {(peer_id, pk) for peer_id, query, pk in wanted if (query, pk) in shown}
        items = project_items({pk for _peer_id, pk in left}, about)
        return {
            peer_id: [items[pk] for pk in pks if (peer_id, pk) in left and pk in items]
            for peer_id, pks in told.items()
        }

    def headline(self, found: Found) -> str:
        """How many there are."""
        count = len(found.items) + found.more
        return (
            ngettext("%d project in your searches", "%d projects in your searches", count) % count
        )
