"""Who is behind the invented projects, what these ask for, and who answers."""

from collections.abc import Iterator, Sequence

from forums.demo.calendar import Calendar
from forums.demo.copying import copy_in, new_keys
from forums.demo.dice import Dice
from forums.demo.people import Person
from forums.demo.strength.kept import Crowd, Kept, Moments
from leeds_leaders.language.models import Help
from projects.choices import OWN_RUNGS, ReplyState, Rung, Seek, SupportState
from projects.models import Interest, Reply, Support, SupportHelp, TeamMember

RUNGS = [(Rung.SEEN, 25), (Rung.WANTS, 35), (Rung.MET, 16), (Rung.OFFERED, 14), (Rung.TOGETHER, 10)]
REPLIES = [(ReplyState.WAITING, 40), (ReplyState.ACCEPTED, 30), (ReplyState.DECLINED, 15),
           (ReplyState.WITHDRAWN, 15)]  # fmt: skip
SUPPORT = [
    "id", "key", "project", "kind", "title", "words", "amount", "until", "state", "outcome",
    "opened_by", "opened_at", "changed_at", "closed_at",
]  # fmt: skip
WRITTEN = (Interest, Support, SupportHelp, Reply, TeamMember)


class Behind:
    """Writes interests, asks and offers with their answers, and teams."""

    def __init__(self, people: Sequence[Person], texts: dict, seed: int, calendar: Calendar):
        self._dice, self._texts, self._calendar = Dice(seed, "behind"), texts, calendar
        self._crowd, self._moments = Crowd(people, self._dice), Moments(self._dice, calendar)
        self._helps = list(Help.objects.order_by("position").values_list("pk", flat=True))

    def load(self, projects: Sequence[Kept]) -> None:
        """Write all of it, COPY by COPY."""
        copy_in(
            Interest,
            ["project", "peer", "said", "confirmed", "is_named", "hears", "said_at",
             "confirmed_at", "confirmed_by"],
            self._interests(projects),
        )  # fmt: skip
        led = [project for project in projects if project.lead]
        copy_in(
            TeamMember,
            ["project", "peer", "role", "is_paid", "is_lead", "asked_by", "asked_at",
             "said_yes_at", "left_at"],
            self._teams(led),
        )  # fmt: skip
        self._load_support(led)

    def _interests(self, projects: Sequence[Kept]) -> Iterator[tuple]:
        dice = self._dice
        for project in projects:
            for person in self._crowd.some(4, project.lead):
                said = dice.weighted(RUNGS) if project.lead else dice.weighted(RUNGS[:2])
                said_at = self._moments.since(project.age, person.joined)
                is_confirmed = said not in OWN_RUNGS and dice.happens(0.75)
                yield (
                    project.pk, person.pk, said, said if is_confirmed else "", dice.happens(0.65),
                    dice.happens(0.7), said_at,
                    self._moments.soon_after(said_at) if is_confirmed else None,
                    project.lead if is_confirmed else None,
                )  # fmt: skip

    def _teams(self, led: Sequence[Kept]) -> Iterator[tuple]:
        """Some with a second lead, some who left, some who have not said yes yet."""
        dice = self._dice
        for project in led:
            if not dice.happens(0.35):
                continue
            for person in self._crowd.some(3, project.lead):
                asked_at = self._moments.since(project.age, person.joined)
                said_yes = self._moments.soon_after(asked_at) if dice.happens(0.85) else None
                left = (
                    self._moments.soon_after(said_yes) if said_yes and dice.happens(0.1) else None
                )
                is_lead = bool(said_yes and not left and dice.happens(0.2))
                yield (
                    project.pk, person.pk, dice.one(self._texts["roles"]),
                    dice.weighted([(None, 30), (False, 60), (True, 10)]), is_lead, project.lead,
                    asked_at, said_yes, left,
                )  # fmt: skip

    def _load_support(self, led: Sequence[Kept]) -> None:
        rows, tags, replies = [], [], []
        for project in led:
            for kind, state, tag in self._chosen(project):
                row = self._support(project, kind, state)
                rows.append(row)
                tags.append(tag)
                replies.append((project, row))
        keys = new_keys(Support, len(rows))
        copy_in(Support, SUPPORT, ((key, *row) for key, row in zip(keys, rows, strict=True)))
        tagged = ((key, tag) for key, tag in zip(keys, tags, strict=True) if tag)
        copy_in(SupportHelp, ["content_object", "tag"], tagged)
        copy_in(
            Reply,
            ["support", "peer", "words", "is_named", "state", "answer", "said_at", "answered_at",
             "answered_by"],
            self._replies(zip(keys, replies, strict=True)),
        )  # fmt: skip

    def _chosen(self, project: Kept) -> Iterator[tuple[str, str, int | None]]:
        """What a project puts to others. What it asks for today is among its needs; what was met
        no longer is."""
        dice = self._dice
        if project.needs and dice.happens(0.6):
            yield Seek.ASK, SupportState.OPEN, dice.one(project.needs)
        if project.offers and dice.happens(0.25):
            yield Seek.OFFER, SupportState.OPEN, dice.one(project.offers)
        gone = [pk for pk in self._helps if pk not in project.needs]
        if gone and dice.happens(0.3):
            state = SupportState.MET if dice.happens(0.75) else SupportState.CLOSED
            yield Seek.ASK, state, dice.one(gone)
        for kind in (Seek.CHALLENGE, Seek.PARTNERS):
            if dice.happens(0.07):
                yield kind, SupportState.OPEN, None

    def _support(self, project: Kept, kind: str, state: str) -> tuple:
        dice = self._dice
        titles = {Seek.ASK: "asks", Seek.OFFER: "offers", Seek.CHALLENGE: "challenges",
                  Seek.PARTNERS: "partners"}  # fmt: skip
        opened_at = self._moments.since(project.age, 200)
        is_open = state == SupportState.OPEN
        until = self._calendar.day(-dice.between(5, 90)) if is_open and dice.happens(0.3) else None
        closed_at = None if is_open else self._moments.soon_after(opened_at)
        return (
            dice.key(), project.pk, kind, dice.one(self._texts[titles[Seek(kind)]]),
            dice.one(self._texts["words"]), dice.one(self._texts["amounts"]), until, state,
            dice.one(self._texts["outcomes"]) if state == SupportState.MET else "",
            project.lead, opened_at, closed_at or opened_at, closed_at,
        )  # fmt: skip

    def _replies(self, supports) -> Iterator[tuple]:
        dice = self._dice
        for key, (project, row) in supports:
            state, opened_at, closed_at = row[7], row[10], row[12]
            for person in self._crowd.some(2, project.lead):
                said_at = self._moments.soon_after(opened_at)
                if closed_at:
                    said_at, became = opened_at, ReplyState.DONE
                    if state == SupportState.CLOSED:
                        became = ReplyState.DECLINED
                else:
                    became = dice.weighted(REPLIES)
                answer = {
                    ReplyState.ACCEPTED: "answers", ReplyState.DONE: "answers",
                    ReplyState.DECLINED: "declines",
                }.get(became)  # fmt: skip
                yield (
                    key, person.pk, dice.one(self._texts["replies"]), dice.happens(0.6), became,
                    dice.one(self._texts[answer]) if answer else "", said_at,
                    (closed_at or said_at) if answer else None, project.lead if answer else None,
                )  # fmt: skip
