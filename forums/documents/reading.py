"""A document, as somebody pastes it, taken apart into sections, items and passages."""

import re
from dataclasses import dataclass, field

from forums.choices import Section
from forums.documents.blocks import Block
from forums.documents.headings import heading_in, is_own_name, is_underline, section_named
from forums.documents.lists import Mark, lettered, mark_of, nested, taken_apart

# Lines longer than this were not broken by a mail program: each is a paragraph of its own, as word
# processors hand them over.
WRAPPED = 110
NESTED = 2  # spaces further in than the mark of the item that it belongs to
FENCE = re.compile(r"<!-- (?P<end>/?)(?P<kind>item|passage)(?P<more>\+*) -->")
_SENTENCE = re.compile(r"(?<=[.!?…])\s|\n")


def parsed(text: str, *, longest: int = 5000) -> list[Block]:
    """The blocks of a text that was cleaned (`clean_text`), in its order, none of them longer than
    `longest`. What stands before the first heading is Context."""
    blocks = _Reader(text).read()
    return [piece for block in blocks for piece in _fitting(block, longest)]


@dataclass
class _Open:
    """What is being read: an item with its mark, or a paragraph without one."""

    lines: list[str]
    mark: Mark | None = None
    begins: str = ""
    is_quote: bool = False
    blanks: int = 0

    def add(self, line: str) -> None:
        self.lines += [""] * self.blanks + [line]
        self.blanks = 0

    @property
    def words(self) -> str:
        return "\n".join(self.lines).strip()

    @property
    def as_pasted(self) -> str:
        """The words with the mark that they began with, for "(1) to meet (2) to eat" in a line."""
        return f"{self.begins}{self.words}"


@dataclass
class _Reader:
    """Reads line by line. What a line is depends on the lines of its own group (up to the next
    empty one), and on nothing before but the item that it may stand further in than."""

    text: str
    section: str = Section.CONTEXT
    blocks: list[Block] = field(default_factory=list)
    open: _Open | None = None
    is_named: bool = False  # whether a heading opened the section
    lines: list[str] = field(default_factory=list)
    last_at: dict[str, int] = field(default_factory=dict)  # where a line stands for the last time

    def read(self) -> list[Block]:
        self.lines = self.text.split("\n")
        self.last_at = {line: at for at, line in enumerate(self.lines)}
        at = 0
        while at < len(self.lines):
            at += self._fenced(at) or self._blank(at) or self._group(at)
        self._close()
        return self.blocks

    # Each takes lines from where it is told, and says how many -----------------------------------

    def _fenced(self, at: int) -> int:
        """A block between comments, exactly as it stands."""
        begin = FENCE.fullmatch(self.lines[at])
        if begin is None or begin["end"]:
            return 0
        end = f"<!-- /{begin['kind']}{begin['more']} -->"
        if self.last_at.get(end, -1) < at:
            return 0
        self._close()
        ends_at = self.lines.index(end, at)
        if words := "\n".join(self.lines[at + 1 : ends_at]).strip():
            self._put(words, is_prose=begin["kind"] == "passage")
        return ends_at + 1 - at

    def _blank(self, at: int) -> int:
        if self.lines[at].strip():
            return 0
        if self.open:
            self.open.blanks += 1
        return 1

    def _group(self, begins: int) -> int:
        """The lines up to the next empty one, or the next comment."""
        ends = begins + 1
        while ends < len(self.lines) and not _ends_group(self.lines[ends]):
            ends += 1
        group = self.lines[begins:ends]
        breaks = max(map(len, group)) > WRAPPED
        letters = lettered(group)
        at = self._underlined(group)
        while at < len(group):
            if is_underline(group[at]):  # a line that is drawn by itself says nothing
                self._close()
            else:
                before = group[at - 1] if at else None
                self._line(group[at], before, breaks=breaks, is_lettered=at in letters)
            at += 1
        return len(group)

    def _underlined(self, group: list[str]) -> int:
        """A heading with a line drawn under it."""
        if len(group) < 2 or is_underline(group[0]) or not is_underline(group[1]):
            return 0
        if group[0] != group[0].lstrip() or mark_of(group[1]):
            return 0
        self._heading(group[0], f"### {group[0]}")
        return 2

    def _line(self, line: str, before: str | None, *, breaks: bool, is_lettered: bool) -> None:
        indent = len(line) - len(line.lstrip(" "))
        mark = mark_of(line)
        item = self.open.mark if self.open else None
        if self.open and item and indent >= item.indent + NESTED:
            self.open.add(nested(line[min(indent, item.width) :]))
        elif self._is_heading(line.strip(), before, mark):
            pass
        elif mark and self._is_item(mark, before, breaks=breaks, is_lettered=is_lettered):
            self._close()
            self.open = _Open([line[mark.width :]], mark, line[indent : mark.width])
        elif self.open and before is not None and self._goes_on(line, breaks=breaks):
            self.open.add(line)
        else:
            self._close()
            self.open = _Open([line.strip()], is_quote=line.lstrip().startswith(">"))

    # What a line is ------------------------------------------------------------------------------

    def _is_heading(self, line: str, before: str | None, mark: Mark | None) -> bool:
        """Whether the line is a heading; if so it is dealt with."""
        is_apart = before is None or self._is_ended_by(before) or line.endswith(":")
        named = section_named(line) if len(line) < WRAPPED else None
        heading = heading_in(line)
        if mark and (mark.bullet or named is None):
            return False
        if line.startswith("#") and heading:
            self._heading(heading, f"### {heading}")
        elif named and (is_apart or heading):
            self._heading(line, line)
        elif heading and is_apart and not line.startswith(">"):
            self._heading(heading, line)
        else:
            return False
        return True

    def _is_ended_by(self, before: str) -> bool:
        """Whether the line before is whole by itself: an item, a heading, or a paragraph."""
        return bool(mark_of(before)) or bool(heading_in(before.strip())) or len(before) > WRAPPED

    def _is_item(self, mark: Mark, before: str | None, *, breaks: bool, is_lettered: bool) -> bool:
        """In the middle of a paragraph only what clearly begins a list does."""
        if mark.letter:
            return is_lettered
        in_list = before is None or breaks or bool(self.open is None or self.open.mark)
        if mark.bullet == "–":
            return in_list or bool(before and before.rstrip().endswith(":"))
        return in_list or bool(mark.bullet) or mark.number == 1

    def _goes_on(self, line: str, *, breaks: bool) -> bool:
        """Whether a line belongs to what is open, though nothing but its place says so."""
        is_quote = line.lstrip().startswith(">")
        if self.open and self.open.is_quote:
            return is_quote or not breaks
        return not breaks and not is_quote

    # What comes of it ----------------------------------------------------------------------------

    def _heading(self, heading: str, as_written: str) -> None:
        self._close()
        named = section_named(heading)
        if named and is_own_name(heading, named) and not self._is_open(named):
            as_written = ""
        if named:
            self.section, self.is_named = named, True
        if as_written:
            self._put(as_written, is_prose=True)

    def _is_open(self, section: str) -> bool:
        """Whether a heading opened this section, and something stands in it since."""
        has_begun = bool(self.blocks) and self.blocks[-1].section == section
        return has_begun and self.is_named and self.section == section

    def _close(self) -> None:
        """Put down what was open; a list that is sure to hide in a paragraph is taken apart."""
        done, self.open = self.open, None
        if done is None or not done.words:
            return
        inner = None if done.is_quote else taken_apart(done.as_pasted)
        if inner is None or not inner.is_sure or (done.mark and inner.lead):
            self._put(done.words, is_prose=done.mark is None)
            return
        if inner.lead:
            self._put(inner.lead, is_prose=True)
        for item in inner.items:
            self._put(item, is_prose=False)

    def _put(self, words: str, *, is_prose: bool) -> None:
        self.blocks.append(Block(words, self.section, is_prose))


def _ends_group(line: str) -> bool:
    return not line.strip() or bool(FENCE.fullmatch(line))


def _fitting(block: Block, longest: int) -> list[Block]:
    """A block, or where it is too long, its beginning and passages that hold the rest."""
    pieces, rest = [], block.words
    while len(rest) > longest:
        ends = [found.start() for found in _SENTENCE.finditer(rest[:longest])]
        cut = ends[-1] if ends else rest.rfind(" ", 0, longest)
        cut = cut if cut > 0 else longest
        pieces.append(rest[:cut].rstrip())
        rest = rest[cut:].lstrip()
    pieces.append(rest)
    return [
        Block(words, block.section, block.is_prose or number > 0)
        for number, words in enumerate(pieces)
        if words
    ]
