"""Who may read a question of the register and what answers it, and what a screen needs of them."""

from dataclasses import dataclass
from typing import ClassVar

from django.db import connection, models
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import JSONObject

from forums.choices import UNANSWERED, RecordState
from forums.querysets.sight import unless_hidden
from forums.querysets.texts import has_words
from leeds_leaders.finding import search
from leeds_leaders.kin import kin

EVERY = "every"
MOST_OF_A_FAMILY = 200
# What a list shows of a question: in which session it was asked last, or the perspective that asks.
COLUMNS = ("pk", "words", "state", "asked_in", "told_in")

# All that come from the same first question, each with what it was made of.
_FAMILY = """
WITH RECURSIVE before AS (
    SELECT id, reframed_from_id FROM forums_question WHERE id = %s
    UNION
    SELECT q.id, q.reframed_from_id FROM forums_question q
    JOIN before ON q.id = before.reframed_from_id
), family AS (
    SELECT id, reframed_from_id FROM before WHERE reframed_from_id IS NULL
    UNION
    SELECT q.id, q.reframed_from_id FROM forums_question q
    JOIN family ON q.reframed_from_id = family.id
)
SELECT id, reframed_from_id FROM family LIMIT %s
"""


@dataclass(frozen=True)
class Search(search.Search):
    """One look at the register. `cause` and `series` are slugs; without a `state` it shows what
    waits for an answer."""

    FACETS: ClassVar[tuple[str, ...]] = ("cause", "series")

    cause: str = ""
    series: str = ""
    state: str = ""

    def further(self) -> dict[str, str]:
        return {"state": self.state}


class QuestionQuerySet(models.QuerySet):
    """Questions that outlive the session they were asked in."""

    def visible_to(self, viewer):
        """The only door to a question: it stands in notes, or in a perspective, that somebody may
        read; or they asked it themselves. One that is hidden is seen by whoever asked it."""
        perspectives = kin(self.model, "perspective").objects
        seen = Q(Exists(self._notes(viewer).filter(question=OuterRef("pk")))) | Q(
            perspective__in=perspectives.visible_to(viewer)
        )
        if viewer.is_authenticated:
            seen |= Q(asked_by=viewer)
        return self.filter(unless_hidden(viewer, "asked_by"), seen)

    def find(self, asked: Search, viewer):
        """What a `Search` asks for; by what the notes are about that the viewer may read."""
        found = self
        if not asked.state:
            found = found.filter(state__in=UNANSWERED)
        elif asked.state != EVERY:
            found = found.filter(state=asked.state)
        if asked.q:
            found = found.filter(has_words(self.model, asked.words))
        if asked.cause:
            found = found.filter(pk__in=self._notes(viewer).about(asked.cause).values("question"))
        if asked.series:
            of_series = self._notes(viewer).filter(record__session__series__slug=asked.series)
            found = found.filter(pk__in=of_series.values("question"))
        return found

    def newest_first(self):
        """In the order of asking, the last first."""
        return self.order_by("-asked_at", "pk")

    def card_rows(self, viewer):
        """What a list shows of each. One query."""
        notes = self._notes(viewer).filter(question=OuterRef("pk"))
        session = JSONObject(
            title=F("record__session__title"),
            slug=F("record__session__slug"),
            starts_at=F("record__session__starts_at"),
        )
        last = notes.order_by("-record__session__starts_at").values(told=session)[:1]
        perspectives = kin(self.model, "perspective").objects.visible_to(viewer)
        told = perspectives.filter(pk=OuterRef("perspective"))
        told = told.values(told=JSONObject(title=F("title"), slug=F("slug")))[:1]
        rows = self.annotate(asked_in=Subquery(last), told_in=Subquery(told))
        return rows.values_list(*COLUMNS)

    def to_carry_into(self, record):
        """What earlier sessions of the series left unanswered and the record never had, nearest
        first; each with its `nearest` item of notes."""
        session = record.session
        earlier = (
            kin(self.model, "notes")
            .objects.standing()
            .filter(
                record__session__series=session.series_id,
                record__session__starts_at__lt=session.starts_at,
                question__hidden_at=None,
            )
            .exclude(record__state=RecordState.DRAFT)
        )
        if not record.is_closed:
            earlier = earlier.exclude(record__is_closed=True)
            earlier = earlier.exclude(question__session__record__is_closed=True)
        nearest = earlier.filter(question=OuterRef("pk"))
        nearest = nearest.order_by("-record__session__starts_at", "place")
        return (
            self.filter(state__in=UNANSWERED, pk__in=earlier.values("question"))
            .exclude(pk__in=record.notes.exclude(question=None).values("question"))
            .exclude(words__in=record.notes.values("words"))
            .annotate(
                nearest=Subquery(nearest.values("pk")[:1]),
                nearest_at=Subquery(nearest.values("record__session__starts_at")[:1]),
                nearest_place=Subquery(nearest.values("place")[:1]),
            )
            .order_by("-nearest_at", "nearest_place", "pk")
        )

    def family_of(self, question) -> dict:
        """The keys of all that come from the same first question, each with the key of what it was
        made of. One query; who may read which is not asked here."""
        with connection.cursor() as cursor:
            cursor.execute(_FAMILY, [question.pk, MOST_OF_A_FAMILY])
            return dict(cursor.fetchall())

    def asked_in_series(self, series, viewer):
        """What waits for an answer in a series."""
        notes = self._notes(viewer).filter(record__session__series=series)
        return self.filter(state__in=UNANSWERED, pk__in=notes.values("question"))

    def _notes(self, viewer):
        return kin(self.model, "notes").objects.visible_to(viewer)


class AnswerQuerySet(models.QuerySet):
    """What answers questions."""

    def visible_to(self, viewer):
        """The only door to an answer: to a question, and by what, somebody may read. One that is
        hidden is seen by whoever gave it."""
        others = {
            name: kin(self.model, name).objects.visible_to(viewer)
            for name in ("note", "perspective", "project")
        }
        seen = Q(note=None, perspective=None, project=None)
        for name, rows in others.items():
            seen |= Q(**{f"{name}__in": rows.values("pk")})
        questions = kin(self.model, "question").objects.visible_to(viewer)
        return self.filter(unless_hidden(viewer, "by"), seen, question__in=questions)
