"""Who is behind the invented projects, what these ask for, and who answers."""

from collections.abc import Iterator, Sequence

from forums.demo.calendar import Calendar
from forums.demo.copying import copy_in, new_keys
from forums.demo.dice import Dice
from forums.demo.people import Person
from forums.demo.strength.kept import Crowd, Kept, Moments
from forums.demo.strength.phrases import Phrase, Phrases
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

    def __init__(self, people: Sequence[Person], texts: dict, phrases: Phrases, seed: int,
                 calendar: Calendar):  # fmt: skip
        self._dice, self._texts, self._calendar = Dice(seed, "behind"), texts, calendar
        self._phrases = phrases
        self._crowd, self._moments = Crowd(people, self._dice), Moments(self._dice, calendar)

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
        asked = [
            (project, phrase, self._support(project, kind, state, phrase))
            for project in led
            for kind, state, phrase in self._chosen(project)
        ]
        keys = new_keys(Support, len(asked))
        keyed = list(zip(keys, asked, strict=True))
        copy_in(Support, SUPPORT, ((key, *row) for key, (_project, _phrase, row) in keyed))
        tagged = ((key, phrase.tag) for key, (_project, phrase, _row) in keyed if phrase.tag)
        copy_in(SupportHelp, ["content_object", "tag"], tagged)
        copy_in(
            Reply,
            ["support", "peer", "words", "is_named", "state", "answer", "said_at", "answered_at",
             "answered_by"],
            (reply for key, one in keyed for reply in self._replies(key, *one)),
        )  # fmt: skip

    def _chosen(self, project: Kept) -> Iterator[tuple[str, str, Phrase]]:
        """What a project puts to others, where there is a phrase for it."""
        for kind, state, tag in self._of_helps(project):
            if phrase := self._phrases.of_help(kind, tag):
                yield kind, state, phrase
        for kind in (Seek.CHALLENGE, Seek.PARTNERS):
            if self._dice.happens(0.07) and not project.is_over:
                yield kind, SupportState.OPEN, self._phrases.call(kind, project.causes)

    def _of_helps(self, project: Kept) -> Iterator[tuple[str, str, int]]:
        """What a project asks for today is among its needs; what was met no longer is. What has
        come to its end asks for nothing."""
        dice = self._dice
        if project.needs and dice.happens(0.6) and not project.is_over:
            yield Seek.ASK, SupportState.OPEN, dice.one(project.needs)
        if project.offers and dice.happens(0.25) and not project.is_over:
            yield Seek.OFFER, SupportState.OPEN, dice.one(project.offers)
        gone = [pk for pk in self._phrases.everyday if pk not in project.needs]
        if gone and dice.happens(0.3):
            state = SupportState.MET if dice.happens(0.75) else SupportState.CLOSED
            yield Seek.ASK, state, dice.one(gone)

    def _support(self, project: Kept, kind: str, state: str, phrase: Phrase) -> tuple:
        dice = self._dice
        opened_at = self._moments.since(project.age, 200)
        is_open = state == SupportState.OPEN
        until = self._calendar.day(-dice.between(5, 90)) if is_open and dice.happens(0.3) else None
        closed_at = None if is_open else self._moments.soon_after(opened_at)
        return (
            dice.key(), project.pk, kind, phrase.title, phrase.words, phrase.amount, until, state,
            phrase.outcome if state == SupportState.MET else "", project.lead, opened_at,
            closed_at or opened_at, closed_at,
        )  # fmt: skip

    def _replies(self, key: int, project: Kept, phrase: Phrase, row: tuple) -> Iterator[tuple]:
        """The first who answers says what fits the ask, whoever comes after that is ready, too."""
        dice, said = self._dice, self._phrases.said
        kind, state, opened_at, closed_at = row[2], row[7], row[10], row[12]
        is_offer = kind == Seek.OFFER
        also = said["wanting" if is_offer else "also"]
        for number, person in enumerate(self._crowd.some(2, project.lead)):
            said_at = self._moments.soon_after(opened_at)
            if closed_at:
                said_at, became = opened_at, ReplyState.DONE
                if state == SupportState.CLOSED:
                    became = ReplyState.DECLINED
            else:
                became = dice.weighted(REPLIES)
            answer = {
                ReplyState.ACCEPTED: "lending" if is_offer else "answers",
                ReplyState.DONE: "done", ReplyState.DECLINED: "declines",
            }.get(became)  # fmt: skip
            yield (
                key, person.pk, dice.one(also) if number else phrase.reply, dice.happens(0.6),
                became, dice.one(said[answer]) if answer else "", said_at,
                (closed_at or said_at) if answer else None, project.lead if answer else None,
            )  # fmt: skip
