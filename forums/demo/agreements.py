"""What was agreed in the invented sessions: who does it, by when, for which project, and whether it
was done."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.utils import timezone

from forums.actions.in_hand import keep_timetable
from forums.choices import Cost, Doing, Scope
from forums.demo import texts
from forums.demo.copying import copy_rows, new_keys
from forums.demo.dice import Dice
from forums.demo.people import Person, sign_ins_of
from forums.models import Action, ActionOwner, Record, Session
from leeds_leaders.moderation.choices import Standing
from peers.models import Organisation
from projects.models import Project

DOING = [(Doing.DONE, 62), (Doing.OPEN, 20), (Doing.DROPPED, 18)]
MONTH = 30  # days
NAMED_AFTER = timedelta(hours=1)
CONFIRMED_AFTER = timedelta(days=2)
REMINDED = 20  # of what is soonest due
ORGANISATIONS = 60  # of the first, those who take something on
ACTION = (
    "id", "key", "session", "words", "state", "due_on", "cost", "scope", "organisation", "project",
    "project_confirmed_at", "handed_from", "reason", "result", "agreed_at", "closed_at",
    "closed_by",
)  # fmt: skip
OWNER = ("action", "peer", "named_by", "named_at", "said_yes_at")


class Agreements:
    """Collects what is agreed, session by session, and then writes all of it."""

    def __init__(self, people: Sequence[Person], seed: int, now: datetime):
        self._dice, self._now = Dice(seed, "agreements"), now
        self._sign_ins = {name: person.pk for name, person in sign_ins_of(people).items()}
        told = texts.read("records")
        self._told, self._lists = told["actions"], told["made_up"]
        live = Organisation.objects.filter(standing=Standing.LIVE).order_by("pk")
        self._organisations = list(live.values_list("pk", flat=True)[:ORGANISATIONS])
        names = {told.get("organisation", "") for told in self._told.values()}
        self._by_name = dict(live.filter(name__in=names).values_list("name", "pk"))
        titles = {told.get("project", "") for told in self._told.values()}
        shown = Project.objects.filter(standing=Standing.LIVE, title__in=titles)
        self._projects = {project.title: project for project in shown}
        self._by_key: dict[str, Action] = {}
        self._actions: list[Action] = []
        self._owners: list[ActionOwner] = []

    def agree(self, told: dict, record: Record, came: Sequence[int]) -> Action:
        """One action as it is told, or as it may well have gone. What was agreed before is the
        same one again."""
        key = told.get("does", "")
        if key in self._by_key:
            return self._by_key[key]
        told = self._told[key] if key else told | self._went(came)
        action = self._action(told, record.session, record.session.starts_at + NAMED_AFTER)
        self._own(action, told, came)
        if record.is_closed:
            action.closed_by_id = None
        if key:
            self._by_key[key] = action
            self._hand_over(key, action, came)
        return action

    def save(self) -> dict[str, Action]:
        """Write them. Returns those told by hand, by their key."""
        for action, key in zip(self._actions, new_keys(Action, len(self._actions)), strict=True):
            action.pk = key
        copy_rows(self._actions, ACTION)
        copy_rows(self._owners, OWNER)
        coming = [one for one in self._actions if one.state == Doing.OPEN and not one.is_overdue]
        for action in sorted(coming, key=lambda one: str(one.due_on))[:REMINDED]:
            keep_timetable(action)
        return self._by_key

    def _went(self, came: Sequence[int]) -> dict:
        """What may well have become of something, and who does it: of those who came, or, where
        nobody knows any more who did, an organisation."""
        dice = self._dice
        state = dice.weighted(DOING)
        organisation = dice.one(self._organisations) if self._organisations and not came else None
        return {
            "state": state,
            "due": MONTH,
            "closes": dice.between(5, 2 * MONTH),
            "cost": dice.one(Cost.values),
            "others": dice.between(1, 2),
            "by": organisation,
            "result": dice.one(self._lists["results"]) if state == Doing.DONE else "",
            "reason": dice.one(self._lists["reasons"]) if state == Doing.DROPPED else "",
        }

    def _action(self, told: dict, session: Session, agreed_at: datetime) -> Action:
        project = self._projects.get(told.get("project", ""))
        confirmed_at = min(agreed_at + CONFIRMED_AFTER, self._now)
        is_confirmed = project and told.get("confirmed")
        action = Action(
            key=self._dice.key(), session=session, words=told["words"], state=told["state"],
            due_on=self._due_on(told, agreed_at), cost=told.get("cost", ""),
            scope=told.get("scope", Scope.SHARED), project=project,
            organisation_id=told.get("by") or self._by_name.get(told.get("organisation", "")),
            project_confirmed_at=confirmed_at if is_confirmed else None,
            reason=told.get("reason", ""), result=told.get("result", ""), agreed_at=agreed_at,
        )  # fmt: skip
        if action.state != Doing.OPEN:
            action.closed_at = min(agreed_at + timedelta(days=told["closes"]), self._now)
            action.closed_by_id = self._sign_ins["organiser"]
        self._actions.append(action)
        return action

    def _due_on(self, told: dict, agreed_at: datetime):
        if "coming" in told:
            return timezone.localdate() + timedelta(days=told["coming"])
        return timezone.localdate(agreed_at) + timedelta(days=told["due"])

    def _own(self, action: Action, told: dict, came: Sequence[int]) -> None:
        """Whoever is told of, and some of those who came. Who is `asked` has not answered yet."""
        named = [self._sign_ins[name] for name in told.get("owners", ())]
        asked = [self._sign_ins[name] for name in told.get("asked", ())]
        free = [pk for pk in came if pk not in {*named, *asked, *self._sign_ins.values()}]
        named += self._dice.sample(free, min(len(free), told.get("others", 0)))
        at, organiser = action.agreed_at, self._sign_ins["organiser"]
        self._owners += [
            ActionOwner(
                action=action, peer_id=pk, named_at=at, said_yes_at=None if pk in asked else at,
                named_by_id=None if pk == organiser else organiser,
            )
            for pk in dict.fromkeys([*named, *asked])
        ]  # fmt: skip

    def _hand_over(self, key: str, action: Action, came: Sequence[int]) -> None:
        """What was handed over goes on as another action."""
        for next_key, told in self._told.items():
            if told.get("from") == key and action.closed_at:
                goes_on = self._action(told, action.session, action.closed_at)
                goes_on.handed_from = action
                self._own(goes_on, told, came)
                self._by_key[next_key] = goes_on
