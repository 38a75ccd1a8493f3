"""All that is kept of sessions, as one list that a viewer can search."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from django.db.models import CharField, DateTimeField, F, Q, QuerySet, Value
from django.db.models.functions import Cast, Coalesce
from django.utils import timezone

from forums.choices import OfRecord, Section
from forums.querysets import search as sessions
from forums.querysets.texts import has_words
from leeds_leaders.finding import search
from leeds_leaders.kin import kin
from leeds_leaders.moderation.choices import Standing

# The columns that are searched, as the indexes `…_by_words` have them.
SEARCHED: dict[str, tuple[str, ...]] = {
    OfRecord.NOTE: ("words",),
    OfRecord.QUESTION: ("words",),
    OfRecord.ACTION: ("words", "result"),
    OfRecord.PERSPECTIVE: ("title", "words"),
    OfRecord.OUTCOME: ("words", "limited_by"),
}
# What stands in a section of notes.
KINDS_OF_SECTION: dict[str, frozenset[str]] = {
    Section.CONTEXT: frozenset({OfRecord.NOTE}),
    Section.QUESTIONS: frozenset({OfRecord.NOTE, OfRecord.QUESTION}),
    Section.WORKS: frozenset({OfRecord.NOTE}),
    Section.ACTIONS: frozenset({OfRecord.NOTE, OfRecord.ACTION}),
}


@dataclass(frozen=True)
class Search(search.Search):
    """One look into the archive. `cause` and `ward` are slugs, `year` is by the calendar here."""

    FACETS: ClassVar[tuple[str, ...]] = ("kind", "year", "section", "cause", "ward")

    kind: str = ""
    year: str = ""
    section: str = ""
    cause: str = ""
    ward: str = ""

    @property
    def kinds(self) -> list[str]:
        """The kinds of things that can be what is asked for."""
        of_section = KINDS_OF_SECTION.get(self.section, frozenset(OfRecord.values))
        return [kind for kind in OfRecord.values if kind in of_section and self.kind in {"", kind}]

    @property
    def span(self) -> tuple[datetime, datetime]:
        """The year, from its first moment here until just before the next."""
        zone, year = timezone.get_default_timezone(), int(self.year)
        return datetime(year, 1, 1, tzinfo=zone), datetime(year + 1, 1, 1, tzinfo=zone)


class Archive:
    """What a `Search` finds of what a viewer may read, each kind by its own door.

    What is searched by cause or ward is found by the notes that it stands in, as far as the viewer
    may read these: nothing is told of a session that they may not see.
    """

    def __init__(self, note, asked: Search, viewer):
        self.asked, self.viewer = asked, viewer
        self.notes = note.objects.visible_to(viewer)
        self.models: dict[str, Any] = {
            OfRecord.NOTE: note,
            OfRecord.QUESTION: kin(note, "question"),
            OfRecord.ACTION: kin(note, "action"),
            OfRecord.PERSPECTIVE: kin(note, "record", "session", "perspectives"),
            OfRecord.OUTCOME: kin(note, "action", "outcomes"),
        }

    def rows(self) -> QuerySet:
        """(kind, key, when) of each, newest first. One query."""
        shelves: dict[str, Callable[[], QuerySet]] = {
            OfRecord.NOTE: self._notes,
            OfRecord.QUESTION: self._questions,
            OfRecord.ACTION: self._actions,
            OfRecord.PERSPECTIVE: self._perspectives,
            OfRecord.OUTCOME: self._outcomes,
        }
        found = [self._rows(kind, shelves[kind]()) for kind in self.asked.kinds]
        if not found:
            return self._rows(OfRecord.NOTE, self._notes().none())
        first, *others = found
        rows = first.union(*others, all=True) if others else first
        return rows.order_by("-found_at", "found_key")

    def _rows(self, kind: str, found: QuerySet) -> QuerySet:
        if self.asked.q:
            found = found.filter(has_words(found.model, self.asked.words, *SEARCHED[kind]))
        if self.asked.year:
            start, end = self.asked.span
            found = found.filter(found_at__gte=start, found_at__lt=end)
        told = found.order_by().annotate(found_kind=Value(kind), found_key=Cast("pk", CharField()))
        return told.values_list("found_kind", "found_key", "found_at")

    def _seen(self, kind: str) -> QuerySet:
        return self.models[kind].objects.visible_to(self.viewer)

    # Each kind with the moment at which it is found -------------------------------------------

    def _notes(self) -> QuerySet:
        """Items and passages; questions and actions stand for themselves, unless notes alone are
        asked for."""
        notes = self._notes_here()
        if self.asked.section:
            notes = notes.filter(section=self.asked.section)
        if not self.asked.kind:
            notes = notes.filter(question=None, action=None)
        return notes.annotate(found_at=F("record__session__starts_at"))

    def _questions(self) -> QuerySet:
        questions = self._seen(OfRecord.QUESTION).annotate(found_at=F("asked_at"))
        if not self._is_narrowed:
            return questions
        perspectives = self._perspectives_here().values("pk")
        return questions.filter(
            Q(pk__in=self._notes_here().values("question")) | Q(perspective__in=perspectives)
        )

    def _actions(self) -> QuerySet:
        actions = self._seen(OfRecord.ACTION).standing().annotate(found_at=F("agreed_at"))
        if not self._is_narrowed:
            return actions
        handed_over = Q(handed_from__isnull=False, session__in=self._sessions_here().values("pk"))
        return actions.filter(Q(pk__in=self._notes_here().values("action")) | handed_over)

    def _perspectives(self) -> QuerySet:
        return self._perspectives_here().annotate(found_at=F("published_at"))

    def _outcomes(self) -> QuerySet:
        happened = Cast("happened_on", DateTimeField())
        outcomes = self._seen(OfRecord.OUTCOME).annotate(found_at=Coalesce(happened, "said_at"))
        if self.asked.cause:
            items = kin(outcomes.model, "project", "cause_items").objects
            slug = self.asked.cause
            about = items.filter(Q(tag__slug=slug) | Q(tag__parent__slug=slug))
            outcomes = outcomes.filter(project__in=about.values("content_object"))
        if self.asked.ward:
            outcomes = outcomes.filter(project__ward__slug=self.asked.ward)
        return outcomes

    # What is about a cause, or a part of the city -------------------------------------------------

    @property
    def _is_narrowed(self) -> bool:
        return bool(self.asked.cause or self.asked.ward)

    def _sessions_here(self) -> QuerySet:
        every = kin(self.models[OfRecord.NOTE], "record", "session").objects.visible_to(self.viewer)
        return every.find(sessions.Search(cause=self.asked.cause, ward=self.asked.ward))

    def _notes_here(self) -> QuerySet:
        """Those about the cause, by themselves or by their session, of sessions in the ward."""
        notes = self.notes.about(self.asked.cause) if self.asked.cause else self.notes
        if not self.asked.ward:
            return notes
        every = kin(self.models[OfRecord.NOTE], "record", "session").objects.visible_to(self.viewer)
        there = every.find(sessions.Search(ward=self.asked.ward))
        return notes.filter(record__in=there.values("pk"))

    def _perspectives_here(self) -> QuerySet:
        perspectives = self._seen(OfRecord.PERSPECTIVE)
        published = perspectives.filter(published_at__isnull=False, standing=Standing.LIVE)
        if not self._is_narrowed:
            return published
        return published.filter(session__in=self._sessions_here().values("pk"))
