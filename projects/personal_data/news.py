"""What somebody told as a project went on, and the searches that they keep."""

from collections.abc import Iterator

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from leeds_leaders.personal_data import Fate, Holding, Told
from projects.models import Milestone, News, Photo, Project, SavedSearch, Version, YearlyAsk
from projects.personal_data.telling import as_seen, some

WITH_THE_PROJECT = _("Stay with the project, without my name.")


def _searches(rows: QuerySet, peer) -> Iterator[Told]:
    """With what was found, as far as they may see it."""
    rows = rows.prefetch_related("finds")
    found = {find.project_id for row in rows for find in row.finds.all()}
    seen = Project.objects.visible_to(peer).in_bulk(found)
    for row in rows:
        titles = [str(seen[find.project_id]) for find in row.finds.all() if find.project_id in seen]
        yield {**some(row, "name", "query", "pace", "saved_at", "looked_at"), "found": titles}


HOLDINGS = [
    Holding(
        name="news",
        title=_("News of projects that I wrote"),
        model=News,
        links=["written_by"],
        fate=Fate.NOBODYS,
        afterwards=WITH_THE_PROJECT,
        tell=as_seen(
            "project", "title", "words", "happened_on", "is_removed", "written_at", "changed_at"
        ),
    ),
    Holding(
        name="milestones",
        title=_("Milestones of projects that I noted"),
        model=Milestone,
        links=["made_by"],
        fate=Fate.NOBODYS,
        afterwards=WITH_THE_PROJECT,
        tell=as_seen("project", "title", "due_on", "reached_on", "made_at"),
    ),
    Holding(
        name="project_photos",
        title=_("Photos of projects that I added"),
        model=Photo,
        links=["added_by"],
        fate=Fate.NOBODYS,
        afterwards=WITH_THE_PROJECT,
        tell=as_seen("project", "file", "alt", "caption", "added_at"),
        photos=["file"],
    ),
    Holding(
        name="project_versions",
        title=_("Changes of projects that I made"),
        model=Version,
        links=["by"],
        fate=Fate.NOBODYS,
        afterwards=WITH_THE_PROJECT,
        tell=as_seen("project", "revision", "content", "at"),
    ),
    Holding(
        name="still_going",
        title=_("What I said when a project was asked whether it still goes on"),
        model=YearlyAsk,
        links=["answered_by"],
        fate=Fate.NOBODYS,
        tell=as_seen("project", "answer", "answered_at"),
    ),
    Holding(
        name="saved_searches",
        title=_("Searches that I keep"),
        model=SavedSearch,
        links=["peer"],
        tell=_searches,
    ),
]  # fmt: skip
