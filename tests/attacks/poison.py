"""A city whose every word is a payload: what is said in it, replaced past the forms.

Payloads are written straight into the tables, so that each page is met by more than the cleaning
layer would let through. Only what the database itself refuses stays out.
"""

import re
from collections.abc import Iterator
from datetime import timedelta
from itertools import cycle
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.apps import apps
from django.db import DatabaseError, models, transaction
from django.utils import timezone

from forums.choices import MessageTo
from forums.models import Answer, Booking, Question, Series, Session, SessionMessage
from leeds_leaders.moderation.kinds import kinds
from leeds_leaders.moderation.models import (
    Appeal,
    Approved,
    Candidate,
    Case,
    DataComplaint,
    Decision,
    PreElection,
    Report,
    SafetyEntry,
)
from peers.models import Peer
from projects.models import Project, ProjectClaim, SavedSearch, Version
from tests.attacks.corpus import ADDRESSES, BREAKING_OUT, MARK, PAYLOADS
from tests.factories import PeerFactory

APPS = {"notices", "moderation", "peers", "projects", "forums"}
TOLD_BY_TRIGGERS = {"Tally", "PeerTally", "Entry", "EntryText", "Listing"}
# What the site itself writes and reads: keys, secrets, digests, names of kinds, letters as sent.
OURS = {
    "Letter.key", "Letter.text", "Letter.html", "Letter.calendar", "Letter.message_id",
    "Notice.key", "Notice.url", "Preference.link_secret", "Reminder.kind",
    "Act.kind", "Act.object_id", "Case.kind", "Case.object_id", "Report.sender",
    "Report.token_hash", "Approved.kind", "Approved.object_id", "Decision.kind",
    "Decision.object_id", "Said.digest", "Peer.password", "Project.source_key",
    "Project.source_digest", "Project.likeness", "Booking.link_secret", "CalendarFeed.token_hash",
    "SavedSearch.query",
}  # fmt: skip
ROWS, TRIES, LONG, AT_ONCE = 40, 4, 1_000, 12

REFUSED, APPEALED = UUID(int=801), UUID(int=802)  # decisions

ALONE = "quokkaberry"  # by this word one project is found, and no other

Values = dict[str, Any]


class Poison:
    """Hands out payloads in turn, each as a field takes it."""

    def __init__(self) -> None:
        self._words = cycle(PAYLOADS)
        self._links = cycle(ADDRESSES)
        self._number = 0

    def words(self, longest: int | None = None) -> str:
        """The next payload; of a long text the next dozen."""
        count = 1 if longest and longest < LONG else AT_ONCE
        text = "\n\n".join(next(self._words) for _ in range(count))
        return _without_controls(text)[: longest or 50_000].strip()

    def address(self) -> str:
        """An address that every check of addresses lets through, and that is an element."""
        self._number += 1
        return f'"<img/{MARK}/src={self._number}/onerror=alert`1`>"@example.org'

    def of(self, field: models.Field) -> str:
        if isinstance(field, models.EmailField):
            return self.address()
        if isinstance(field, models.URLField):
            return _without_controls(next(self._links))
        return self.words(field.max_length)

    def spoil(self, model: type[models.Model]) -> int:
        """Fill all words of the first rows of a table. Returns how many values were put in."""
        fields = fields_of_words(model)
        pks = model._base_manager.order_by("pk").values_list("pk", flat=True)[:ROWS]
        return sum(self._fill(model, pk, fields) for pk in pks) if fields else 0

    def _fill(self, model, pk, fields) -> int:
        """All fields at once; where the database says no to one of them, each by itself."""
        if _write(model, pk, {field.name: self.of(field) for field in fields}):
            return len(fields)
        tries = [[field] * TRIES for field in fields]
        return sum(any(_write(model, pk, {f.name: self.of(f)}) for f in row) for row in tries)


def _without_controls(text: str) -> str:
    return re.sub(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]", " ", text)


def _write(model: type[models.Model], pk, values: Values) -> bool:
    try:
        with transaction.atomic():
            return bool(model._base_manager.filter(pk=pk).update(**values))
    except DatabaseError:
        return False


def fields_of_words(model: type[models.Model]) -> list[models.Field]:
    """The fields of a table in which people write, as lines, texts, links and addresses."""
    return [
        field
        for field in model._meta.concrete_fields
        if isinstance(field, models.CharField | models.TextField)
        and not (field.choices or field.primary_key)
        and not isinstance(field, models.SlugField)
        and f"{model.__name__}.{field.name}" not in OURS
    ]


def tables() -> Iterator[type[models.Model]]:
    for model in apps.get_models():
        if model._meta.app_label in APPS and model.__name__ not in TOLD_BY_TRIGGERS:
            yield model


def say_the_rest(author: Peer) -> None:
    """What the full city has none of, and what is written once and changed no more."""
    peer, session = PeerFactory(), Session.objects.get(slug="full")
    listing = Project.objects.get(slug="other")
    ProjectClaim.objects.create(project=listing, peer=peer, words="I hold the key.")
    question = Question.objects.order_by("pk").first()
    Answer.objects.create(question=question, words="Because it rained.", by=peer)
    told = {"subject": "Rain", "words": "Bring a coat.", "sent_to": MessageTo.GOING}
    SessionMessage.objects.create(session=session, by=peer, **told)
    words, today = Poison().words, timezone.localdate()
    for key in (REFUSED, APPEALED):
        decision = Decision.objects.create(
            key=key, kind="project", object_id=str(listing.pk), author=author, outcome="declined",
            rule="abuse", reason=words(500),
        )  # fmt: skip
    Appeal.objects.create(decision=decision, peer=author, words="I did not say that.")
    DataComplaint.objects.create(name="Pat", email="pat@example.org", words="It is wrong.")
    election = PreElection.objects.create(name="City", starts_on=today, ends_on=today)
    Candidate.objects.create(election=election, name="Cam", peer=PeerFactory())
    SafetyEntry.objects.create(
        title="Risk", words="Small.", reviewed_on=today, next_review_on=today + timedelta(days=9)
    )


def put_in_queue() -> None:
    """A case of each kind, reported once, about texts that a moderator knew otherwise."""
    for name, kind in kinds().items():
        thing = kind.model._base_manager.order_by("pk").first()
        assert thing is not None, name
        about = {"kind": name, "object_id": str(thing.pk)}
        author = next(iter(kind.authors(thing)), None)
        case, _is_new = Case.objects.open().get_or_create(**about, defaults={"author": author})
        Report.objects.create(case=case, rule="abuse", words="Look.", sender=name)
        texts = dict.fromkeys(kind.texts, "It was otherwise.")
        Approved.objects.update_or_create(**about, defaults={"texts": texts})


def spoil_city() -> int:
    """Put payloads into all that was said. Returns how many values were put in."""
    poison = Poison()
    put = sum(poison.spoil(model) for model in tables())
    story = "\n\n".join(payload for payload in PAYLOADS if len(payload) < 400)
    words = {"story": _without_controls(story)[:50_000], "summary": f"{ALONE} {BREAKING_OUT[1]}"}
    put += _write(Project, Project.objects.get(slug="full").pk, words)
    Session.objects.filter(slug="full").update(ticket_link="")  # or nobody could ask for a place
    for project in Project.objects.exclude(links=[]):
        put += _write(Project, project.pk, {"links": ADDRESSES[:5]})
    for series in Series.objects.all():
        put += _write(Series, series.pk, {"questions": [poison.words(200) for _ in range(5)]})
    for booking in Booking.objects.exclude(companions=[]):
        put += _write(Booking, booking.pk, {"companions": [poison.words(80) for _ in range(2)]})
    for approved in Approved.objects.all():
        texts = {name: poison.words() for name in approved.texts}
        put += _write(Approved, approved.pk, {"texts": texts})
    names = {field.name for field in fields_of_words(Project)}
    for version in Version.objects.all():
        said = {name: poison.words() for name in names & version.content.keys()}
        put += _write(Version, version.pk, {"content": version.content | said})
    for search in SavedSearch.objects.all():
        put += _write(SavedSearch, search.pk, {"query": urlencode({"q": poison.words(100)})})
    return put
