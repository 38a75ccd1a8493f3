"""The verbs of what people write at length: kept as a draft, published, taken back."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from forums.choices import PerspectiveKind, ReadBy
from forums.models import Perspective, Session


@dataclass(frozen=True)
class Writing:
    """What somebody writes, checked for shape by the form."""

    title: str
    words: str
    kind: str = PerspectiveKind.REFLECTION
    session: Session | None = None
    author_line: str = ""
    is_unnamed: bool = False
    byline: str = ""
    role: str = ""
    organisation: str = ""
    dated_on: date | None = None
    read_by: str = ReadBy.MEMBERS


def write(writing: Writing, *, by, key: UUID) -> Perspective:
    """Keep a draft that nobody else reads. `key` comes with the form: sent twice it is written
    once."""
    raise NotImplementedError


def change(perspective: Perspective, writing: Writing, *, revision: int, by) -> Perspective:
    """Say it in other words. Raises `WrittenMeanwhile`, `NotSaid`."""
    raise NotImplementedError


def publish(perspective: Perspective, *, by) -> Perspective:
    """Let those read it for whom it is meant. Raises `NotSaid`."""
    raise NotImplementedError


def withdraw(perspective: Perspective, *, by) -> Perspective:
    """Make a draft of it again, which nobody else reads; a repeat does nothing."""
    raise NotImplementedError


def discard(perspective: Perspective, *, by) -> None:
    """Throw a draft away; a repeat does nothing."""
    raise NotImplementedError


def decline(perspective: Perspective, *, by, reason: str) -> Perspective:
    """A moderator takes it off the pages; its author is told why. Raises `NotSaid`."""
    raise NotImplementedError


def restore(perspective: Perspective, *, by) -> Perspective:
    """A moderator lets it stand: one that was held, or declined. Raises `NotSaid`."""
    raise NotImplementedError
