"""Composes what people are told after a session, and of what came of it; does not send it."""

from collections.abc import Sequence
from hashlib import sha256

from django.urls import reverse

from forums.models import Lesson, Outcome
from leeds_leaders.notices.choices import Purpose
from leeds_leaders.notices.emails import Telling
from leeds_leaders.notices.models import Letter
from peers.emails.naming import named_to
from peers.models import Peer

OUTCOME = "forums.outcome"  # what a letter keeps of the outcome that it tells of


def telling_of_lesson(lesson: Lesson) -> Telling:
    """Did it help? Asked once for each day that its owner chose."""
    return Telling(
        recipient=lesson.peer,
        purpose=Purpose.REMINDER,
        key=f"lesson:{lesson.pk}:{lesson.ask_on}",
        template="forums/email/lesson",
        context={"lesson": lesson, "session": lesson.session},
        url=reverse("forums:lesson-helped", args=[lesson.pk]),
    )


def telling_of_outcome_said(outcome: Outcome, lead: Peer) -> Telling:
    """To somebody who leads a project: somebody says what came of it. Is it so?"""
    sayer = named_to(lead, outcome.said_by)
    return Telling(
        recipient=lead,
        purpose=Purpose.PEOPLE,
        key=f"outcome:{outcome.pk}:said:{_mark(outcome)}",
        template="forums/email/outcome_said",
        context={"outcome": outcome, "project": outcome.project, "sayer": sayer},
        url=outcome.get_absolute_url(),
        items=_items(outcome) | ({"peers": [sayer.pk]} if sayer else {}),
    )


def telling_of_outcome_decided(outcome: Outcome) -> Telling:
    """To whoever said so: the project confirms it, in these words, or sees it differently."""
    return Telling(
        recipient=outcome.said_by,
        purpose=Purpose.PEOPLE,
        key=f"outcome:{outcome.pk}:{outcome.state}:{_mark(outcome)}",
        template=f"forums/email/outcome_{outcome.state}",
        context={"outcome": outcome, "project": outcome.project},
        url=outcome.get_absolute_url(),
        items=_items(outcome),
    )


def outcomes_still_told(letters: Sequence[Letter]) -> set[int]:
    """Of letters about outcomes those (by key) that are still so. One query."""
    told = {letter.pk: letter.items[OUTCOME] for letter in letters}
    states = dict(
        Outcome.objects.filter(pk__in=[each["outcome"] for each in told.values()]).values_list(
            "pk", "state"
        )
    )
    return {pk for pk, each in told.items() if states.get(each["outcome"]) == each["state"]}


def _items(outcome: Outcome) -> dict:
    """What a letter keeps, to be looked at again before it leaves."""
    return {OUTCOME: {"outcome": outcome.pk, "state": outcome.state}}


def _mark(outcome: Outcome) -> str:
    """Other words, or another reason, are told anew; the same ones are not."""
    said = repr((sorted(outcome.told.items()), outcome.reason))
    return sha256(said.encode()).hexdigest()[:16]
