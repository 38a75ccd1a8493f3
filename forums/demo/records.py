"""What was said in the invented sessions: records in every state, by hand where a file of texts has
them and made up for the others, with the questions and actions that their items are."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count

from django.utils import timezone

from forums.choices import Asked, Doing, RecordState, Seat, Section, State
from forums.demo import texts
from forums.demo.agreements import Agreements
from forums.demo.copying import copy_rows
from forums.demo.dice import Dice
from forums.demo.ground import Ground
from forums.demo.people import Person, sign_ins_of
from forums.demo.plans import Plan, Sort
from forums.demo.telling import Teller
from forums.models import (
    Action,
    ActionOwner,
    Answer,
    Booking,
    Note,
    NoteCause,
    NoteVersion,
    Question,
    Record,
    Session,
)

WRITTEN = (Record, Note, NoteVersion, NoteCause, Question, Answer, Action, ActionOwner)
CAME = frozenset({Seat.GOING, Seat.WALKED_IN})
RECORDED = frozenset({Sort.BREAKFAST, Sort.HOUR})
STATES = [(RecordState.PUBLIC, 92), (RecordState.SHARED, 8)]
ASKED = [(Asked.OPEN, 80), (Asked.PARKED, 20)]
SHARED_AFTER, PUBLISHED_AFTER = timedelta(days=1), timedelta(days=3)
BETWEEN = timedelta(minutes=4)  # two items
RECORD = (
    "session", "state", "is_closed", "is_open", "no_actions", "shared_at", "published_at",
    "told_at",
)  # fmt: skip
NOTE = (
    "id", "record", "section", "place", "is_prose", "words", "pace", "sector", "question", "action",
    "is_removed", "revision", "written_by", "changed_by", "written_at", "changed_at", "featured_at",
)  # fmt: skip
QUESTION = (
    "id", "words", "session", "reframed_from", "state", "reason", "asked_by", "asked_at",
    "moved_at",
)  # fmt: skip


@dataclass
class Kept:
    """What has been said, for whoever goes on from it. Questions and actions that were written by
    hand are found by their key there, sessions by their title and by their theme."""

    sessions: dict[str, Session] = field(default_factory=dict)
    came: dict[int, list[int]] = field(default_factory=dict)  # peers, by session
    questions: dict[str, Question] = field(default_factory=dict)
    actions: dict[str, Action] = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)

    def note(self, words: str) -> Note | None:
        """The first item that has these words in it."""
        return next((note for note in self.notes if words in note.words), None)


class Records:
    """Writes the records of one invented city."""

    def __init__(self, ground: Ground, people: Sequence[Person], seed: int):
        self._ground = ground
        self._dice, self._teller = Dice(seed, "records"), Teller(Dice(seed, "record texts"))
        self._texts = texts.read("records")
        self._by_hand = {one.get("theme", one["session"]): one for one in self._texts["records"]}
        self._now = timezone.now().replace(microsecond=0)
        self._agreements = Agreements(people, seed, self._now)
        self._organiser = sign_ins_of(people)["organiser"].pk
        self._kept = Kept()
        self._records: list[Record] = []
        self._questions: list[Question] = []
        self._causes: list[NoteCause] = []

    def load(self, pairs: Sequence[tuple[Plan, Session]], bookings: Sequence[Booking]) -> Kept:
        """Write the records of what has been held. Returns what there is to go on from."""
        kept = self._kept
        for booking in bookings:
            if booking.state in CAME and booking.peer_id:
                kept.came.setdefault(booking.session_id, []).append(booking.peer_id)
        for plan, session in pairs:
            if session.state == State.HELD and plan.sort in RECORDED:
                kept.sessions.setdefault(session.title, session)
                kept.sessions.setdefault(session.theme, session)
                self._keep(plan, session)
        copy_rows(self._records, RECORD)
        copy_rows(self._questions, QUESTION)
        kept.actions = self._agreements.save()
        copy_rows(kept.notes, NOTE)
        copy_rows(self._causes, ("content_object", "tag"))
        self._let_take_notes()
        return kept

    def _let_take_notes(self) -> None:
        """Whoever arranges the drafts takes their notes."""
        for record in self._records:
            if record.state == RecordState.DRAFT:
                record.note_takers.add(self._organiser)

    def _keep(self, plan: Plan, session: Session) -> None:
        told = self._by_hand.get(session.theme) or self._by_hand.get(session.title)
        told = told or self._made_up(plan)
        record = self._record(session, told)
        self._records.append(record)
        moments = count()
        for section in Section:
            for place, item in enumerate(told[section], 1):
                moment = session.starts_at + BETWEEN * next(moments)
                note = self._note(record, section, place, item, self._by(moment))
                self._kept.notes.append(note)
                names = [name for name in item.get("causes", ()) if name in self._ground.causes]
                self._causes += [
                    NoteCause(content_object=note, tag=self._ground.causes[name]) for name in names
                ]

    def _by(self, moment: datetime) -> datetime:
        """A moment that has been: whatever follows today is never in the future."""
        return min(moment, self._now)

    def _record(self, session: Session, told: dict) -> Record:
        is_closed = told.get("is_closed", False)
        state = RecordState.SHARED if is_closed else told.get("state", RecordState.PUBLIC)
        shared_at = self._by(session.ends_at + SHARED_AFTER)
        published_at = self._by(session.ends_at + PUBLISHED_AFTER)
        is_public = state == RecordState.PUBLIC
        return Record(
            session=session,
            state=state,
            is_closed=is_closed,
            no_actions="",
            shared_at=None if state == RecordState.DRAFT else shared_at,
            published_at=published_at if is_public else None,
            told_at=published_at if is_public else shared_at if is_closed else None,
        )

    def _note(self, record: Record, section: str, place: int, told: dict, at: datetime) -> Note:
        """An item as told; a question or an action comes into its list with the first one."""
        by = self._dice.one(self._kept.came.get(record.pk) or [self._organiser])
        sector = self._ground.sectors.get(told.get("sector", ""))
        note = Note(
            id=self._dice.key(), record=record, section=section, place=place,
            is_prose="prose" in told, words=told.get("prose") or told.get("words", ""),
            pace=told.get("pace", ""), sector=sector, written_by_id=by, changed_by_id=by,
            written_at=at, changed_at=at,
            featured_at=record.published_at if told.get("featured") else None,
        )  # fmt: skip
        if section == Section.QUESTIONS:
            note.question = self._question(told, record, by, at)
            note.words = note.question.words
        elif section == Section.ACTIONS:
            came = self._kept.came.get(record.pk, ())
            note.action = self._agreements.agree(told, record, came)
            note.words = note.action.words
        return note

    def _question(self, told: dict, record: Record, by: int, at: datetime) -> Question:
        """One that is in the register already, or is asked here first."""
        key = told.get("asks", "")
        if key in self._kept.questions:
            return self._kept.questions[key]
        told = self._texts["questions"][key] if key else told
        question = Question(
            id=self._dice.key(), words=told["words"], session=record.session,
            reframed_from=self._kept.questions.get(told.get("from", "")),
            state=told["state"], reason=told.get("reason", ""),
            asked_by_id=None if record.is_closed else by, asked_at=at, moved_at=at,
        )  # fmt: skip
        self._questions.append(question)
        if key:
            self._kept.questions[key] = question
        return question

    def _made_up(self, plan: Plan) -> dict:
        """Two items in each section, about one thing in one part of the city."""
        dice, lists = self._dice, self._texts["made_up"]
        words = self._teller.words(self._teller.kind(), plan.told["ward"])
        sectors = dice.sample(list(self._ground.sectors), 2) if self._ground.sectors else ["", ""]
        causes = list(plan.told.get("causes", ()))[:1]

        def filled(name: str) -> Iterator[str]:
            for line in dice.sample(lists[name], 2):
                yield self._teller.told(line, words)

        def question(line: str) -> dict:
            state = dice.weighted(ASKED)
            reason = dice.one(lists["reasons"]) if state == Asked.PARKED else ""
            return {"words": line, "state": state, "reason": reason}

        return {
            "state": dice.weighted(STATES),
            Section.CONTEXT: [
                {"words": self._teller.line("troubles", words), "sector": sector}
                for sector in sectors
            ],
            Section.QUESTIONS: [question(line) for line in filled("questions")],
            Section.WORKS: [
                {"words": self._teller.line(name, words), "causes": causes}
                for name in ("lessons", "weeks")
            ],
            Section.ACTIONS: [{"words": line, "state": Doing.DONE} for line in filled("actions")],
        }
