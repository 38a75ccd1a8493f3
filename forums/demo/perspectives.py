"""What the invented people wrote at length, what others answered, and what answers questions."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta

from django.utils import timezone

from forums.choices import PerspectiveKind, ReadBy
from forums.demo import texts
from forums.demo.dice import Dice
from forums.demo.people import SIGN_INS, Person, sign_ins_of
from forums.demo.records import Kept
from forums.models import Answer, Citation, Perspective, Question, Response, Session
from leeds_leaders.moderation.choices import Standing
from leeds_leaders.text import slug_for
from projects.models import Project

WRITTEN = (Perspective, Citation, Response, Answer)
LATELY = timedelta(hours=6)  # so long ago everything has been written
BETWEEN = timedelta(hours=1)  # a perspective and its responses
AT_LATEST = timedelta(minutes=4)  # between them, where there is not so much time
LINES = ("kind", "author_line", "byline", "role", "organisation", "read_by")


class Perspectives:
    """Writes perspectives and responses, and lets what was found answer the register."""

    def __init__(self, people: Sequence[Person], seed: int, kept: Kept):
        self._dice, self._kept = Dice(seed, "perspectives"), kept
        self._texts = texts.read("perspectives")
        self._latest = timezone.now().replace(microsecond=0) - LATELY
        self._sign_ins = {name: person.pk for name, person in sign_ins_of(people).items()}
        self._others = [person.pk for person in people[len(SIGN_INS) :]][:30]
        self._perspectives: dict[str, Perspective] = {}
        self._responses: list[Response] = []

    def load(self) -> None:
        """Write all of it. Of sessions that this city has not held, nothing is told."""
        told_of = [told for told in self._texts["perspectives"] if self._has(told)]
        for told in told_of:
            self._perspectives[told["key"]] = self._perspective(told)
        Perspective.objects.bulk_create(self._perspectives.values())
        for told in told_of:
            written = self._perspectives[told["key"]]
            self._cite(written, told.get("citations", ()))
            self._ask(written, told.get("asks", ()))
            answered = told.get("responses", ())
            self._respond(answered, written.written_at, written.session, perspective=written)
        self._talk()
        Response.objects.bulk_create(self._responses)
        Answer.objects.bulk_create(self._answers())

    def _has(self, told: dict) -> bool:
        return told.get("session", "") in {"", *self._kept.sessions}

    def _author(self, told: dict, session: Session | None) -> int:
        """Whoever is named in the file, or one of those who came."""
        if told.get("author"):
            return self._sign_ins[told["author"]]
        came = self._kept.came.get(session.pk, ()) if session else ()
        free = [pk for pk in came if pk not in self._sign_ins.values()] or self._others
        return self._dice.one(free) if free else self._sign_ins["admin"]

    def _perspective(self, told: dict) -> Perspective:
        session = self._kept.sessions.get(told.get("session", ""))
        if session:
            at = min(session.ends_at + timedelta(days=told["after"]), self._latest)
        else:
            at = self._latest - timedelta(days=told["ago"])
        return Perspective(
            id=self._dice.key(),
            title=told["title"],
            slug=slug_for(told["title"], "perspective"),
            words=told["words"].strip(),
            session=session,
            author_id=self._author(told, session),
            is_unnamed=told.get("is_unnamed", False),
            dated_on=at.date() if told.get("byline") else None,
            standing=Standing.LIVE,
            written_at=at,
            changed_at=at,
            published_at=None if told.get("draft") else at,
            **{name: told.get(name, default) for name, default in self._defaults()},
        )

    def _defaults(self) -> Iterator[tuple[str, str]]:
        first = {"kind": PerspectiveKind.REFLECTION, "read_by": ReadBy.MEMBERS}
        return ((name, first.get(name, "")) for name in LINES)

    def _cite(self, perspective: Perspective, told: Iterable[dict]) -> None:
        Citation.objects.bulk_create(
            Citation(
                perspective=perspective, place=place, words=one["words"], url=one.get("url", "")
            )
            for place, one in enumerate(told, 1)
        )

    def _ask(self, perspective: Perspective, questions: Iterable[str]) -> None:
        """What its author offered to the register."""
        Question.objects.bulk_create(
            Question(
                id=self._dice.key(),
                words=words,
                perspective=perspective,
                asked_by_id=perspective.author_id,
                asked_at=perspective.written_at,
                moved_at=perspective.written_at,
            )
            for words in questions
        )

    def _talk(self) -> None:
        """The open thread of a session, and what one item means."""
        for told in self._texts["thread"]:
            if self._has(told):
                session = self._kept.sessions[told["session"]]
                self._respond([told], session.ends_at, session, session=session)
        for told in self._texts["meaning"]:
            if note := self._kept.note(told["item"]):
                self._respond([told], note.written_at + timedelta(days=1), None, note=note)

    def _respond(
        self, told_of: Iterable[dict], at: datetime, came_to: Session | None, **to
    ) -> None:
        """One after the other, each with what was answered to it."""
        for told in told_of:
            at = min(at + BETWEEN, self._latest + AT_LATEST * len(self._responses))
            response = Response(
                id=self._dice.key(),
                author_id=self._author(told, came_to),
                words=told["words"],
                is_unnamed=told.get("is_unnamed", False),
                heard=told.get("heard", ""),
                heard_state=told.get("heard_state", ""),
                meant=told.get("meant", ""),
                standing=Standing.LIVE,
                said_at=at,
                **to,
            )
            self._responses.append(response)
            self._respond(told.get("replies", ()), at, came_to, **to | {"parent": response})

    def _answers(self) -> Iterator[Answer]:
        """What answers the questions of the register that are answered."""
        asked = texts.read("records")["questions"]
        titles = [told["answer"].get("project", "") for told in asked.values() if "answer" in told]
        projects = {one.title: one for one in Project.objects.filter(title__in=titles)}
        for key, question in self._kept.questions.items():
            told = asked[key].get("answer", {})
            answer = Answer(
                question=question,
                words=told.get("words", ""),
                project=projects.get(told.get("project")),
                perspective=self._perspectives.get(told.get("perspective", "")),
                note=self._kept.note(told["works"]) if "works" in told else None,
                by_id=self._sign_ins["organiser"],
                at=question.asked_at,
            )
            if answer.words or answer.project or answer.perspective or answer.note:
                yield answer
