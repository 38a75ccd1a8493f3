"""The doors of projects and the lists made from them."""

from math import cos, radians
from operator import itemgetter

from django.contrib.auth import get_user_model
from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.search import TrigramSimilarity
from django.db import models
from django.db.models import (
    Count,
    Exists,
    F,
    FloatField,
    Func,
    IntegerField,
    OuterRef,
    Q,
    Subquery,
    Sum,
    Value,
)
from django.db.models.functions import Coalesce, JSONObject
from django.utils import timezone

from leeds_leaders.geography.fields import Mercator
from leeds_leaders.kin import kin
from leeds_leaders.language.models import Cause, Help
from leeds_leaders.moderation.choices import Standing
from projects.choices import Seek, Stage, SupportState
from projects.querysets.cards import Card
from projects.querysets.team import team_told
from projects.querysets.told import strength_told, told_with

METRES_PER_DEGREE = 111_195
OPEN = Q(standing=Standing.LIVE) | Q(archived_at__isnull=False)


class ProjectQuerySet(models.QuerySet):
    """Projects, held or live."""

    def visible_to(self, viewer):
        """The only door to a project.

        Everybody sees live and archived ones, those who answer for a project also that one unless
        it became part of another, moderators all.
        """
        if not viewer.is_authenticated:
            return self.filter(OPEN)
        if viewer.is_staff and viewer.has_perm("projects.change_project"):
            return self
        return self.filter(OPEN | Q(lead_ids__contains=[viewer.pk], merged_into=None))

    def answered_for_by(self, peer):
        """Those that somebody leads, first or beside others."""
        return self.filter(lead_ids__contains=[peer.pk]) if peer.is_authenticated else self.none()

    def with_team(self, viewer):
        """Those who do it, as far as a viewer may read it, see `team_told`."""
        return team_told(self, viewer)

    def with_told(self, viewer):
        """What its page tells beside it, see `told_with`."""
        return told_with(self, viewer)

    def with_strength(self, viewer, **of_it):
        """What is told of the strength of one, see `strength_told`."""
        return strength_told(self, viewer, **of_it)

    def without_active_lead(self):
        """Those whose leads are all suspended: somebody has to see to them."""
        team = kin(self.model, "team").objects.in_it()
        others = team.filter(project=OuterRef("pk"), is_lead=True, peer__is_active=True)
        return self.filter(~Q(Exists(others)), lead__is_active=False)

    def not_of(self, peer):
        """Those that somebody does not lead."""
        return self.exclude(lead_ids__contains=[peer.pk]) if peer.is_authenticated else self

    def for_page(self, viewer):
        """What a project's own page needs, tags and stage moves included. One query.

        `cause_list`, `need_list`, `offer_list` and `move_list` are lists of mappings.
        `lead_is_named`: its lead is named to members who may see them.
        """
        leads = get_user_model().objects.visible_to(viewer).filter(pk=OuterRef("lead"))
        tag = JSONObject(name="name", slug="slug")
        return (
            self.select_related("ward", "lead", "private_place")
            .defer("ward__boundary", "search", "likeness")
            .annotate(
                lead_is_named=Exists(leads) if viewer.is_authenticated else Value(False),
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

    def with_lessons(self):
        """Completed and ended ones of which others can learn, on the lists or archived."""
        over = Q(stage__in=[Stage.COMPLETED, Stage.ENDED], merged_into=None)
        return self.filter(OPEN & over).exclude(lessons="")

    def for_lessons(self):
        """What a list of lessons shows; last changed first. One query."""
        rows = self.select_related("ward").order_by("-changed_at", "-pk")
        return rows.only("slug", "title", "stage", "lessons", "changed_at", "ward__name")

    def as_cards(self) -> list[Card]:
        """The rows of this queryset as cards. One query."""
        return [Card.from_row(row) for row in self.values_list(*Card.COLUMNS)]

    def fitting(self, facts, count: int) -> list[Card]:
        """A few cards for somebody of whom these `Facts` are known: what asks for what they offer,
        what they care about, or what is simply near by; best first, newest first. One query.
        """
        asking = self.filter(need_ids__overlap=facts.offer_ids)
        caring = self.filter(cause_ids__overlap=facts.cause_ids)
        near = Q(ward__in=facts.ward_codes)
        best_first = (asking.filter(near), asking, caring.filter(near), caring, self.filter(near))
        rows = [
            fit.annotate(step=Value(step)).order_by("-created_at", "-pk")[:count]
            for step, fit in enumerate(best_first)
        ]
        found = rows[0].union(*rows[1:], all=True).values_list("step", *Card.COLUMNS)
        cards: dict[str, Card] = {}
        for _step, *row in sorted(found, key=itemgetter(0)):
            card = Card.from_row(tuple(row))
            cards.setdefault(card.slug, card)
        return list(cards.values())[:count]

    def support_and_need(self) -> dict[str, int]:
        """How many these are (`projects`), how many of them ask for something (`asking`), and how
        many asks of theirs were met this year (`met`). One query."""
        supports = kin(self.model, "supports").objects
        asks = supports.filter(kind=Seek.ASK, project=OuterRef("pk"))
        met = asks.shown().filter(state=SupportState.MET, closed_at__year=timezone.localdate().year)
        met_each = met.order_by().values("project").annotate(n=Count("pk")).values("n")
        return self.annotate(
            asks=Exists(asks.open()),
            met_each=Coalesce(Subquery(met_each, output_field=IntegerField()), 0),
        ).aggregate(
            projects=Count("pk"),
            asking=Count("pk", filter=Q(need_ids__len__gt=0) | Q(asks=True)),
            met=Coalesce(Sum("met_each"), 0),
        )

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
