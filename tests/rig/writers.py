"""Five people write the notes of one session for a minute, over HTTP and signed in.

Each has a browser's connection and cookies, and does one thing after the other: writes items, some
with two clicks, says otherwise what another says otherwise at the same moment, moves items, takes
them out and brings them back. Nobody is told that something is kept which then is not there.
"""

import random
import re
import threading
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from html import unescape
from http.client import HTTPConnection
from urllib.parse import urlencode
from uuid import uuid4

from django.core.management import call_command
from django.db import connection

from benchmarks import asking, members
from benchmarks.asking import TOKEN
from forums.actions import notes
from forums.actions.notes import Item
from forums.choices import RecordState, Section
from forums.models import Note, NoteVersion, Record
from leeds_leaders.local.programs import HOST
from peers.models import Peer
from tests.factories import RecordFactory
from tests.rig.people import invite
from tests.rig.stage import Stage
from tests.rig.verdicts import Writing

PEOPLE, SECONDS = 5, 60.0
BETWEEN = 0.8  # seconds between two things that somebody does, on average
SOON = 8.0  # seconds within which everybody has each answer
MORE_WORKERS = 5  # of the web, where the lock is away: so that they meet
MEETINGS = 40
PATIENCE = 30.0
SECTIONS = (Section.CONTEXT, Section.QUESTIONS, Section.WORKS, Section.ACTIONS)
REVISION = re.compile(r'name="revision" value="(\d+)"')


@dataclass
class Told:
    """What somebody was told is kept: the item, its words, and the revision that they changed."""

    key: str
    words: str
    began_from: int = 0


@dataclass
class Writer:
    """One browser, and what it was told."""

    port: int
    cookie: str
    path: str
    shared: str  # the item that all of them say otherwise
    dice: random.Random
    told: list[Told] = field(default_factory=list)
    acts: Counter[str] = field(default_factory=Counter)
    done: Counter[str] = field(default_factory=Counter)
    slowest: float = 0.0

    def write_until(self, end: float, between: float) -> None:
        """One thing after the other."""
        try:
            while time.monotonic() < end:
                self._do_something()
                time.sleep(self.dice.uniform(0, 2 * between))
        finally:
            connection.close()  # a thread has one of its own

    def _do_something(self) -> None:
        (act,) = self.dice.choices(list(ACTS), weights=list(ACTS.values()))
        try:
            act(self)
            self.acts[act.__name__] += 1
        except Exception:
            traceback.print_exc()
            self.done["errors"] += 1

    def new_words(self) -> str:
        return f"Said {uuid4().hex} & <kept>."

    def some_item(self) -> str:
        """One of their own, or the one that all of them change."""
        own = [told.key for told in self.told[-6:]]
        return self.dice.choice([self.shared, self.shared, *own])

    def get(self, path: str) -> tuple[int, str]:
        return self._ask("GET", path, None)

    def post(self, path: str, **said: object) -> int:
        """The status of the answer; a refusal in words and an error are counted."""
        status, _body = self._ask("POST", path, urlencode({"csrfmiddlewaretoken": TOKEN, **said}))
        self.note_answer(status)
        return status

    def note_answer(self, status: int) -> None:
        """Count a refusal in words, and an answer that is none."""
        if status in {409, 422}:
            self.done["refused"] += 1
        elif status != 302:
            self.done["errors"] += 1

    def _ask(self, method: str, path: str, body: str | None) -> tuple[int, str]:
        started = time.monotonic()
        browser = HTTPConnection(HOST, self.port, timeout=PATIENCE)
        headers = {"Cookie": self.cookie, "Content-Type": "application/x-www-form-urlencoded"}
        try:
            browser.request(method, path, body, headers)
            answer = browser.getresponse()
            return answer.status, answer.read().decode()
        finally:
            browser.close()
            self.slowest = max(self.slowest, time.monotonic() - started)


# What somebody does -------------------------------------------------------------------------------


def write(writer: Writer) -> None:
    """A new item; now and then with two clicks."""
    key, words = str(uuid4()), writer.new_words()
    said = {"section": writer.dice.choice(SECTIONS), "words": words, "key": key}
    for _click in range(writer.dice.choice((1, 1, 1, 2))):
        if writer.post(f"{writer.path}new/", **said) == 302:
            writer.told.append(Told(key, words))


def say_otherwise(writer: Writer) -> None:
    """Open the form of an item, think, and save: perhaps somebody else did so first."""
    key, words = writer.some_item(), writer.new_words()
    status, page = writer.get(f"{writer.path}{key}/edit/")
    found = REVISION.search(page)
    if status != 200 or found is None:
        writer.done["errors"] += 1
        return
    revision = int(found[1])
    time.sleep(writer.dice.uniform(0, 0.1))
    section = Section.CONTEXT if key == writer.shared else _chosen_section(page)
    said = {"section": section, "words": words, "revision": revision}
    if writer.post(f"{writer.path}{key}/edit/", **said) == 302:
        writer.told.append(Told(key, words, revision))


def move(writer: Writer) -> None:
    """As the page showed it: what was moved meanwhile is not moved further."""
    key = writer.some_item()
    place = Note.objects.values_list("place", flat=True).get(pk=key)
    writer.post(f"{writer.path}{key}/{writer.dice.choice(('up', 'down'))}/", place=place)


def take_out_and_bring_back(writer: Writer) -> None:
    own = [told.key for told in writer.told if told.key != writer.shared]
    if own:
        key = writer.dice.choice(own)
        writer.post(f"{writer.path}{key}/remove/")
        writer.post(f"{writer.path}{key}/bring-back/")


def read(writer: Writer) -> None:
    """Load the page again."""
    status, _page = writer.get(writer.path)
    writer.done["errors"] += status != 200


ACTS: dict[Callable[[Writer], None], int] = {
    write: 45, say_otherwise: 35, move: 5, take_out_and_bring_back: 5, read: 10,
}  # fmt: skip


# The campaign -------------------------------------------------------------------------------------


def run(stage: Stage, *, quick: bool) -> Iterator[Writing]:
    call_command("collectstatic", interactive=False, verbosity=0)  # pages name files by content
    verdict = together(stage, seconds=6 if quick else SECONDS)
    yield verdict.judge(verdict.is_whole and verdict.slowest_seconds <= SOON)
    verdict = meeting(stage, meetings=MEETINGS // 4 if quick else MEETINGS)
    yield verdict.judge(verdict.is_whole and verdict.refused > 0)
    if not quick:
        verdict = meeting(stage, meetings=MEETINGS, without="locks")
        yield verdict.judge(verdict.overwritten > 0)


def together(stage: Stage, *, seconds: float) -> Writing:
    """Everybody writes for so long; what they were told, held against what is there."""
    verdict = Writing(f"{PEOPLE} write one session's notes for {seconds:.0f} s")
    with stage.trial() as trial:
        port = trial.web()
        record, writers = gathered(port)
        write_at_once(writers, seconds, BETWEEN)
        judge(verdict, record, writers)
    return verdict


def meeting(stage: Stage, *, meetings: int, without: str = "") -> Writing:
    """Everybody has opened the same item, and all save in the same instant: one may."""
    name = f"{PEOPLE} save the same item in the same instant, {meetings} times"
    verdict = Writing(name + (f"; control without {without}" if without else ""))
    with stage.trial() as trial:
        port = trial.web(without=without, workers=MORE_WORKERS)
        record, writers = gathered(port)
        path = f"{writers[0].path}{writers[0].shared}/edit/"
        for _meeting in range(meetings):
            revision = record.notes.values_list("revision", flat=True).get(pk=writers[0].shared)
            said = {"section": Section.CONTEXT, "revision": revision}
            words = [writer.new_words() for writer in writers]
            answers = asking.at_once(
                port,
                [
                    asking.form(path, writer.cookie, words=text, **said)
                    for writer, text in zip(writers, words, strict=True)
                ],
            )
            for writer, text, answer in zip(writers, words, answers, strict=True):
                writer.note_answer(answer.status)
                if answer.status == 302:
                    writer.told.append(Told(writer.shared, text, revision))
        judge(verdict, record, writers)
    return verdict


def gathered(port: int) -> tuple[Record, list[Writer]]:
    """Notes that have begun, and five who take them."""
    people = invite(PEOPLE, to="writes")
    record = RecordFactory.create(state=RecordState.DRAFT, published_at=None)
    record.note_takers.set(people)
    return record, writers_of(port, record, people)


def write_at_once(writers: Sequence[Writer], seconds: float, between: float) -> None:
    """Let all of them write for so long, with so many seconds between two things that one does."""
    end = time.monotonic() + seconds
    threads = [
        threading.Thread(target=writer.write_until, args=(end, between)) for writer in writers
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def writers_of(port: int, record: Record, people: Sequence[Peer]) -> list[Writer]:
    """A browser for each of them, and an item that all of them change."""
    shared = notes.write(record, Item(Section.CONTEXT, "Of all."), by=people[0], key=uuid4())
    path = f"/forums/{record.session.slug}/notes/"
    return [
        Writer(port, cookie, path, str(shared.pk), random.Random(number))
        for number, cookie in enumerate(members.sign_in(people))
    ]


def judge(verdict: Writing, record: Record, writers: Sequence[Writer]) -> None:
    """What was acknowledged against notes and history; the order; what a reload shows."""
    told = [each for writer in writers for each in writer.told]
    done = sum((writer.done for writer in writers), Counter())
    versions = NoteVersion.objects.filter(note__record=record)
    kept = {(str(key), words) for key, words in versions.values_list("note", "words")}
    changed = Counter((each.key, each.began_from) for each in told if each.began_from)
    written = {each.key for each in told if not each.began_from}
    verdict.acknowledged = len(told)
    verdict.delivered = len(kept)
    verdict.lost = sum((each.key, each.words) not in kept for each in told)
    verdict.doubled = abs(record.notes.count() - len(written) - 1)
    verdict.overwritten = sum(times - 1 for times in changed.values())
    verdict.acts = dict(sum((writer.acts for writer in writers), Counter()))
    verdict.refused, verdict.errors = done["refused"], done["errors"]
    verdict.slowest_seconds = round(max(writer.slowest for writer in writers), 2)
    verdict.seen = {what: times for what, times in _wrong(record, writers[0]).items() if times}


def _wrong(record: Record, writer: Writer) -> dict[str, int]:
    """What must not be in the end, and how often it is."""
    gaps = 0
    for section in Section.values:
        places = sorted(record.notes.filter(section=section).values_list("place", flat=True))
        gaps += places != list(range(1, len(places) + 1))
    status, page = writer.get(writer.path)
    shown = unescape(page)
    there = record.notes.filter(is_removed=False).values_list("words", flat=True)
    unseen = sum(words not in shown for words in there)
    return {"gaps in the order": gaps, "not shown": unseen if status == 200 else len(there)}


def _chosen_section(page: str) -> str:
    """The section that the form of an item shows."""
    field_ = page[page.index('name="section"') :]
    found = re.search(r'value="(\w+)" selected', field_)
    return found[1] if found else Section.CONTEXT
