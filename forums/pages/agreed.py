"""The page of an action, and somebody's own actions, ready for their templates."""

from functools import cached_property

from django.db.models import F, Q

from forums import rules
from forums.choices import Doing
from forums.models import Action, ActionOwner, Note, Session
from leeds_leaders.paging import page_of

PAGE = 20
MOST_OPEN = 200  # of one person


class ActionPage:
    """An action that came by `for_lines`, where it stands, and what a viewer may do with it."""

    def __init__(self, action: Action, viewer):
        self.action, self._viewer = action, viewer
        self.own = self._own()
        self.can_do = rules.can_do(viewer, action)
        self.can_say_what_serves = rules.can_say_what_serves(viewer, action)

    @cached_property
    def notes(self) -> list[Note]:
        """Where it stands in notes that the viewer may read: first where it was agreed."""
        notes = Note.objects.visible_to(self._viewer).filter(action=self.action)
        return list(notes.select_related("record__session").order_by("record__session__starts_at"))

    @cached_property
    def session(self) -> Session | None:
        """Where it was agreed, for those who may see that."""
        return Session.objects.visible_to(self._viewer).filter(pk=self.action.session_id).first()

    @cached_property
    def handed_from(self) -> Action | None:
        return self._seen().filter(pk=self.action.handed_from_id).first()

    @cached_property
    def handed_to(self) -> Action | None:
        return self._seen().filter(handed_from=self.action).first()

    @property
    def is_asked(self) -> bool:
        """Whether it waits for the viewer's own yes or no."""
        return self.own is not None and self.own.said_yes_at is None and self._is_open

    @property
    def can_step_back(self) -> bool:
        return self.own is not None and self.own.said_yes_at is not None and self._is_open

    @property
    def waits_for_project(self) -> bool:
        return self.action.project_id is not None and self.action.project_confirmed_at is None

    @property
    def _is_open(self) -> bool:
        return self.action.state == Doing.OPEN

    def _own(self) -> ActionOwner | None:
        if not self._viewer.is_authenticated:
            return None
        return self.action.owners.filter(peer=self._viewer).first()

    def _seen(self):
        return Action.objects.visible_to(self._viewer).for_lines(self._viewer)


class MyActions:
    """What somebody does, what they are asked to do, and what is asked of their projects. Four
    queries, however much it is."""

    def __init__(self, peer, asked):
        seen = Action.objects.visible_to(peer).for_lines(peer).select_related("session")
        theirs = seen.filter(owners__peer=peer).annotate(yes=F("owners__said_yes_at"))
        is_open = theirs.standing().filter(state=Doing.OPEN)
        self.open = list(is_open.order_by(F("due_on").asc(nulls_last=True), "pk")[:MOST_OPEN])
        closed = theirs.exclude(state=Doing.OPEN).order_by("-closed_at", "-pk")
        self.page = page_of(asked, closed, size=PAGE)
        mine = Q(project__lead_ids__contains=[peer.pk])
        waiting = seen.standing().filter(mine, project_confirmed_at=None)
        waiting = waiting.exclude(state=Doing.HANDED_OVER)
        self.for_projects = list(waiting.order_by("-agreed_at", "-pk")[:MOST_OPEN])

    @property
    def asked(self) -> list[Action]:
        return [action for action in self.open if action.yes is None]

    @property
    def to_do(self) -> list[Action]:
        return [action for action in self.open if action.yes is not None]

    @property
    def is_empty(self) -> bool:
        return not (self.open or self.for_projects or self.page.paginator.count)
