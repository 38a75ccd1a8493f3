"""The notes of a session, ready for templates: numbered, in their sections, with what hangs on
them."""

from collections.abc import Iterable, Iterator, Mapping
from hashlib import blake2b
from itertools import groupby

from forums.choices import Section
from forums.models import Action, Note, NoteVersion, Record
from leeds_leaders.language.models import Sector
from leeds_leaders.rewording import Patience, changed_words
from peers.models import Peer

# What the line of an action tells beside its words.
AGREED = ("state", "due_on", "doers", "somebody_does", "by_organisation", "serves")


class Numbered:
    """An item of notes, or a passage, with its number in its section (passages have none), its
    action as this viewer may read it, and how many answered."""

    def __init__(self, note: Note, number: int | None, action: Action | None, responses: int):
        self.note, self.number, self.responses = note, number, responses
        self.agreed = action

    @property
    def seen(self) -> str:
        """How it stands on the page where it is written: its revision first, then all that may be
        another without one. Once this is another the page draws it anew."""
        note, action = self.note, self.agreed
        beside = note.about, action and [getattr(action, name) for name in AGREED]
        return f"{note.revision}.{note.place}.{self.number}.{seal_of([beside]):x}"

    def __getattr__(self, name: str):
        return getattr(self.note, name)


class Part:
    """A section of notes: its items as they follow each other."""

    def __init__(self, section: Section, items: list[Numbered]):
        self.section, self.items = section, items

    @property
    def runs(self) -> Iterator["Run"]:
        """Items that follow each other are one list; a passage stands between two. Where a section
        is seen from several sectors, what is seen from one stands in a column of its own."""
        shown = [item for item in self.items if not self.is_seen_from_sectors(item)]
        for is_prose, items in groupby(shown, key=lambda item: item.is_prose):
            yield Run(is_prose, list(items))

    @property
    def columns(self) -> list[tuple[Sector, list[Numbered]]]:
        """What each sector says, side by side, communities first."""
        seen = [item for item in self.items if self.is_seen_from_sectors(item)]
        seen.sort(key=lambda item: (item.sector.position, item.sector.name))  # stable
        return [
            (sector, list(items)) for sector, items in groupby(seen, key=lambda item: item.sector)
        ]

    @property
    def count(self) -> int:
        return sum(not item.is_prose for item in self.items)

    def is_seen_from_sectors(self, item: Numbered) -> bool:
        """Whether an item stands in the column of its sector."""
        return self.section == Section.CONTEXT and item.sector_id is not None and not item.is_prose


class Run:
    """Items, or passages, that follow each other."""

    def __init__(self, is_prose: bool, items: list[Numbered]):
        self.is_prose, self.items = is_prose, items


class NotesPage:
    """All that stands in a record, for those who write it, and what of theirs is hidden from
    others. Two queries: the items, and their actions."""

    def __init__(self, record: Record, viewer):
        self.record, self._viewer = record, viewer
        self.notes = list(record.notes.for_page())
        self._actions = actions_of(record, viewer) if self._holds_actions else {}

    @property
    def parts(self) -> list[Part]:
        """The four sections, in their order, those without items too."""
        return list(parts_of(self.notes, self._actions, writer=self._viewer.pk))

    @property
    def seal(self) -> int:
        """A number that is another one once anything on the page has been written, moved or taken
        out, or somebody else does it, by another day."""
        return seal_of(
            (item.pk, item.section, item.seen) for part in self.parts for item in part.items
        )

    @property
    def _holds_actions(self) -> bool:
        return any(note.action_id for note in self.notes)


def parts_of(
    notes: Iterable[Note],
    actions: Mapping[int, Action],
    answered: Mapping[str, int] | None = None,
    *,
    pace: str = "",
    writer: int | None = None,
) -> Iterator[Part]:
    """Notes in their sections, numbered, with how many answered each (by its key as text); with a
    `pace` those alone that have it, under the numbers that they have among all. What is hidden
    keeps its number, and is shown to its `writer` alone."""
    answered = answered or {}
    by_section: dict[str, list[Numbered]] = {section: [] for section in Section}
    numbers = dict.fromkeys(by_section, 0)
    for note in notes:
        numbers[note.section] += not note.is_prose
        if _is_out_of_sight(note, writer) or (pace and note.pace != pace):
            continue
        number = None if note.is_prose else numbers[note.section]
        action = actions.get(note.action_id) if note.action_id else None
        by_section[note.section].append(
            Numbered(note, number, action, answered.get(str(note.pk), 0))
        )
    for section in Section:
        yield Part(section, by_section[section])


def _is_out_of_sight(note: Note, writer: int | None) -> bool:
    """Whether a moderator keeps it from whoever reads, who is not its writer."""
    return note.is_hidden and (writer is None or note.written_by_id != writer)


def seal_of(rows: Iterable[tuple]) -> int:
    """A number for how some rows stand, below 2⁵³ for browsers."""
    digest = blake2b(repr(sorted(map(str, rows))).encode(), digest_size=6).digest()
    return int.from_bytes(digest)


def actions_of(record: Record, viewer) -> dict[int, Action]:
    """What was agreed, as a viewer may read who does it. One query."""
    actions = Action.objects.of_record(record).for_lines(viewer)
    return {action.pk: action for action in actions}


class NotePage:
    """One item with its number, and those that stand before and after it in its section. Three
    queries at most."""

    def __init__(self, note: Note, viewer):
        self.note = note
        rows = note.record.notes.filter(section=note.section, is_removed=False).order_by("place")
        found = list(rows.values_list("pk", "is_prose", "hidden_at"))
        here = [pk for pk, *_ in found].index(note.pk)
        numbered = sum(not is_prose for _pk, is_prose, _hidden in found[: here + 1])
        self.number = None if note.is_prose else numbered
        shown = [(at, pk) for at, (pk, _is_prose, hidden_at) in enumerate(found) if not hidden_at]
        self.before = next((pk for at, pk in reversed(shown) if at < here), None)
        self.after = next((pk for at, pk in shown if at > here), None)
        self.agreed = (
            actions_of(note.record, viewer).get(note.action_id) if note.action_id else None
        )


class Version:
    """What an item said at a revision, and what was new in it."""

    def __init__(
        self,
        version: NoteVersion,
        before: NoteVersion | None,
        by: Peer | None,
        patience: "Patience",
    ):
        self.version, self.by = version, by
        old = before.words if before else version.words
        self.words = changed_words(old, version.words, patience)
        self.is_first = before is None
        self.changes = [] if before is None else list(_changes(before, version))
        self.is_about_others = before is not None and _is_about_others(before, version)


def history_of(versions: list[NoteVersion], viewer) -> list[Version]:
    """Versions, newest first, each with what it changed; whoever wrote it is named if the viewer
    may see them. The last of `versions` is there to be compared with alone, unless it is the
    first ever. One query."""
    writers = {version.by_id for version in versions}
    seen = Peer.objects.visible_to(viewer).filter(pk__in=writers).in_bulk()
    older = [*versions[1:], None]
    patience = Patience()
    return [
        Version(version, before, seen.get(version.by_id), patience)
        for version, before in zip(versions, older, strict=True)
        if before or version.revision == 1
    ]


def merged(mine: str, theirs: str) -> str:
    """Two texts as one to go on from, in which no word of either is lost."""
    if mine in theirs:
        return theirs
    return mine if theirs in mine else f"{theirs}\n\n{mine}"


def _changes(before: NoteVersion, after: NoteVersion) -> Iterator[str]:
    """What else than the words is another, by name."""
    for name in ("section", "is_prose", "pace", "sector_id", "is_removed"):
        if getattr(before, name) != getattr(after, name):
            yield name


def _is_about_others(before: NoteVersion, after: NoteVersion) -> bool:
    """Whether nothing of a version is another: then its causes were, which are kept elsewhere."""
    return before.words == after.words and not list(_changes(before, after))
