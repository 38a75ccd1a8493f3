"""The chain: person → session → item → action → project → outcome, walked from any of them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from forums.choices import Verdict
from forums.models import Action, ActionOwner, Note, Outcome, Session
from forums.querysets.afterwards import comes_to_something
from leeds_leaders.text import plain_words, render_markdown, shorten
from peers.models import Peer
from projects.models import Project

MOST_ACTIONS = 6
MOST_SESSIONS = 4  # that one action came up in
MOST_OUTCOMES = 8
LONGEST_TITLE = 120

PERSON, SESSION, ITEM, ACTION, PROJECT, OUTCOME = range(6)
STEPS = {
    PERSON: _("Person"),
    SESSION: _("Session"),
    ITEM: _("Item of notes"),
    ACTION: _("Action"),
    PROJECT: _("Project"),
    OUTCOME: _("Outcome"),
}


@dataclass(eq=False, slots=True)
class Link:
    """One thing in the chain: where it is read, what it says, and what it comes of."""

    step: int
    title: str
    url: str = ""
    detail: str = ""
    is_here: bool = False
    comes_of: list["Link"] = field(default_factory=list)

    @property
    def kind(self) -> str:
        return str(STEPS[self.step])


class Chain:
    """What leads to a thing and what comes of it, as far as somebody may read each of them.

    In three queries, whatever it is; in one or none where there is nothing. Nobody is named, and no
    project and no outcome shown, whom the doors of owners, actions and outcomes do not let the
    viewer see.
    """

    def __init__(self, thing, viewer):
        self._links: dict[tuple[int, object], Link] = {}
        self.is_cut = False
        start = STARTS[type(thing)]
        if start.has_any(thing):
            self._walk(thing, start, viewer)

    def _walk(self, thing, start: "Start", viewer) -> None:
        actions = Action.objects.visible_to(viewer).standing().for_lines(viewer)
        around = actions.filter(start.actions(thing, viewer)).order_by("-agreed_at", "-pk")
        found = list(around[: MOST_ACTIONS + 1])
        self.is_cut = len(found) > MOST_ACTIONS
        self._take_actions(found[:MOST_ACTIONS], viewer)
        self._take_outcomes(start.outcomes(thing, found[:MOST_ACTIONS]), viewer)
        here = self._links.get((start.step, getattr(thing, start.key)))
        if here:
            here.is_here = True

    @cached_property
    def links(self) -> list[Link]:
        """From people to outcomes: each after all that it comes of, and before what comes of
        something else."""
        ordered: list[Link] = []
        waits_for = {link: len(link.comes_of) for link in self._links.values()}

        def place(link: Link) -> None:
            ordered.append(link)
            for other in waits_for:
                if link in other.comes_of:
                    waits_for[other] -= 1
                    if not waits_for[other]:
                        place(other)

        for link in [link for link, count in waits_for.items() if not count]:
            place(link)
        return ordered

    @property
    def is_walkable(self) -> bool:
        """Whether it leads anywhere from here."""
        return len(self._links) > 1

    def _add(self, step: int, key: object, title: str, *comes_of: Link | None, **more) -> Link:
        """A link, once, however often it is met."""
        link = self._links.setdefault((step, key), Link(step, title, **more))
        link.comes_of += [one for one in comes_of if one and one not in link.comes_of]
        return link

    def _take_actions(self, actions: list[Action], viewer) -> None:
        notes = Note.objects.visible_to(viewer).filter(action__in=actions)
        items: dict[int | None, list[Note]] = {}
        for note in notes.select_related("record__session").order_by("record__session__starts_at"):
            items.setdefault(note.action_id, []).append(note)
        for action in reversed(actions):  # what was handed over before what it became
            self._take_action(action, items.get(action.pk, [])[:MOST_SESSIONS])

    def _take_action(self, action: Action, notes: list[Note]) -> None:
        doers = [self._doer(doer) for doer in action.doers]
        items = [self._item(note, doers) for note in notes]
        link = self._add(
            ACTION,
            action.pk,
            plainly(action.words),
            *(items or doers),
            self._links.get((ACTION, action.handed_from_id)),
            url=action.get_absolute_url(),
            detail=" · ".join([*(doer.title for doer in doers), action.get_state_display()]),
        )
        if action.serves:
            slug = action.serves["slug"]
            to = reverse("projects:detail", args=[slug])
            self._add(PROJECT, slug, action.serves["name"], link, url=to)

    def _doer(self, doer: dict) -> Link:
        slug = doer["slug"]
        url = reverse("peers:detail", args=[slug]) if slug else ""
        asked = "" if doer["said_yes"] else str(_("asked"))
        return self._add(PERSON, slug or doer["name"], doer["name"], url=url, detail=asked)

    def _item(self, note: Note, doers: Iterable[Link]) -> Link:
        session = self._session(note.record.session, doers)
        return self._add(ITEM, note.pk, plainly(note.words), session, url=note.get_absolute_url())

    def _session(self, session: Session, doers: Iterable[Link]) -> Link:
        day = date_format(session.starts_at, "j F Y")
        url = session.get_absolute_url()
        return self._add(SESSION, session.pk, session.title, *doers, url=url, detail=day)

    def _take_outcomes(self, about: Q, viewer) -> None:
        outcomes = Outcome.objects.visible_to(viewer).filter(about).exclude(state=Verdict.DECLINED)
        for outcome in outcomes.select_related("project").confirmed_first()[:MOST_OUTCOMES]:
            self._take_outcome(outcome)

    def _take_outcome(self, outcome: Outcome) -> None:
        project = outcome.project
        action = self._links.get((ACTION, outcome.action_id))
        through = self._add(
            PROJECT, project.slug, project.title, action, url=project.get_absolute_url()
        )
        self._add(
            OUTCOME, outcome.pk, plainly(outcome.words), through,
            url=outcome.get_absolute_url(),
            detail="" if outcome.is_confirmed else outcome.get_state_display(),
        )  # fmt: skip


def plainly(words: str) -> str:
    """Markdown as one short plain line."""
    return shorten(" ".join(plain_words(render_markdown(words)).split()), LONGEST_TITLE)


def _came_of(_thing, actions: list[Action]) -> Q:
    """What came of actions; and of the projects they serve, unless it came of another action."""
    slugs = [action.serves["slug"] for action in actions if action.serves]
    return Q(action__in=actions) | Q(project__slug__in=slugs, action=None)


@dataclass(frozen=True, slots=True)
class Start:
    """How the chain is entered at one kind of thing: which actions and outcomes belong to it, and
    which link it is itself."""

    step: int
    key: str
    actions: Callable[[Any, Any], Q]
    outcomes: Callable[[Any, list[Action]], Q] = _came_of
    has_any: Callable[[Any], bool] = lambda thing: True


def _done_by(peer: Peer, viewer) -> Q:
    owners = ActionOwner.objects.visible_to(viewer).filter(peer=peer)
    return Q(pk__in=owners.values("action"))


def _said_in(session: Session, viewer) -> Q:
    notes = Note.objects.visible_to(viewer).filter(record=session.pk)
    return Q(pk__in=notes.values("action"))


STARTS = {
    Peer: Start(PERSON, "slug", _done_by),
    Session: Start(SESSION, "pk", _said_in),
    Note: Start(
        ITEM,
        "pk",
        lambda note, _viewer: Q(pk=note.action_id),
        has_any=lambda note: note.action_id is not None,
    ),
    Action: Start(
        ACTION,
        "pk",
        lambda action, _viewer: Q(pk=action.pk) | Q(handed_to=action) | Q(handed_from=action),
    ),
    Project: Start(
        PROJECT,
        "slug",
        lambda project, _viewer: Q(project=project, serves__isnull=False),
        outcomes=lambda project, _actions: Q(project=project),
        has_any=comes_to_something,
    ),
    Outcome: Start(
        OUTCOME,
        "pk",
        lambda outcome, _viewer: Q(pk=outcome.action_id),
        outcomes=lambda outcome, _actions: Q(pk=outcome.pk),
    ),
}
