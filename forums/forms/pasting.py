"""A whole document for the notes of a session, and what each part of it is to be."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID, uuid4

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from forums.actions.order import MOST_NOTES
from forums.choices import Section
from forums.documents import Block, parsed, taken_apart
from forums.documents.sorting import Use, resorted, use_of
from forums.models.record import LONGEST_NOTE
from leeds_leaders.text import PastedTextField

AS_ABOVE = ("", _("as above"))


class PasteForm(forms.Form):
    """A document. Its `key` is new with each page: sent twice, it is saved once."""

    text = PastedTextField(
        label=_("The document"),
        widget=forms.Textarea(attrs={"rows": 18}),
        help_text=_(
            "Copy it from wherever it is, headings and lists included. Nothing is saved before you "
            "have seen what becomes of it."
        ),
    )
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4, required=False)

    def clean_key(self) -> UUID:
        return self.cleaned_data["key"] or uuid4()

    def clean(self) -> dict:
        """Adds the `blocks` that it is made of."""
        data = self.cleaned_data
        blocks = parsed(data.get("text", ""), longest=LONGEST_NOTE)
        if len(blocks) > MOST_NOTES:
            self.add_error(
                "text",
                _("This would be %(blocks)d items, and notes hold %(most)d. Bring a part of it.")
                % {"blocks": len(blocks), "most": MOST_NOTES},
            )
        elif not blocks and "text" in data:
            self.add_error("text", _("There are no words in this that could be saved."))
        return {**data, "blocks": blocks}


@dataclass(frozen=True)
class Row:
    """One block of the document with its two questions."""

    number: int
    block: Block
    section: BoundField
    use: BoundField


class SortingForm(forms.Form):
    """For each block of a document: which section, and what it is there. `left_out` are the words
    of blocks that are not needed, such as the title of the session."""

    def __init__(self, blocks: list[Block], data=None, *, left_out: frozenset[str] = frozenset()):
        super().__init__(data)
        self.blocks = blocks
        for number, block in enumerate(blocks):
            above = blocks[number - 1].section if number else None
            self.fields[f"section-{number}"] = _section_field(block, above)
            use = Use.OUT if block.words in left_out else use_of(block)
            self.fields[f"use-{number}"] = _use_field(block, use, is_first=not number)

    def rows(self) -> Iterator[Row]:
        for number, block in enumerate(self.blocks):
            yield Row(number, block, self[f"section-{number}"], self[f"use-{number}"])

    def clean(self) -> dict:
        """Adds the `blocks` as they are to be kept."""
        data = self.cleaned_data
        if self.errors:
            return data
        chosen = [(data[row.section.name], data[row.use.name]) for row in self.rows()]
        blocks = resorted(self.blocks, chosen)
        if not blocks:
            self.add_error(None, _("Everything is left out: there is nothing to save."))
        if any(len(block.words) > LONGEST_NOTE for block in blocks):
            self.add_error(
                None,
                _("What you put together is longer than the %(most)d characters of one item.")
                % {"most": LONGEST_NOTE},
            )
        return {"blocks": blocks}


def _section_field(block: Block, above: str | None) -> forms.ChoiceField:
    """Of the first block a section, of all others "as above", unless theirs is another one: so
    that whoever moves a heading moves what stands under it."""
    choices = [*Section.choices] if above is None else [AS_ABOVE, *Section.choices]
    return forms.ChoiceField(
        label=_("Section"),
        choices=choices,
        required=above is None,
        initial="" if block.section == above else block.section,
    )


def _use_field(block: Block, use: Use, *, is_first: bool) -> forms.ChoiceField:
    uses = [Use.ITEM, Use.PASSAGE, Use.OUT]
    if taken_apart(block.words):
        uses.insert(2, Use.APART)
    if not is_first:
        uses.insert(-1, Use.ABOVE)
    choices = [(each.value, each.label) for each in uses]
    return forms.ChoiceField(label=_("What is it?"), choices=choices, initial=use)
