"""The verbs of the register: questions that outlive the session they were asked in."""

from forums.models import Note, Perspective, Question, Record


def take_up(note: Note, *, by) -> None:
    """An item of `questions` was written, or its words were changed: it stands in the register.
    Within the caller's transaction, which holds the record."""


def let_go(note: Note, *, by) -> None:
    """An item of `questions` was removed, became a passage or moved to another section. Within the
    caller's transaction, which holds the record."""


def carry_questions(record: Record) -> int:
    """Put the questions that earlier sessions of the series left unanswered into the notes of this
    one, each once and for all time. Gives how many came. Within the caller's transaction."""
    return 0


def ask_from(perspective: Perspective, words: str, *, by) -> Question | None:
    """A question out of a perspective comes into the register, once in these words."""
    return None
