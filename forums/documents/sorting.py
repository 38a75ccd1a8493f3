"""What somebody makes of the blocks of a document before they are kept."""

from collections.abc import Iterable

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from forums.choices import Section
from forums.documents.blocks import Block
from forums.documents.lists import taken_apart


class Use(TextChoices):
    """What becomes of a block."""

    ITEM = "item", _("an item, with a number")
    PASSAGE = "passage", _("a passage, without a number")
    APART = "apart", _("a list: take it apart")
    ABOVE = "above", _("part of what is above")
    OUT = "out", _("leave it out")


def use_of(block: Block) -> Use:
    """What a block is taken for, unless somebody says otherwise."""
    return Use.PASSAGE if block.is_prose else Use.ITEM


def resorted(blocks: Iterable[Block], choices: Iterable[tuple[str, str]]) -> list[Block]:
    """Blocks as somebody chose: for each its section, empty for that of the one above, and its
    `Use`. What is part of nothing above stays what it is."""
    found: list[Block] = []
    section: str = Section.CONTEXT
    for block, (chosen, use) in zip(blocks, choices, strict=True):
        section = chosen or section
        if use == Use.OUT:
            continue
        if use == Use.ABOVE and found:
            above = found[-1]
            found[-1] = Block(f"{above.words}\n\n{block.words}", above.section, above.is_prose)
        elif use == Use.APART and (inner := taken_apart(block.words)):
            found += [Block(inner.lead, section, is_prose=True)] if inner.lead else []
            found += [Block(words, section) for words in inner.items]
        else:
            found.append(Block(block.words, section, is_prose=_is_prose(block, use)))
    return found


def _is_prose(block: Block, use: str) -> bool:
    return block.is_prose if use == Use.ABOVE else use == Use.PASSAGE
