"""Who stands behind a project, what it asks for, and whom it called in: what its page tells of its
strength. One query for all of it, however many panels show it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from itertools import groupby
from typing import Any

from django.urls import reverse
from django.utils import timezone

from leeds_leaders.moderation.choices import Standing
from projects import rules
from projects.choices import OWN_RUNGS, Invited, ReplyState, Rung
from projects.models import Project

NEAREST_FIRST = list(reversed(Rung))


@dataclass(frozen=True)
class Rank:
    """Those who stand on one rung: some by name, and how many more."""

    rung: str
    people: list[Mapping[str, Any]]
    others: int  # more than those
    unnamed: int  # who are named to nobody, or not to the reader

    @property
    def label(self) -> str:
        return str(Rung(self.rung).label)


@dataclass(frozen=True)
class Own:
    """Where the reader stands."""

    said: str
    confirmed: str
    is_named: bool
    hears: bool
    organisation_slug: str | None

    @property
    def label(self) -> str:
        return str(Rung(self.said).label)

    @property
    def is_waiting(self) -> bool:
        return self.said not in OWN_RUNGS and self.said != self.confirmed


@dataclass(frozen=True)
class Ask:
    """A line of what a project asks for or offers."""

    key: str
    kind: str
    title: str
    amount: str
    until: date | None
    tags: list[Mapping[str, str]]
    named: list[Mapping[str, Any]]
    taken: int
    mine: str | None

    @classmethod
    def from_json(cls, row: Mapping[str, Any]) -> "Ask":
        return cls(
            key=row["key"],
            kind=row["kind"],
            title=row["title"],
            amount=row["amount"],
            until=date.fromisoformat(row["until"]) if row["until"] else None,
            tags=row["tag_list"] or [],
            named=row["named_list"] or [],
            taken=row["taken"] or 0,
            mine=row["mine"],
        )

    def get_absolute_url(self) -> str:
        return reverse("projects:support", args=[self.key])

    @property
    def others(self) -> int:
        """How many help who are not named here."""
        return self.taken - len(self.named)

    @property
    def my_answer(self) -> str:
        """Where the reader's own answer stands, in words."""
        return str(ReplyState(self.mine).label) if self.mine else ""


@dataclass(frozen=True)
class CalledIn:
    """A public body that a project called in, and what it said."""

    key: str
    organisation: str
    slug: str
    due_on: date
    state: str
    answer: str
    was_written_down: bool

    @classmethod
    def from_json(cls, row: Mapping[str, Any]) -> "CalledIn":
        return cls(**{**row, "due_on": date.fromisoformat(row["due_on"])})

    def get_absolute_url(self) -> str:
        return reverse("projects:invitation", args=[self.key])

    @property
    def says(self) -> str:
        return str(Invited(self.state).label)

    @property
    def is_silent(self) -> bool:
        """Whether the day has passed and nothing was said."""
        return self.state == Invited.WAITING and self.due_on < timezone.localdate()


@dataclass
class Strength:
    """What a reader is told of a project's strength."""

    project: Project
    viewer: Any
    _rows: dict[str, list] = field(default_factory=dict)

    @classmethod
    def of(cls, project: Project, viewer) -> "Strength":
        """What was read for one panel is there for the others: it is kept with the project."""
        kept = vars(project).get("_strength")
        if kept is None or kept.viewer != viewer:
            kept = cls(project, viewer, _read(project, viewer))
            vars(project)["_strength"] = kept
        return kept

    @cached_property
    def ranks(self) -> list[Rank]:
        """From the nearest rung to the farthest, those on which anybody stands."""
        return ranks_of(self._rows["behind"], self.viewer)

    @property
    def own(self) -> Own | None:
        rows = (row for row in self._rows["behind"] if row["peer"] == self.viewer.pk)
        row = next(rows, None)
        names = Own.__dataclass_fields__
        return Own(**{name: row[name] for name in names}) if row else None

    @property
    def roles(self) -> list[Mapping[str, str]]:
        """Organisations in whose name the reader may speak."""
        return self._rows["roles"]

    @cached_property
    def asks(self) -> list[tuple[str, list[Ask]]]:
        """What is open today, kind by kind."""
        asks = map(Ask.from_json, self._rows["asks"])
        return [(kind, list(some)) for kind, some in groupby(asks, lambda ask: ask.kind)]

    @cached_property
    def called_in(self) -> list[CalledIn]:
        return [CalledIn.from_json(row) for row in self._rows["invitations"]]

    @property
    def speaks(self) -> bool:
        return rules.can_speak_for(self.viewer, self.project)

    @property
    def can_stand_behind(self) -> bool:
        return rules.can_stand_behind(self.viewer, self.project)

    @property
    def can_call_in(self) -> bool:
        return rules.can_call_in(self.viewer, self.project)


def ranks_of(rows: Iterable[Mapping[str, Any]], viewer) -> list[Rank]:
    """Rows of `as_ladder` by rung: each says how many are in its part of it."""
    told, unnamed = defaultdict(list), defaultdict(int)
    of: dict[str, int] = defaultdict(int)
    for row in rows:
        if row["is_told"]:
            told[row["rung"]].append(_known(row, viewer))
            of[row["rung"]] = row["of"]
        else:
            unnamed[row["rung"]] = row["of"]
    return [
        Rank(rung, told[rung], of[rung] - len(told[rung]) + unnamed[rung], unnamed[rung])
        for rung in NEAREST_FIRST
        if of[rung] or unnamed[rung]
    ]


def _known(row: Mapping[str, Any], viewer) -> Mapping[str, Any]:
    """Somebody, with their organisation where the viewer may see it."""
    shown = {Standing.LIVE, Standing.HELD} if viewer.is_authenticated else {Standing.LIVE}
    if row["organisation_standing"] in shown:
        return row
    return {**row, "organisation": None, "organisation_slug": None}


def _read(project: Project, viewer) -> dict[str, list]:
    """Everything, unless it came along with the project. A project that is gone meanwhile has
    nothing to tell. One query at most."""
    row: Mapping[str, Any] = vars(project)
    if "told_behind" not in row:
        seen = Project.objects.visible_to(viewer).filter(pk=project.pk)
        found = seen.with_strength(viewer, project=project.pk).only("pk").first()
        row = vars(found) if found else {}
    names = ("behind", "asks", "invitations", "roles")
    return {name: row.get(f"told_{name}", []) for name in names}
