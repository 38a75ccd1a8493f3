"""The verbs of what people write at length: kept as a draft, published, taken back."""

from collections.abc import Collection
from dataclasses import dataclass, fields
from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _

from forums.actions import register
from forums.actions.gleaning import sources_in
from forums.actions.questions import take_answer_back
from forums.actions.record import record_of
from forums.actions.standing import decide
from forums.choices import PerspectiveKind, ReadBy, State
from forums.errors import NotSaid, WrittenMeanwhile
from forums.models import Answer, Citation, Perspective, Record, Session
from leeds_leaders.moderation.actions import hold, screen
from leeds_leaders.moderation.choices import Standing
from leeds_leaders.moderation.models import Decision
from leeds_leaders.text import slug_for
from peers.actions.people import lock

SLUG_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
TEXTS = ("title", "words", "author_line", "byline", "role", "organisation")
BY_THE_DATABASE = ["is_unnamed", "read_by", "author_line", "byline", "role", "organisation"]


@dataclass(frozen=True)
class Writing:
    """What somebody writes, checked for shape by the form."""

    title: str
    words: str
    kind: str = PerspectiveKind.REFLECTION
    session: Session | None = None
    author_line: str = ""
    is_unnamed: bool = False
    byline: str = ""
    role: str = ""
    organisation: str = ""
    dated_on: date | None = None
    read_by: str = ReadBy.MEMBERS


@transaction.atomic
def write(writing: Writing, *, by, key: UUID) -> Perspective:
    """Keep a draft that nobody else reads. `key` comes with the form: sent twice it is written
    once. Raises `NotSaid`."""
    (by,) = lock(by)
    again = Perspective.objects.filter(pk=key).first()
    if again:
        if again.author_id != by.pk:
            raise NotSaid(_("This form belongs to something else. Please open it again."))
        return again
    _refuse_unless_of_circle(writing, by=by)
    slug = f"{slug_for(writing.title, 'perspective')}-{get_random_string(5, SLUG_LETTERS)}"
    perspective = Perspective(pk=key, slug=slug, author=by, standing=Standing.WITHDRAWN)
    _put(perspective, writing)
    return perspective


@transaction.atomic
def change(perspective: Perspective, writing: Writing, *, revision: int, by) -> Perspective:
    """Say it in other words, which wait for a moderator where others would read them and something
    speaks for that. `revision` is the one that the form began from. Raises `WrittenMeanwhile` where
    it is another by now, and `NotSaid`."""
    perspective = _locked(perspective)
    if perspective.revision == revision + 1 and _says(perspective, writing):
        return perspective  # a double click
    if perspective.revision != revision:
        raise WrittenMeanwhile(
            _("This was changed meanwhile, perhaps by you in another window. Nothing was"
              " overwritten: here are both.")
        )  # fmt: skip
    _refuse_unless_of_circle(writing, by=by)
    _refuse_to_move(perspective, writing)
    before = _texts(perspective)
    perspective.revision = F("revision") + 1
    _put(perspective, writing)
    perspective.refresh_from_db(fields=["revision"])
    if perspective.is_published:
        because = screen(by, *_texts(perspective), before=before)
        hold(perspective, because, author=by)
    return perspective


@transaction.atomic
def publish(perspective: Perspective, *, by) -> Perspective:
    """Let those read it for whom it is meant; a repeat does nothing. What was declined waits for a
    moderator, and so does what screening finds, however often it is taken back and published again.
    Raises `NotSaid`."""
    (by,) = lock(by)
    perspective = _locked(perspective)
    if perspective.is_published and perspective.standing != Standing.DECLINED:
        return perspective
    if perspective.session and perspective.session.state == State.DRAFT:
        raise NotSaid(_("The session that this is about is still a draft itself."))
    because = screen(by, *_texts(perspective))
    perspective.standing = Standing.HELD if _waits(perspective) else Standing.LIVE
    perspective.published_at = perspective.published_at or timezone.now()
    perspective.save(update_fields=["standing", "published_at"])
    return hold(perspective, because, author=by)


@transaction.atomic
def withdraw(perspective: Perspective, *, by) -> Perspective:
    """Make a draft of it again, which nobody else reads, with the responses to it; a repeat does
    nothing. It answers no question any more. What a moderator decided stays decided."""
    _answer_nothing(perspective, by=by)
    perspective = _locked(perspective)
    if perspective.standing == Standing.HELD:
        perspective.standing = Standing.WITHDRAWN
        perspective.decided_at = perspective.decided_at or timezone.now()
    perspective.published_at = None
    perspective.save(update_fields=["standing", "decided_at", "published_at"])
    return perspective


@transaction.atomic
def discard(perspective: Perspective, *, by) -> None:
    """Throw a draft away, and what was answered while it was public; a repeat does nothing. Raises
    `NotSaid` where it is published."""
    _answer_nothing(perspective, by=by)
    found = Perspective.objects.select_for_update().filter(pk=perspective.pk).first()
    if found is None:
        return
    if found.is_published:
        raise NotSaid(_("It is published. Take it back first."))
    found.delete()


@transaction.atomic
def ask(perspective: Perspective, questions: Collection[str], *, by) -> int:
    """Bring questions that it asks into the register, each once. Gives how many are new. Raises
    `NotSaid`."""
    perspective = _locked(perspective)
    if not perspective.is_published:
        raise NotSaid(_("Publish it first: a question of the register is there for others."))
    before = perspective.questions.count()
    for words in questions:
        register.ask_from(perspective, words, by=by)
    return perspective.questions.count() - before


@transaction.atomic
def decline(perspective: Perspective, *, by, reason: str, rule: str = "") -> Decision:
    """A moderator takes it off the pages; its author is told why. Raises `NotSaid`."""
    perspective = _published(perspective)
    return decide(perspective, Standing.DECLINED, by=by, reason=reason, rule=rule)


@transaction.atomic
def restore(perspective: Perspective, *, by) -> Decision:
    """A moderator lets it stand: one that was held, declined, or reported. Raises `NotSaid`."""
    perspective = _published(perspective)
    return decide(perspective, Standing.LIVE, by=by)


def _locked(perspective: Perspective) -> Perspective:
    """As it is now, and nobody else's until the end of the transaction. Raises `NotSaid`."""
    rows = Perspective.objects.select_related("author", "session").select_for_update(of=("self",))
    found = rows.filter(pk=perspective.pk).first()
    if found is None:
        raise NotSaid(_("This is not there any more."))
    return found


def _published(perspective: Perspective) -> Perspective:
    """The same, unless it is a draft: that is its author's alone, and no moderator's."""
    perspective = _locked(perspective)
    if not perspective.is_published:
        raise NotSaid(_("This is a draft, and its author's alone."))
    return perspective


def _answer_nothing(perspective: Perspective, *, by) -> None:
    """The questions that it answered are open again, where nothing else answers them. A question is
    locked before a perspective, as where it is answered."""
    for given in Answer.objects.filter(perspective=perspective).order_by("question"):
        take_answer_back(given, by=by)


def _waits(perspective: Perspective) -> bool:
    """Whether a moderator alone lets it stand: it was declined, or taken back while it waited. Of a
    draft that was never published nothing was decided (`decided_at`)."""
    return not perspective.is_live and perspective.decided_at is not None


def _texts(perspective: Perspective) -> tuple[str, ...]:
    """What somebody wrote in it."""
    return tuple(getattr(perspective, name) for name in TEXTS)


def _says(perspective: Perspective, writing: Writing) -> bool:
    return (perspective.title, perspective.words) == (writing.title, writing.words)


def _put(perspective: Perspective, writing: Writing) -> None:
    """Write it down with what it cites, and look what the database made of it: about a closed
    session nobody is named."""
    for field in fields(writing):
        setattr(perspective, field.name, getattr(writing, field.name))
    perspective.changed_at = timezone.now()
    perspective.save()
    perspective.refresh_from_db(fields=BY_THE_DATABASE)
    perspective.citations.all().delete()
    Citation.objects.bulk_create(
        Citation(perspective=perspective, place=place, words=source.words, url=source.url)
        for place, source in enumerate(sources_in(writing.words))
    )


def _refuse_unless_of_circle(writing: Writing, *, by) -> None:
    """What is for those who came, or is about a closed session, is written by one of them."""
    if writing.session is None:
        return
    is_for_circle = writing.read_by == ReadBy.CAME
    if is_for_circle:
        record_of(writing.session)
    records = Record.objects.filter(pk=writing.session.pk)
    is_closed = records.filter(is_closed=True).exists()
    if (is_for_circle or is_closed) and not records.of_circle(by).exists():
        raise NotSaid(_("Only those who came to this session can write for those who came."))


def _refuse_to_move(perspective: Perspective, writing: Writing) -> None:
    """What others answered was said among those who could read it, and what is about a closed
    session stays with those who came. Raises `NotSaid`."""
    moves = writing.session != perspective.session
    if perspective.session and perspective.session.is_closed:
        if moves:
            raise NotSaid(_("It is about a closed session, and stays with those who came to it."))
        return
    readers = list(ReadBy.values)
    is_wider = readers.index(writing.read_by) > readers.index(perspective.read_by)
    if (moves or is_wider) and _is_answered(perspective):
        raise NotSaid(
            _("Others have answered it, for those who may read it now. The session that it is about"
              " stays, and it cannot be for more people.")
        )  # fmt: skip


def _is_answered(perspective: Perspective) -> bool:
    """Whether anybody but its author has answered it."""
    answers = perspective.responses.filter(is_withdrawn=False)
    return answers.exclude(author=perspective.author_id).exists()
