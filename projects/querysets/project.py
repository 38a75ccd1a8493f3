"""The doors of projects and the lists made from them."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from math import cos, radians

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.search import SearchRank, TrigramSimilarity
from django.db import models
from django.db.models import F, FloatField, Func, OuterRef, Q, Value
from django.db.models.functions import JSONObject
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from leeds_leaders.geography.fields import Mercator
from leeds_leaders.language.models import Cause, Help
from leeds_leaders.moderation.choices import Standing
from projects.choices import LedBy, Sort, Stage
from projects.querysets.search import Search

PAGE_SIZE = 20
RANKED = 1000  # of more hits than these, the newest are ranked and the rest follow by date
METRES_PER_DEGREE = 111_195


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
    created_at: datetime

    FIELDS = (
        "slug", "title", "summary", "stage", "led_by", "run_by", "place", "ward__name",
        "cause_ids", "need_ids", "lead", "ends_on", "created_at",
    )  # fmt: skip

    @classmethod
    def from_row(cls, row: tuple) -> "Card":
        values = dict(zip(cls.FIELDS, row, strict=True))
        values["ward_name"] = values.pop("ward__name")
        values["is_unclaimed"] = values.pop("lead") is None
        return cls(**values)

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


class ProjectQuerySet(models.QuerySet):
    """Projects, held or live."""

    def visible_to(self, viewer):
        """The only door to a project.

        Everybody sees live ones, a lead also their own, moderators all.
        """
        if not viewer.is_authenticated:
            return self.filter(standing=Standing.LIVE)
        if viewer.is_staff and viewer.has_perm("projects.change_project"):
            return self
        return self.filter(Q(standing=Standing.LIVE) | Q(lead=viewer))

    def for_page(self):
        """What a project's own page needs, tags and stage moves included. One query.

        `cause_list`, `need_list`, `offer_list` and `move_list` are lists of mappings.
        """
        tag = JSONObject(name="name", slug="slug")
        return (
            self.select_related("ward", "lead", "private_place")
            .defer("ward__boundary", "search", "likeness")
            .annotate(
                cause_list=ArraySubquery(
                    Cause.objects.filter(project_items__content_object=OuterRef("pk"))
                    .order_by("position")
                    .values(json=JSONObject(name="name", slug="slug", colour="colour"))
                ),
                need_list=ArraySubquery(
                    Help.objects.filter(project_need_items__content_object=OuterRef("pk"))
                    .order_by("position")
                    .values(json=tag)
                ),
                offer_list=ArraySubquery(
                    Help.objects.filter(project_offer_items__content_object=OuterRef("pk"))
                    .order_by("position")
                    .values(json=tag)
                ),
                move_list=ArraySubquery(
                    self.model.stage_moves.rel.related_model.objects.filter(project=OuterRef("pk"))
                    .order_by("moved_on", "pk")
                    .values(json=JSONObject(stage="went_to", day="moved_on"))
                ),
            )
        )

    def listed(self):
        """What lists, maps, counts and feeds show, to whomever: live projects."""
        return self.filter(standing=Standing.LIVE)

    def matching(self, search: Search, *, roughly: bool = False):
        """Those that a search asks for, in no order."""
        projects = self.filter(search.roughly() if roughly else search.exactly())
        for facet in search.chosen:
            projects = projects.filter(search.matches(facet))
        return projects

    def in_order(self, search: Search, *, roughly: bool = False):
        """The order a search asks for. Ties go to the newer project."""
        newest = ("-created_at", "-pk")
        if search.order == Sort.NEAREST and search.near:
            return self.order_by(distance_to(*search.near), "-pk")  # those without a place last
        words = search.text_query()
        if search.order == Sort.RELEVANCE and words is not None:
            first = self.order_by(*newest)[:RANKED] if not roughly else self
            ranked = self.model.objects.filter(pk__in=first.values("pk"))
            if roughly:
                return ranked.order_by(
                    TrigramSimilarity("likeness", search.q.casefold()).desc(), "-pk"
                )
            return ranked.order_by(
                SearchRank(F("search"), words, normalization=Value(1)).desc(), *newest
            )
        return self.order_by(*newest)

    def page(self, search: Search, *, roughly: bool = False) -> list[Card]:
        """One page of cards. One query."""
        start = (search.page - 1) * PAGE_SIZE
        projects = self.matching(search, roughly=roughly)
        if search.order == Sort.RELEVANCE and start >= RANKED and not roughly:
            projects = projects.order_by("-created_at", "-pk")
        else:
            projects = projects.in_order(search, roughly=roughly)
        return projects[start : start + PAGE_SIZE].as_cards()

    def as_cards(self) -> list[Card]:
        """The rows of this queryset as cards. One query."""
        return [Card.from_row(row) for row in self.values_list(*Card.FIELDS)]

    def near(self, latitude: float, longitude: float, metres: float):
        """Those whose public place lies within some metres (1 to 100,000), nearest first."""
        height = metres / METRES_PER_DEGREE
        width = height / cos(radians(latitude))
        return self.filter(
            latitude__range=(latitude - height, latitude + height),
            longitude__range=(longitude - width, longitude + width),
        ).order_by(distance_to(latitude, longitude))

    def alike(self, title: str):
        """Those with a title much like this one, most alike first."""
        return (
            self.filter(likeness__trigram_word_similar=title.casefold())
            .annotate(likeness_to=TrigramSimilarity("title", title))
            .filter(likeness_to__gt=0.3)
            .order_by("-likeness_to")
        )


class Distance(Func):
    """How far a project's public spot is from a point, in Web Mercator units; indexed order."""

    output_field = FloatField()
    template = "(%(expressions)s)"
    arg_joiner = " <-> "


def distance_to(latitude: float, longitude: float) -> Distance:
    """Distance from (latitude, longitude) in WGS 84 degrees."""
    return Distance(F("spot"), Mercator(Value(longitude), Value(latitude)))
