"""A row as a listing: the values that would be stored, and what tells it from others."""

import json
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from hashlib import blake2b

from django.utils.translation import gettext as _

from leeds_leaders.language.models import Cause, Help
from leeds_leaders.text import LONG_TEXT_LIMIT, shorten
from projects.choices import LedBy, Stage
from projects.imports import values
from projects.imports.columns import Columns
from projects.imports.places import Locator
from projects.imports.records import Record
from projects.imports.verdicts import LeftOut, Verdict
from projects.imports.vocabulary import Vocabulary
from projects.imports.wording import line, paragraphs

TITLE, SUMMARY, WORDS, CONTACT = 120, 280, 120, 200  # characters, as in the model
KEY_LIMIT = 120


@dataclass
class Listing:
    """What is stored of one row. Places in WGS 84 degrees; `ward` is a code.

    `key` tells a row from the others of its source; `digest` sums up all values below it, so
    that a row that says nothing new is known at a glance.
    """

    line: int
    key: str
    title: str
    summary: str
    story: str
    stage: str
    led_by: str
    run_by: str
    ward: str | None
    place: str
    precision: str
    latitude: float
    longitude: float
    links: list[str]
    contact: str
    ends_on: date | None
    causes: list[Cause]
    needs: list[Help]
    offers: list[Help]
    notes: list[str] = field(default_factory=list)
    digest: str = ""

    PLAIN = (
        "title", "summary", "story", "stage", "led_by", "run_by", "place", "precision", "latitude",
        "longitude", "links", "contact", "ends_on",
    )  # fmt: skip


def digest_of(*parts: object) -> str:
    """32 hexadecimal digits for some values."""
    text = json.dumps(parts, default=str, ensure_ascii=True)
    return blake2b(text.encode(), digest_size=16).hexdigest()


@dataclass
class Composer:
    """Makes listings of rows; counts the words that it could not use, by field."""

    columns: Columns
    locator: Locator
    causes: Vocabulary = field(default_factory=Vocabulary.of_causes)
    help: Vocabulary = field(default_factory=Vocabulary.of_help)
    unknown: dict[str, Counter] = field(
        default_factory=lambda: {"stage": Counter(), "led_by": Counter()}
    )
    repeated_ids: frozenset[str] = frozenset()

    def compose(self, record: Record) -> Listing:
        """The listing of one row. Raises `LeftOut`."""
        if record.fault:
            raise LeftOut(Verdict.REFUSED, record.fault)
        cell, cells = self.columns.cell, self.columns.cells
        full_title = self.title(record)
        if not any(character.isalnum() for character in full_title):
            raise LeftOut(Verdict.REFUSED, _("no title"))
        spot = self.locator.locate(record)
        notes = list(spot.notes)
        title = shorten(full_title, TITLE)
        if title != full_title:
            notes.append(_("its title was shortened to %(limit)d characters") % {"limit": TITLE})
        summary, story = self._texts(record, notes)
        links, unusable = values.links("\n".join(line(text) for text in cells(record, "links")))
        if unusable:
            notes.append(_("“%(word)s” is no web address") % {"word": unusable[0][:60]})
        contact = ", ".join(dict.fromkeys(filter(None, map(line, cells(record, "contact")))))
        listing = Listing(
            line=record.line,
            key=self._key(record, full_title, spot.said),
            title=title,
            summary=summary,
            story=story,
            stage=self._choice(record, "stage", values.stage) or Stage.UNDER_WAY,
            led_by=self._choice(record, "led_by", values.led_by) or LedBy.GROUP,
            run_by=shorten(line(cell(record, "run_by")), WORDS),
            ward=spot.ward,
            place=shorten(self.locator.words(record), WORDS),
            precision=spot.precision,
            latitude=spot.latitude,
            longitude=spot.longitude,
            links=links[: values.LINK_LIMIT],
            contact=shorten(contact, CONTACT),
            ends_on=self._day(record, notes),
            causes=self.causes.found_in(cells(record, "causes")),
            needs=self.help.found_in(cells(record, "needs")),
            offers=self.help.found_in(cells(record, "offers")),
            notes=notes,
        )
        listing.digest = digest_of(
            *(getattr(listing, name) for name in Listing.PLAIN),
            listing.ward,
            *(
                sorted(word.slug for word in words)
                for words in (listing.causes, listing.needs, listing.offers)
            ),
        )
        return listing

    def _texts(self, record: Record, notes: list[str]) -> tuple[str, str]:
        """Summary and story; where one of them is missing, the other one serves for both."""
        summary = paragraphs(self.columns.cell(record, "summary"))
        story = paragraphs(self.columns.cell(record, "story"))
        whole = summary or story
        short = shorten(" ".join(whole.split()), SUMMARY)
        if summary not in {"", short, story}:
            story = f"{summary}\n\n{story}".strip()  # nothing is lost of a summary cut short
        elif story == short:
            story = ""  # not the same words twice
        if len(story) > LONG_TEXT_LIMIT:
            notes.append(
                _("its text was shortened to %(limit)d characters") % {"limit": LONG_TEXT_LIMIT}
            )
            story = shorten(story, LONG_TEXT_LIMIT)
        return short, story

    def _choice(self, record: Record, name: str, find) -> str | None:
        words = line(self.columns.cell(record, name)[:200])
        found = find(words) if words else None
        if words and found is None:
            self.unknown[name][words[:60]] += 1
        return found

    def _day(self, record: Record, notes: list[str]) -> date | None:
        words = line(self.columns.cell(record, "ends_on")[:200])
        if not words:
            return None
        if (found := values.day(words)) is None:
            notes.append(
                _("its end “%(words)s” is no date between 2000 and 2100; left empty")
                % {"words": words[:60]}
            )
        return found

    def title(self, record: Record) -> str:
        """The title as the file has it, on one line; empty where there is none."""
        return line(self.columns.cell(record, "title"))

    def identity(self, record: Record) -> str:
        """What the file's own id column says; empty where there is none."""
        return line(self.columns.cell(record, "id")[:1000])

    def _key(self, record: Record, title: str, said: str) -> str:
        identity = self.identity(record)
        if not identity:
            return digest_of(title.casefold(), said)
        if identity in self.repeated_ids:
            return digest_of(identity, title.casefold(), said)
        return identity if len(identity) <= KEY_LIMIT - 10 else digest_of(identity)
