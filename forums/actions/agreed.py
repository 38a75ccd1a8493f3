"""The verbs of what was agreed: who does what by when, and what became of it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from forums.models import Action, Note, Record
from peers.models import Organisation, Peer
from projects.models import Project


@dataclass(frozen=True)
class Agreed:
    """What was agreed beside the words, checked for shape by the form."""

    owners: Collection[Peer] = ()
    organisation: Organisation | None = None
    due_on: date | None = None
    cost: str = ""
    scope: str = "shared"
    project: Project | None = None


def take_up(note: Note, *, by) -> None:
    """A numbered item of `actions` is an action: make it one, or keep its words."""


def let_go(note: Note, *, by) -> None:
    """An item is no action any more. One that stands nowhere else, and that nothing hangs on, is
    deleted; any other stays."""


def carry_actions(record: Record) -> int:
    """What is still to be done from earlier sessions of the series, into the notes. Returns how
    many were carried along."""
    return 0


def keep(action: Action, agreed: Agreed, *, by) -> Action:
    """Who does it, by when, and what it serves."""
    return action
