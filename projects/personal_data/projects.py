"""Projects that somebody leads, and what they did to others."""

from collections.abc import Iterator

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from leeds_leaders.personal_data import Fate, Holding, Told, facts
from projects import actions
from projects.models import Draft, Project, StageMove

PROJECT = (
    "title", "slug", "summary", "story", "stage", "led_by", "run_by", "ward", "place", "precision",
    "latitude", "longitude", "links", "contact", "contact_audience", "photo", "photo_alt",
    "end_point", "ends_on", "money_holder", "causes", "needs", "offers", "standing",
    "decision_reason", "created_at", "changed_at",
)  # fmt: skip


def _projects(rows: QuerySet, peer) -> Iterator[Told]:
    """With the exact places that nobody else sees."""
    rows = rows.select_related("private_place")
    for row, told in zip(rows, facts(*PROJECT)(rows, peer), strict=True):
        place = getattr(row, "private_place", None)
        yield told | {"private_place": [place.latitude, place.longitude] if place else None}


HOLDINGS = [
    Holding(
        name="projects",
        title=_("Projects that I lead"),
        model=Project,
        links=["lead"],
        fate=Fate.NOBODYS,
        afterwards=_(
            "Those on the map stay there, and those that left its lists by silence can still be"
            " read. Whoever leads one with me goes on with it, and others may be taken on: all"
            " without my name, contact and exact place, but with their title, story and photo. If"
            " one is to go, withdraw it first. Where one became part of another project its title"
            " and address stay, and lead there. What else I lead alone goes for good."
        ),
        tell=_projects,
        photos=["photo"],
        let_go=actions.let_go_of_projects,
    ),
    Holding(
        name="drafts",
        title=_("What I began to write of a project"),
        model=Draft,
        links=["peer"],
        tell=facts("project", "fields", "saved_at"),
    ),
    Holding(
        name="stage_moves",
        title=_("Steps of projects that I noted"),
        model=StageMove,
        links=["moved_by"],
        fate=Fate.NOBODYS,
        tell=facts("project", "came_from", "went_to", "moved_on"),
    ),
    Holding(
        name="projects_decided",
        title=_("Projects that I decided on"),
        model=Project,
        links=["decided_by"],
        fate=Fate.NOBODYS,
        tell=facts("title", "standing", "decided_at", "decision_reason"),
    ),
]
