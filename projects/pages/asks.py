"""The list of all asks, the page of one, and what somebody gives and waits for; for templates."""

from collections.abc import Mapping
from datetime import timedelta
from functools import cached_property

from django.core.paginator import Page
from django.db.models import Case, Count, F, Q, QuerySet, Value, When
from django.utils import timezone
from django.utils.http import urlencode

from leeds_leaders.finding.vocabulary import Vocabulary
from leeds_leaders.paging import page_of
from peers.models import Item
from peers.querysets.facts import facts_of
from projects import rules
from projects.choices import OWN_RUNGS, ReplyState, Seek
from projects.models import Project, Reply, Support
from projects.querysets.cards import Card
from projects.querysets.matches import Match, asks_for, offers_for

PAGE = 20
LATELY = 4
FEW, SHOWN_FIRST = 3, timedelta(days=28)  # on the first page
MOST = 100  # answers to one ask, projects of one person, answers of one person
OF_PROJECT = ("project__slug", "project__title", "project__ward__name", "project__ward__slug")
LINE = ("key", "kind", "title", "amount", "until", "opened_at", *OF_PROJECT)
FILTERS = {
    "kind": "kind",
    "help": "help_items__tag__slug",
    "ward": "project__ward__slug",
    "cause": "project__cause_items__tag__slug",
}


def lately(viewer) -> list[Support]:
    """What was asked for last. One query."""
    asks = Support.objects.visible_to(viewer).listed().filter(kind=Seek.ASK)
    return list(_lines(asks, viewer)[:LATELY])


def shown_first(viewer) -> list[Card]:
    """What organisers have shown first in these weeks, the latest first. One query."""
    since = timezone.now() - SHOWN_FIRST
    listed = Project.objects.visible_to(viewer).listed().filter(featured_at__gte=since)
    return listed.order_by("-featured_at", "-pk")[:FEW].as_cards()


def _lines(supports: QuerySet, viewer) -> QuerySet:
    """Newest first, with their project, ward and tags."""
    return (
        supports.for_lists(viewer)
        .select_related("project__ward")
        .only(*LINE)
        .order_by("-opened_at", "-pk")
    )


class AllAsks:
    """What projects on the map ask for and offer today, as far as it is `chosen`. Two queries."""

    def __init__(self, viewer, chosen: Mapping[str, str], asked):
        self._viewer, self._asked = viewer, asked
        self.chosen = {name: value for name, value in chosen.items() if value}

    @cached_property
    def page(self) -> Page:
        listed = Support.objects.visible_to(self._viewer).listed()
        fitting = listed.filter(**{FILTERS[name]: value for name, value in self.chosen.items()})
        return page_of(self._asked, _lines(fitting, self._viewer), size=PAGE)

    @property
    def query(self) -> str:
        """What was chosen, for the addresses of other pages."""
        return f"{urlencode(self.chosen)}&" if self.chosen else ""


class AskPage:
    """One ask: who helps, and for its project who answered. `own` is the reader's answer."""

    def __init__(self, support: Support, viewer):
        self.support, self.project, self._viewer = support, support.project, viewer
        self.speaks = rules.can_speak_for(viewer, self.project)
        self.can_answer = support.is_open and rules.can_stand_behind(viewer, self.project)

    @cached_property
    def own(self) -> Reply | None:
        """The reader's own answer."""
        if not self._viewer.is_authenticated:
            return None
        mine = Reply.objects.visible_to(self._viewer).filter(peer=self._viewer)
        replies = mine.select_related("item", "organisation", "support")
        return replies.filter(support=self.support).first()

    @property
    def own_counts(self) -> bool:
        """Whether the project said yes to it."""
        return self.own is not None and self.own.state in (ReplyState.ACCEPTED, ReplyState.DONE)

    @property
    def can_take_back(self) -> bool:
        return self.own is not None and self.own.can_become(ReplyState.WITHDRAWN)

    @property
    def can_say(self) -> bool:
        """Whether the reader can write an answer, or other words."""
        stands = self.own is None or self.own.state in (ReplyState.WAITING, ReplyState.WITHDRAWN)
        return self.own_counts or (self.can_answer and stands)

    @cached_property
    def replies(self) -> list[Reply]:
        """Who answered, for those who answer for the project; those who wait first."""
        if not self.speaks:
            return []
        answered = Reply.objects.visible_to(self._viewer).filter(support=self.support)
        stands = answered.exclude(state=ReplyState.WITHDRAWN)
        waits_first = Case(When(state=ReplyState.WAITING, then=Value(0)), default=Value(1))
        answers = _as_answers(stands.said_to(self._viewer), self._viewer)
        return list(answers.order_by(waits_first, "said_at", "pk")[:MOST])


def _as_answers(replies: QuerySet, viewer) -> QuerySet:
    """Answers with whoever wrote them, and with their item where a viewer may read it."""
    items = Item.objects.visible_to(viewer).values("pk")
    known = replies.with_known(viewer).select_related("item", "support__project")
    return known.annotate(item_is_seen=Q(item__in=items))


class MySupport:
    """What waits for somebody's projects, what they answered, and what fits their offers. Five
    queries, however much it is."""

    def __init__(self, peer, asked):
        self.peer, self._asked = peer, asked

    @cached_property
    def waiting(self) -> list[Reply]:
        """Answers to asks of their projects that wait for a word."""
        theirs = Reply.objects.visible_to(self.peer).exclude(peer=self.peer).waiting()
        heard = _as_answers(theirs.said_to(self.peer), self.peer)
        return list(heard.order_by("said_at", "pk")[:MOST])

    @cached_property
    def projects(self) -> list[Project]:
        """What they answer for on the map, and `to_confirm`: how many say that they stand behind
        it and wait for its word."""
        answered_for = Project.objects.visible_to(self.peer).answered_for_by(self.peer).listed()
        waits = Q(interests__peer__is_active=True) & ~Q(interests__said__in=[*OWN_RUNGS])
        waits &= ~Q(interests__said=F("interests__confirmed"))
        waits &= ~Q(interests__peer__in=self.peer.blocks_made.values("blocked"))
        counted = answered_for.annotate(to_confirm=Count("interests", filter=waits))
        return list(counted.only("slug", "title").order_by("title", "pk")[:MOST])

    @cached_property
    def page(self) -> Page:
        """Their own answers, newest first, of what they may see today."""
        seen = Support.objects.visible_to(self.peer).values("pk")
        mine = Reply.objects.visible_to(self.peer).filter(peer=self.peer, support__in=seen)
        answers = mine.select_related("support__project").order_by("-said_at", "-pk")
        return page_of(self._asked, answers, size=PAGE)

    @cached_property
    def matches(self) -> list[Match]:
        """Asks that fit what they offer."""
        return asks_for(facts_of(self.peer))

    @property
    def is_empty(self) -> bool:
        answers = self.page.paginator.count
        return not (self.waiting or self.projects or answers or self.matches)


class ProjectMatches:
    """Offers that fit what a project asks for. `can_fit`: whether it asks for any kind of help, by
    which offers are found."""

    def __init__(self, project: Project, viewer):
        self.project = project
        self.matches = offers_for(project, viewer)
        asks = project.supports.open().filter(kind=Seek.ASK)
        self.can_fit = asks.filter(help_items__isnull=False).exists()


def chosen_in_words(chosen: Mapping[str, str], words: Vocabulary) -> list[str]:
    """The labels of what was chosen on the list of asks."""
    labels = [str(Seek(chosen["kind"]).label)] if chosen.get("kind") else []
    for name in ("help", "ward", "cause"):
        choices = getattr(words, name)
        labels += [choice.label for choice in choices if choice.value == chosen.get(name)]
    return labels
