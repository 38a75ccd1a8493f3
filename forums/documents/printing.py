"""Blocks as one text that reads well, and is parsed to the same blocks again."""

from collections import Counter
from collections.abc import Iterable, Iterator

from forums.choices import Section
from forums.documents.blocks import Block
from forums.documents.reading import FENCE, parsed


def printed(blocks: Iterable[Block], *, title: str = "") -> str:
    """Markdown: a heading for each section, numbered items, and passages between them.

    Words that would be read as something else where they stand bare, such as a passage that looks
    like an item, stand between comments that no reader of Markdown shows.
    """
    return "\n\n".join([*([f"# {title}"] if title else []), *_parts(blocks)]) + "\n"


def _parts(blocks: Iterable[Block]) -> Iterator[str]:
    section = None
    numbers: Counter[str] = Counter()
    for block in blocks:
        if block.section != section:
            section = block.section
            yield _heading(section)
        numbers[section] += not block.is_prose
        yield _printed(block, numbers[section])


def _heading(section: str) -> str:
    return f"## {Section(section).label}"


def _printed(block: Block, number: int) -> str:
    bare = block.words if block.is_prose else _numbered(block.words, number)
    return bare if _is_read_as(block, bare) else _fenced(block)


def _is_read_as(block: Block, bare: str) -> bool:
    """Whether a text says just what a block does, whatever stands after it."""
    text = f"{_heading(block.section)}\n\n{bare}"
    has_fence = any(FENCE.fullmatch(line) for line in block.words.split("\n"))
    return not has_fence and parsed(text, longest=len(text)) == [block]


def _numbered(words: str, number: int) -> str:
    """An item with what belongs to it standing below its first word."""
    mark = f"{number}. "
    first, *others = words.split("\n")
    inside = [" " * len(mark) + line if line else "" for line in others]
    return "\n".join([mark + first, *inside])


def _fenced(block: Block) -> str:
    kind = "passage" if block.is_prose else "item"
    while f"{kind} -->" in block.words:
        kind += "+"
    return f"<!-- {kind} -->\n{block.words}\n<!-- /{kind} -->"
