"""What a list shows of one project."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from projects.choices import LedBy, Stage

# A card of project `p`, written by the database in the order of the fields below; the ward by code.
CARD_JSON = """json_build_array(p.slug, p.title, p.summary, p.stage, p.led_by, p.run_by, p.place,
    p.ward_id, p.cause_ids, p.need_ids, p.lead_id IS NULL, p.faded_at IS NOT NULL, p.ends_on)"""


@dataclass(slots=True)
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
    has_faded: bool
    ends_on: date | None

    COLUMNS = (
        "slug", "title", "summary", "stage", "led_by", "run_by", "place", "ward__name",
        "cause_ids", "need_ids", "lead", "faded_at", "ends_on",
    )  # fmt: skip

    @classmethod
    def from_row(cls, row: tuple) -> "Card":
        """Of the values of `COLUMNS`."""
        values = dict(zip(cls.COLUMNS, row, strict=True))
        values["ward_name"] = values.pop("ward__name")
        values["is_unclaimed"] = values.pop("lead") is None
        values["has_faded"] = values.pop("faded_at") is not None
        return cls(**values)

    @classmethod
    def from_json(cls, values: list, wards: dict[str, str]) -> "Card":
        """Of what `CARD_JSON` wrote, and the names of wards by code."""
        card = cls(*values)
        card.ward_name = wards.get(values[7])
        card.ends_on = date.fromisoformat(values[-1]) if values[-1] else None
        return card

    def get_absolute_url(self) -> str:
        return reverse("projects:detail", args=[self.slug])

    @property
    def facts(self) -> str:
        """Who, where, how far, until when, whether anybody has claimed it, and whether anybody has
        said lately that it goes on, in one line."""
        language = get_language()
        facts = [self.run_by or _who(self.led_by, language), self.ward_name]
        facts.append(_how_far(self.stage, language))
        if self.ends_on:
            facts.append(_until(self.ends_on, language))
        if self.is_unclaimed:
            facts.append(_("not claimed yet"))
        if self.has_faded:
            facts.append(_("nobody has said lately whether it goes on"))
        return " · ".join(fact for fact in facts if fact)


# Django takes longer to translate a word or to write a day than to fetch a row.
@lru_cache(maxsize=100)
def _who(led_by: str, language: str | None) -> str:
    return str(LedBy(led_by).label)


@lru_cache(maxsize=100)
def _how_far(stage: str, language: str | None) -> str:
    return str(Stage(stage).label)


@lru_cache(maxsize=1000)
def _until(day: date, language: str | None) -> str:
    return _("until %(day)s") % {"day": date_format(day, "j F Y")}
