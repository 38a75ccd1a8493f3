"""What the apps contribute to mail, named in the settings by dotted paths."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string


@dataclass(frozen=True, slots=True)
class Reader:
    """Whom a digest is for, the window it tells of [since, until), and what they follow."""

    peer_id: int
    since: datetime
    until: datetime
    cause_ids: tuple[int, ...] = ()
    ward_codes: tuple[str, ...] = ()
    help_ids: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Item:
    """One thing a digest tells of: its title, a path of the site, and one plain line about it."""

    id: int
    title: str
    url: str
    line: str = ""


class DigestSection(Protocol):
    """One section of the digest. Both methods take any number of readers in a fixed number of
    queries, and go through `visible_to`.
    """

    name: str
    title: str

    def gather(self, readers: Sequence[Reader]) -> dict[int, list[Item]]:
        """Items by the reader's id, never the reader's own content."""

    def still(self, told: dict[int, list[int]]) -> dict[int, list[Item]]:
        """Of the ids told to each reader those that they may still see, as items, in order."""


def digest_sections() -> list[DigestSection]:
    """The sections of `DIGEST_SECTIONS`, in that order."""
    return [import_string(path)() for path in settings.DIGEST_SECTIONS]
