"""What the invented people said of each other's things, and what moderators made of it."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import cycle

from django.db.models import Model
from django.utils import timezone

from forums.demo.people import SIGN_INS, Person, sign_ins_of
from leeds_leaders.moderation.actions import hold, note
from leeds_leaders.moderation.choices import HARM, Because, HouseRule, Outcome, Standing
from leeds_leaders.moderation.kinds import Kind, kinds
from leeds_leaders.moderation.models import (
    Appeal,
    Candidate,
    Case,
    DataComplaint,
    Decision,
    PreElection,
    Report,
    SafetyEntry,
)
from peers.models import Peer

# Since when a thing is there, whatever its table calls it.
BEGAN = (
    "created_at", "joined_at", "made_at", "written_at", "said_at", "asked_at", "agreed_at",
    "proposed_at", "added_at", "sent_at", "at",
)  # fmt: skip
EACH = 12  # rows of a kind that are looked at, however many there are
# What waits, and why the machine thought so.
HELD = (
    ("response", Because.LINKS), ("agenda-item", Because.REPEATED), ("note", Because.MANY),
    ("item", Because.LINKS), ("outcome", Because.ELECTION),
)  # fmt: skip
# What members, or a visitor (`0` members), say of what is there.
REPORTED: tuple[tuple[str, str, int, str], ...] = (
    ("project", HouseRule.UNTRUE, 1, "They moved out last winter; the door is shut."),
    ("organisation", HouseRule.PRETENCE, 1, "The council has nothing to do with this."),
    ("session", HouseRule.CAMPAIGN, 2, "It was a rally, with leaflets on every chair."),
    ("perspective", HouseRule.PRIVACY, 2, "My neighbour can be known from this."),
    ("response", HouseRule.ABUSE, 2, "He calls us a name that I do not want to repeat."),
    ("question", HouseRule.ELSEWHERE, 1, "This is about another city."),
    ("note", HouseRule.PRIVACY, 1, "It says where she lives."),
    ("item", HouseRule.ADVERT, 0, "The same advertisement hangs in our hall."),
    ("photo", HouseRule.PRIVACY, 0, "My daughter is in it, and nobody asked."),
    ("news", HouseRule.ADVERT, 1, ""),
    ("peer", HouseRule.DANGER, 1, "They wrote that they will wait for me outside."),
    ("lesson", HouseRule.UNTRUE, 1, "That is not what was said."),
)  # fmt: skip
OUTCOMES = (
    (Outcome.LEFT, "", ""),
    (Outcome.APPROVED, "", ""),
    (Outcome.WARNED, HouseRule.ADVERT, "Please say it once; people do read it."),
    (Outcome.APPROVED, "", ""),
    (Outcome.EDITED, "", ""),
    (Outcome.LEFT, "", ""),
)
AGAINST = "It says where somebody lives, and they asked us to take it away."
AGO = ((4, False), (30, True))  # days, and whether the appeal has its answer
SAFETY = (
    ("Somebody is bullied in a thread", 40, "Reports, limits on a first day, a moderator a day."),
    ("Somebody is found who hides", 25, "Doors by audience; a hidden place is in no list."),
    ("Children in photos", 12, "Whoever puts a photo in says that those in it agreed."),
    ("Fraud in the name of an organisation", -3, "Claims are looked at by a moderator."),
)


class Moderation:
    """Fills the queue, what was decided before, and the records that the law asks for. A fixed
    number of rows, however large the city is."""

    def __init__(self, people: Sequence[Person]):
        signed = sign_ins_of(people)
        self._admin, self._moderator = (signed[name].pk for name in ("admin", "moderator"))
        others = [person.pk for person in people[len(SIGN_INS) :]][:EACH]
        self._reporters = cycle(others or [signed["peer"].pk])
        self._now = timezone.now()

    def load(self) -> None:
        """Write it all, after everything else."""
        there = {name: self._rows(kind) for name, kind in kinds().items()}
        for name, because in HELD:
            for thing in there[name][:1]:
                hold(thing, because, author=next(iter(kinds()[name].authors(thing)), None))
        for days, (name, rule, members, words) in enumerate(REPORTED, 1):
            for thing in there[name][1:2]:
                self._report(kinds()[name], thing, days, rule, members, words)
        self._decided(there)
        self._appealed(there)
        self._kept_by_law()
        admin = Peer.objects.get(pk=self._admin)
        note("read the moderators' guide out", None, by=admin, words="At the yearly meeting.")

    def _rows(self, kind: Kind) -> list[Model]:
        rows = kind.model._base_manager.select_related(*kind.joined).order_by("pk")[:EACH]
        return [row for row in rows if _is_seen(row) and kind.authors(row)]

    def _report(self, kind: Kind, thing: Model, days: int, rule: str, members: int, words: str):
        at = self._now - timedelta(days=days / 2)
        case, _is_new = Case.objects.open().get_or_create(
            kind=kind.name,
            object_id=str(thing.pk),
            defaults={"author": kind.authors(thing)[0], "opened_at": at},
        )
        theirs = {author.pk for author in kind.authors(thing)}
        asked = {next(self._reporters) for _one in range(members)}
        reporters: list[int | None] = [*sorted(asked - theirs)]
        reporters = reporters or [None]  # a visitor
        Report.objects.bulk_create(
            Report(case=case, reporter_id=who, rule=rule, words=words, made_at=at)
            for who in reporters
        )
        case.reports, case.harm = len(reporters), HARM[rule]
        case.save(update_fields=["reports", "harm"])

    def _decided(self, there: dict[str, list[Model]]) -> None:
        """What was looked at in the last half-year, a few things of each kind."""
        turns = cycle(OUTCOMES)
        looked_at = [(name, thing) for name in there for thing in there[name][2:8]]
        Decision.objects.bulk_create(
            Decision(
                kind=name,
                object_id=str(thing.pk),
                author=kinds()[name].authors(thing)[0],
                by_id=self._moderator,
                outcome=outcome,
                rule=rule,
                reason=reason,
                waited=timedelta(hours=1 + number % 40),
                at=_not_before(
                    thing, self._now - timedelta(days=3 * number % 180, hours=number % 12)
                ),
            )
            for number, ((name, thing), (outcome, rule, reason)) in enumerate(
                zip(looked_at, turns, strict=False)
            )
        )

    def _appealed(self, there: dict[str, list[Model]]) -> None:
        """Two things that were taken away: of one another moderator has said that it stays so."""
        found = ((name, thing) for name in ("agenda-item", "note") for thing in there[name][8:9])
        for (days, is_answered), (name, thing) in zip(AGO, found, strict=False):
            author = kinds()[name].authors(thing)[0]
            at = _not_before(thing, self._now - timedelta(days=days))
            kinds()[name].hide(thing)
            decision = Decision.objects.create(
                kind=name, object_id=str(thing.pk), author=author, by_id=self._moderator,
                outcome=Outcome.REMOVED, rule=HouseRule.PRIVACY, reason=AGAINST, reports=1,
                waited=timedelta(hours=5), at=at,
            )  # fmt: skip
            Appeal.objects.create(
                decision=decision, peer=author, against_id=self._moderator,
                words="It is the address of the hall, not of a person.",
                made_at=min(at + timedelta(days=1), self._now),
                **(self._answer(at) if is_answered else {}),
            )  # fmt: skip

    def _answer(self, at) -> dict:
        return {
            "decided_by_id": self._admin,
            "decided_at": at + timedelta(days=3),
            "is_upheld": False,
            "answer": "Somebody lives above the hall and is the only one there.",
        }

    def _kept_by_law(self) -> None:
        today = timezone.localdate()
        DataComplaint.objects.create(
            name="R. Ashworth", email="r.ashworth@example.org", due_on=today + timedelta(days=3),
            words="I asked twice that my telephone number goes.",
            made_at=self._now - timedelta(days=27),
        )  # fmt: skip
        election = PreElection.objects.create(
            name="Election of the city council",
            starts_on=today - timedelta(days=90),
            ends_on=today - timedelta(days=48),
        )
        Candidate.objects.bulk_create(
            Candidate(election=election, name=name)
            for name in ("Ada Ploughwright", "Jo Tenterhook")
        )
        SafetyEntry.objects.bulk_create(
            SafetyEntry(
                title=title, words=words, reviewed_on=today - timedelta(days=180 - days),
                next_review_on=today + timedelta(days=days),
            )
            for title, days, words in SAFETY
        )  # fmt: skip


def _is_seen(row: Model) -> bool:
    """Whether others can have read it: it is neither a draft nor waiting already."""
    is_draft = getattr(row, "published_at", row) is None or getattr(row, "state", "") == "draft"
    is_kept = not getattr(row, "is_shared", True) or getattr(row, "hidden_at", None) is not None
    is_live = getattr(row, "standing", Standing.LIVE) == Standing.LIVE
    return is_live and not (is_draft or is_kept)


def _not_before(row: Model, at: datetime) -> datetime:
    """A moment, or the one since when a thing is there, if that is later."""
    moments = (getattr(row, name, None) for name in BEGAN)
    return max([at, *(moment for moment in moments if moment is not None)])
