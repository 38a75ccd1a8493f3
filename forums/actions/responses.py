"""The verbs of responses: answering, mending, taking back, saying back what one heard."""

from dataclasses import dataclass
from uuid import UUID

from forums.models import Note, Perspective, Response, Session


@dataclass(frozen=True)
class Said:
    """What somebody answers, checked for shape by the form."""

    words: str
    is_unnamed: bool = False
    heard: str = ""


def respond(
    target: Perspective | Note | Session | Response, said: Said, *, by, key: UUID
) -> Response:
    """Answer something, and tell whoever wrote it. `key` comes with the form: sent twice it is said
    once. Raises `NotSaid`."""
    raise NotImplementedError


def change(response: Response, said: Said, *, by) -> Response:
    """Say it in other words, within fifteen minutes. Raises `NotSaid`."""
    raise NotImplementedError


def withdraw(response: Response, *, by) -> None:
    """Take back what one said; where others answered it, a gap stays. A repeat does nothing."""
    raise NotImplementedError


def confirm_heard(response: Response, *, by) -> Response:
    """Yes, that is what I meant. Raises `NotSaid`."""
    raise NotImplementedError


def mend_heard(response: Response, *, by, meant: str) -> Response:
    """Put right what somebody heard. Raises `NotSaid`."""
    raise NotImplementedError


def decline(response: Response, *, by, reason: str) -> Response:
    """A moderator takes it off the pages; its author is told why. Raises `NotSaid`."""
    raise NotImplementedError


def restore(response: Response, *, by) -> Response:
    """A moderator lets it stand: one that was held, or declined. Raises `NotSaid`."""
    raise NotImplementedError
