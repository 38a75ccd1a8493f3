"""What a list shows of one project."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from projects.choices import LedBy, Stage

PAGE_SIZE = 20
# A card of project `p` in ward `w`, written by the database in the order of the fields below.
CARD_JSON = """json_build_array(p.slug, p.title, p.summary, p.stage, p.led_by, p.run_by, p.place,
    w.name, p.cause_ids, p.need_ids, p.lead_id IS NULL, p.ends_on)"""


@dataclass(frozen=True, slots=True)
class Card:
    """What a list shows of one project; made from a row, without a model object."""

    slug: str
    title: str
    summary: str
    stage: str
    led_by: str
    run_by: str
    place: str
    ward_name: str | None
    cause_ids: list[int]
    need_ids: list[int]
    is_unclaimed: bool
    ends_on: date | None

    COLUMNS = (
        "slug", "title", "summary", "stage", "led_by", "run_by", "place", "ward__name",
        "cause_ids", "need_ids", "lead", "ends_on",
    )  # fmt: skip

    @classmethod
    def from_row(cls, row: tuple) -> "Card":
        """Of the values of `COLUMNS`."""
        *facts, lead, ends_on = row
        return cls(*facts, lead is None, ends_on)

    @classmethod
    def from_json(cls, values: list) -> "Card":
        """Of what `CARD_JSON` wrote."""
        *facts, ends_on = values
        return cls(*facts, date.fromisoformat(ends_on) if ends_on else None)

    def get_absolute_url(self) -> str:
        return reverse("projects:detail", args=[self.slug])

    @property
    def stage_label(self):
        return Stage(self.stage).label

    @property
    def who(self):
        return self.run_by or LedBy(self.led_by).label

    @property
    def first_causes(self) -> list[int]:
        return self.cause_ids[:2]

    @property
    def first_needs(self) -> list[int]:
        return self.need_ids[:3]

    @property
    def facts(self) -> str:
        """Who, where, how far, until when, and whether anybody has claimed it, in one line."""
        facts = [self.who, self.ward_name, self.stage_label]
        if self.ends_on:
            facts.append(_until(self.ends_on, get_language()))
        if self.is_unclaimed:
            facts.append(_("not claimed yet"))
        return " · ".join(str(fact) for fact in facts if fact)


@lru_cache(maxsize=1000)
def _until(day: date, language: str | None) -> str:
    """Django takes longer to write a day than to fetch its row."""
    return _("until %(day)s") % {"day": date_format(day, "j F Y")}
