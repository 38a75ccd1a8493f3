"""The register of questions, and the page of one of them, ready for their templates."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from django.core.paginator import Page
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from forums.choices import Asked, Section
from forums.models import Answer, Note, Perspective, Question, Session
from forums.pages.brief import in_brief
from forums.pages.faceted import Faceted
from forums.pages.family import Family
from forums.querysets.question import EVERY, Search
from leeds_leaders.finding.results import PAGE_SIZE
from leeds_leaders.paging import page_of
from leeds_leaders.text import shorten
from projects.models import Project

LONGEST = 280  # characters of a question in a list
LONGEST_TITLE = 160
MOST_TO_CHOOSE = 200


@dataclass(slots=True)
class Card:
    """What a list shows of a question; made from a row, without a model object."""

    pk: str
    words: str
    state: str
    asked_in: dict | None
    told_in: dict | None

    @property
    def short(self) -> str:
        return in_brief(self.words, LONGEST)

    @property
    def standing(self) -> str | Promise:
        """Where it stands, in words."""
        return Asked(self.state).label

    @property
    def day(self) -> date | None:
        """When the session was, in the city's own time."""
        if self.asked_in is None:
            return None
        return timezone.localtime(datetime.fromisoformat(self.asked_in["starts_at"])).date()


class Register(Faceted):
    """What a viewer finds in the register, in the words of the page. Three queries.

    Raises `Http404` for a choice or a page that is not there.
    """

    def __init__(self, viewer, search: Search, asked):
        super().__init__(search, asked, reverse("forums:questions"))
        questions = Question.objects.visible_to(viewer).find(search, viewer)
        self._rows = questions.newest_first().card_rows(viewer)

    @cached_property
    def page(self) -> Page:
        return page_of(self.asked, self._rows, size=PAGE_SIZE)

    @cached_property
    def cards(self) -> list[Card]:
        return [Card(*row) for row in self.page.object_list]

    @property
    def ways(self) -> list[tuple[str, str, bool]]:
        """The ways to look at it: (label, query, whether it is this one)."""
        labels = {
            "": _("Waiting for an answer"),
            Asked.ANSWERED.value: _("Answered"),
            Asked.PARKED.value: _("Parked"),
            Asked.REFRAMED.value: _("Asked in other words since"),
            EVERY: _("All"),
        }
        query = self.search.query_string
        return [
            (label, query(state=state), state == self.search.state)
            for state, label in labels.items()
        ]


class QuestionPage:
    """A question, where it came up, what answers it, and what it comes from and became; each as
    far as the viewer may read it. Four queries, and one where it has kin."""

    def __init__(self, question: Question, viewer):
        self.question = question
        notes = Note.objects.visible_to(viewer).filter(question=question)
        notes = notes.select_related("record__session__series")
        self.notes = list(notes.order_by("record__session__starts_at"))
        perspectives = Perspective.objects.visible_to(viewer)
        self.perspective = perspectives.filter(pk=question.perspective_id).first()
        answers = Answer.objects.visible_to(viewer).filter(question=question)
        self.answers = answers.select_related("note__record__session", "perspective", "project")
        self.family = Family(question, viewer)

    @property
    def title(self) -> str:
        return in_brief(self.question.words, LONGEST_TITLE)

    @property
    def is_long(self) -> bool:
        """Whether the title does not say all of it."""
        words = self.question.words
        return "\n" in words or "](" in words or self.title != in_brief(words)

    @property
    def became(self) -> list:
        """In which words it is asked since."""
        return [kin for kin in self.family if kin.made_of == self.question.pk]


def what_may_answer(question: Question, viewer) -> list[tuple[str, list[tuple[str, str]]]]:
    """What was said, written and done around the sessions that a question came up in, as groups of
    (key, words) for a choice; as far as the viewer may see it. Four queries."""
    asked = Note.objects.visible_to(viewer).filter(question=question)
    sessions = list(asked.values_list("record", flat=True))
    notes = Note.objects.visible_to(viewer).filter(record__in=sessions, is_prose=False)
    groups = {
        _("What was said in the session"): ("note", notes.exclude(section=Section.QUESTIONS)),
        _("What was written about it"): (
            "perspective",
            Perspective.objects.visible_to(viewer).filter(
                session__in=sessions, published_at__isnull=False
            ),
        ),
        _("The projects it talked of"): (
            "project",
            Project.objects.visible_to(viewer).filter(
                pk__in=Session.projects.through.objects.filter(session__in=sessions).values(
                    "project"
                )
            ),
        ),
    }
    choices = [
        (label, [(f"{kind}:{row.pk}", shorten(str(row), 90)) for row in rows[:MOST_TO_CHOOSE]])
        for label, (kind, rows) in groups.items()
    ]
    return [(label, options) for label, options in choices if options]
