"""What the invented projects tell as they go: news and milestones, all of it told already."""

from collections.abc import Iterator, Sequence
from datetime import timedelta

from django.utils import timezone

from forums.demo.calendar import Calendar
from forums.demo.copying import copy_in
from forums.demo.dice import Dice
from forums.demo.strength.kept import Kept, Moments
from forums.demo.strength.phrases import Phrases
from projects.choices import Stage
from projects.models import Milestone, News

WRITTEN = (News, Milestone)


class Telling:
    """Writes news and milestones."""

    def __init__(self, phrases: Phrases, seed: int, calendar: Calendar):
        self._dice, self._phrases, self._calendar = Dice(seed, "news"), phrases, calendar
        self._moments = Moments(self._dice, calendar)

    def load(self, projects: Sequence[Kept]) -> None:
        """Write all of it."""
        led = [project for project in projects if project.lead]
        copy_in(
            News,
            ["key", "project", "title", "words", "happened_on", "is_removed", "revision",
             "written_by", "written_at", "changed_at", "told_at"],
            self._news(led),
        )  # fmt: skip
        copy_in(
            Milestone,
            ["key", "project", "title", "due_on", "reached_on", "made_by", "made_at", "changed_at",
             "told_at"],
            self._milestones(led),
        )  # fmt: skip

    def _news(self, led: Sequence[Kept]) -> Iterator[tuple]:
        dice = self._dice
        for project in led:
            count = dice.between(1, 2) if dice.happens(0.45) else 0
            for title, words in dice.sample(self._told("news", project), count):
                at = self._moments.since(project.age)
                yield (
                    dice.key(), project.pk, title, words, timezone.localdate(at),
                    dice.happens(0.04), 1, project.lead, at, at, at + timedelta(hours=1),
                )  # fmt: skip

    def _milestones(self, led: Sequence[Kept]) -> Iterator[tuple]:
        dice = self._dice
        for project in led:
            count = dice.between(1, 2) if dice.happens(0.35) else 0
            for title in dice.sample(self._told("milestones", project), count):
                at = self._moments.since(project.age)
                is_reached = dice.happens(0.6)
                yield (
                    dice.key(), project.pk, title,
                    self._calendar.day(dice.between(-200, 0)) if not is_reached else None,
                    timezone.localdate(at) if is_reached else None, project.lead, at, at,
                    at + timedelta(hours=1) if is_reached else None,
                )  # fmt: skip

    def _told(self, what: str, project: Kept) -> list:
        """What has only just been thought of has not done anything of its own yet."""
        causes = [] if project.stage == Stage.IDEA else project.causes
        return self._phrases.told(what, causes)
