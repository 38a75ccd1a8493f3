"""What the apps contribute to mail, named in the settings by dotted paths; and what is still true
of a letter just before it leaves.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from leeds_leaders.notices.calendars import Coming
from leeds_leaders.notices.choices import Purpose
from leeds_leaders.notices.digest import Found, Item, Part, Press
from leeds_leaders.notices.emails import Stranger
from leeds_leaders.notices.models import Letter, Notice, Preference

__all__ = [
    "Coming", "DigestSection", "Found", "Item", "Reached", "Reader", "ReminderSource", "Stranger",
    "digest_sections", "mark_unseen", "recheck", "reminder_sources",
]  # fmt: skip

# Something that starts: the key of its row, and when.
Subject = tuple[int, datetime | None]
# Whom a letter is for: the id of a peer, or a stranger's address in small letters.
Reached = int | str


@dataclass(frozen=True, slots=True)
class Reader:
    """Whom a digest is for, the window it tells of [since, until), and what they follow.

    `told` holds, by the name of a section, the ids that this reader was told of lately: a thing
    that was hidden and came back is no news to them.
    """

    peer_id: int
    since: datetime
    until: datetime
    cause_ids: frozenset[int] = frozenset()
    ward_codes: frozenset[str] = frozenset()
    help_ids: frozenset[int] = frozenset()
    told: Mapping[str, frozenset[int]] = field(default_factory=dict, hash=False)

    def is_new(self, moment: datetime) -> bool:
        """Whether a moment lies in this reader's window."""
        return self.since <= moment < self.until

    def was_told(self, section: str) -> frozenset[int]:
        """The ids of a section that this reader knows already."""
        return self.told.get(section, frozenset())


class DigestSection(Protocol):
    """One section of the digest. `gather` and `still` take any number of readers in a fixed
    number of queries, and go through `visible_to` or what is narrower.
    """

    name: str
    title: str

    def gather(self, readers: Sequence[Reader]) -> dict[int, Found]:
        """What is new by the reader's id; never their own content, nor what they were told."""

    def still(self, told: Mapping[int, Sequence[int]]) -> dict[int, list[Item]]:
        """Of the ids told to each reader those that they may still see, as items, in order."""

    def headline(self, found: Found) -> str:
        """What it comes to in a few words, without any titles: "3 new projects"."""


class ReminderSource(Protocol):
    """A kind of thing that people are reminded of. `kind` is what its timetable is kept under."""

    kind: str

    def coming(self, subject_id: int) -> Coming | None:
        """The thing as it stands now; nothing where it was cancelled or is gone."""

    def recipients(self, subject_id: int) -> Iterator[Sequence[int]]:
        """The ids of the peers who come, batch by batch."""

    def strangers(self, subject_id: int) -> Sequence[Stranger]:
        """Those without an account who come."""

    def still(self, told: Mapping[Subject, Collection[Reached]]) -> dict[Subject, set[Reached]]:
        """Of those told of each thing who still comes to it, at that very time. A fixed number of
        queries.
        """


def digest_sections() -> list[DigestSection]:
    """The sections of `DIGEST_SECTIONS`, in that order."""
    return [import_string(path)() for path in settings.DIGEST_SECTIONS]


def reminder_sources() -> dict[str, ReminderSource]:
    """The sources of `REMINDER_SOURCES` by the kind of thing they know."""
    sources = (import_string(path)() for path in settings.REMINDER_SOURCES)
    return {source.kind: source for source in sources}


def peers_seen(named: Collection[tuple[int, int]]) -> set[tuple[int, int]]:
    """Of (recipient, peer whom a letter names) those that `PEERS_SEEN` still allows."""
    return import_string(settings.PEERS_SEEN)(named)


def mark_unseen(notices: Sequence[Notice]) -> None:
    """Say of each, as `names_unseen`, whether it names somebody whom its reader may not see any
    more: what was told then is not told again now. A fixed number of queries, none where nobody is
    named."""
    named = {(notice.recipient_id, peer) for notice in notices for peer in notice.peer_ids}
    seen = peers_seen(named) if named else set()
    for notice in notices:
        theirs = {(notice.recipient_id, peer) for peer in notice.peer_ids}
        notice.names_unseen = not theirs <= seen


def recheck(letters: Sequence[Letter]) -> tuple[list[Letter], list[Letter]]:
    """Look once more at what letters tell of, just before they leave.

    Returns those that were written anew, because something in them may no longer be seen by their
    recipient, and those of which nothing is left. Nothing is saved. A fixed number of queries.
    """
    digests = [letter for letter in letters if letter.purpose == Purpose.DIGEST]
    reminders = [letter for letter in letters if letter.purpose == Purpose.REMINDER]
    of_people = [
        letter for letter in letters if letter.purpose != Purpose.DIGEST and "peers" in letter.items
    ]
    mended, void = _recheck_digests(digests) if digests else ([], [])
    for kind, path in settings.WRITTEN_ANEW.items():
        if of_kind := [letter for letter in letters if kind in letter.items]:
            anew, nothing_left = import_string(path)(of_kind)
            mended, void = mended + anew, void + nothing_left
    gone = _cancelled(reminders) + _about_somebody_unseen(of_people) + _told_no_more(letters)
    return mended, void + gone


def _recheck_digests(letters: list[Letter]) -> tuple[list[Letter], list[Letter]]:
    sections = digest_sections()
    still = {section.name: section.still(_told(letters, section.name)) for section in sections}
    changed: list[tuple[Letter, dict[str, Part]]] = []
    for letter in letters:
        parts = {
            section.name: part
            for section in sections
            if (part := _what_is_left(letter, section, still[section.name])) is not None
        }
        if items_of(parts) != letter.items:
            changed.append((letter, parts))
    void = [letter for letter, parts in changed if not parts]
    mended = [(letter, parts) for letter, parts in changed if parts]
    if mended:
        _print_again(mended)
    return [letter for letter, _parts in mended], void


def _told(letters: list[Letter], section: str) -> dict[int, list[int]]:
    """What a section told each recipient in some letters."""
    told = defaultdict(list)
    for letter in letters:
        told[letter.recipient_id] += letter.items.get(section, {}).get("ids", ())
    return {peer_id: ids for peer_id, ids in told.items() if ids}


def _what_is_left(letter: Letter, section: DigestSection, still) -> Part | None:
    kept = letter.items.get(section.name, {"ids": []})
    may_see = {item.id: item for item in still.get(letter.recipient_id, ())}
    items = [may_see[each] for each in kept["ids"] if each in may_see]
    if not items:
        return None
    found = Found(items, kept["more"], kept["url"])
    return Part(str(section.title), section.headline(found), found)


def _print_again(mended: list[tuple[Letter, dict[str, Part]]]) -> None:
    preferences = Preference.objects.for_peers(letter.recipient_id for letter, _parts in mended)
    press = Press()
    for letter, parts in mended:
        assert letter.recipient is not None  # strangers get no digest
        preference = preferences[letter.recipient.pk]
        preference.peer = letter.recipient
        printed = press.print(preference, parts.values())
        letter.subject, letter.text, letter.html = printed.subject, printed.text, printed.html
        letter.items = items_of(parts)


def items_of(parts: Mapping[str, Part]) -> dict:
    """What a digest tells of, as its letter keeps it."""
    return {
        name: {
            "ids": [item.id for item in part.found.items],
            "more": part.found.more,
            "url": part.found.url,
        }
        for name, part in parts.items()
    }


def _cancelled(letters: list[Letter]) -> list[Letter]:
    """Reminders of what was cancelled or moved, or to people who come no more.

    A reminder keeps its subject as `{kind: id}`, and ceases to matter when that starts.
    """
    told: dict[str, dict[Subject, list[Reached]]] = defaultdict(lambda: defaultdict(list))
    for letter in letters:
        for kind, subject_id in letter.items.items():
            told[kind][subject_id, letter.not_after].append(reached_by(letter))
    sources = reminder_sources()
    still = {
        kind: sources[kind].still(subjects) if kind in sources else {}
        for kind, subjects in told.items()
    }
    return [
        letter
        for letter in letters
        if not all(
            reached_by(letter) in still[kind].get((subject_id, letter.not_after), ())
            for kind, subject_id in letter.items.items()
        )
    ]


def reached_by(letter: Letter) -> Reached:
    """Whom a letter is for."""
    return letter.recipient_id or letter.address.lower()


def _told_no_more(letters: Sequence[Letter]) -> list[Letter]:
    """Letters that tell of what `STILL_TO_TELL` knows, and that is not so any more."""
    void = []
    for kind, path in settings.STILL_TO_TELL.items():
        of_kind = [letter for letter in letters if kind in letter.items]
        still = import_string(path)(of_kind) if of_kind else set()
        void += [letter for letter in of_kind if letter.pk not in still]
    return void


def _about_somebody_unseen(letters: list[Letter]) -> list[Letter]:
    """Letters that name a peer whom their recipient may not see any more, or has blocked."""
    named = {
        letter.pk: {(letter.recipient_id, peer_id) for peer_id in letter.items["peers"]}
        for letter in letters
        if letter.recipient_id is not None
    }
    seen = peers_seen({pair for pairs in named.values() for pair in pairs}) if named else set()
    return [letter for letter in letters if not named.get(letter.pk, set()) <= seen]
