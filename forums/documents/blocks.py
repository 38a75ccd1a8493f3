"""What notes are made of."""

from dataclasses import dataclass

from forums.choices import Section


@dataclass(frozen=True)
class Block:
    """An item of a section, or a passage between items (`is_prose`), in Markdown."""

    words: str
    section: str = Section.CONTEXT
    is_prose: bool = False
