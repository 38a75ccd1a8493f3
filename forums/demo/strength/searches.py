"""Searches that the sign-ins keep, and what these have found."""

from collections.abc import Sequence
from datetime import timedelta

from django.utils import timezone

from forums.demo.people import Person, sign_ins_of
from projects.choices import Pace
from projects.models import Find, Project, SavedSearch
from projects.querysets import Search

WRITTEN = (SavedSearch, Find)
SEARCHES = (
    ("peer", "Gardens of the city", "cause=community-growing", Pace.DIGEST),
    ("peer", "Who needs a van", "needs=transport", Pace.NEVER),
    ("organiser", "Ideas", "stage=idea", Pace.DIGEST),
)
KEPT_FOR = timedelta(days=30)
# What the first search found since: the newest two are still to be told, one was told.
FOUND_SINCE = ((timedelta(hours=5), None), (timedelta(hours=5), None),
               (timedelta(days=7), timedelta(days=6)))  # fmt: skip


def keep_searches(people: Sequence[Person]) -> None:
    """Keep the searches of the sign-ins. All that they find is known, so that asking them again
    finds nothing. Comes after the digests, which would tell what is still to be told."""
    now = timezone.now().replace(microsecond=0)
    pks = {name: person.pk for name, person in sign_ins_of(people).items()}
    saved = [
        SavedSearch.objects.create(
            peer_id=pks[name], name=title, query=Search.of(query).query_string(sort=""), pace=pace,
            saved_at=now - KEPT_FOR, looked_at=now - FOUND_SINCE[0][0],
        )
        for name, title, query, pace in SEARCHES
    ]  # fmt: skip
    found = SavedSearch.objects.filter(pk__in=[search.pk for search in saved]).new_finds()
    rows = Project.objects.filter(pk__in={project for _search, project, _is_own in found})
    created = dict(rows.values_list("pk", "created_at"))
    known = []
    for search, project, _is_own in found:
        found_at = max(created[project], now - KEPT_FOR)
        known.append(Find(search_id=search, project_id=project, found_at=found_at))
    others = {project for search, project, is_own in found if search == saved[0].pk and not is_own}
    newest = sorted(others, key=lambda pk: (created[pk], pk), reverse=True)
    since = dict(zip(newest, FOUND_SINCE, strict=False))
    for find in known:
        if find.search_id == saved[0].pk and find.project_id in since:
            found_ago, told_ago = since[find.project_id]
            find.to_tell, find.found_at = True, now - found_ago
            find.told_at = None if told_ago is None else now - told_ago
    Find.objects.bulk_create(known, 1_000)
