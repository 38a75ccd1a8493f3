"""The verbs of a record: who takes its notes, who reads it, and what each step tells whom."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from forums import emails
from forums.actions.agreed import carry_actions
from forums.actions.asking import settle_all_of
from forums.actions.order import locked
from forums.actions.register import carry_questions
from forums.actions.serving import ask_projects
from forums.choices import RecordState, State
from forums.emails.record import PURPOSE, key_of
from forums.errors import NotInTheRecord
from forums.models import Action, Note, Record, Series, Session
from leeds_leaders.moderation.actions import check_may_post
from leeds_leaders.notices import actions as notices
from peers.models import Peer

# Where a record goes back to, one step at a time.
STEP_BACK = {RecordState.PUBLIC: RecordState.SHARED, RecordState.SHARED: RecordState.DRAFT}


@dataclass(frozen=True)
class Writing:
    """Who writes a record, and what it says of itself; checked for shape by the form."""

    note_takers: Collection[Peer] = ()
    is_open: bool = False
    is_closed: bool = False
    no_actions: str = ""


@transaction.atomic
def record_of(session: Session) -> Record:
    """The record of a session, made when it is first asked for; two at once make one. It begins
    with what earlier sessions of the series left open."""
    record, is_new = Record.objects.get_or_create(session=session)
    if is_new:
        _hold_series(session)
        _carry_into(record)
    return record


@transaction.atomic
def arrange(record: Record, writing: Writing, *, by) -> Record:
    """Say who writes it, and whether it is a closed session. Whom the writer cannot see stays a
    note taker. Raises `NotInTheRecord` and `TooMuch`."""
    record = locked(record)
    if writing.no_actions:
        check_may_post(by, writing.no_actions, before=[record.no_actions])
    if writing.is_closed != record.is_closed:
        _refuse_to_turn(record)
    record.is_open, record.is_closed = writing.is_open, writing.is_closed
    record.no_actions = writing.no_actions
    record.save(update_fields=["is_open", "is_closed", "no_actions"])
    settle_all_of(record)
    unseen = record.note_takers.exclude(pk__in=Peer.objects.visible_to(by).values("pk"))
    record.note_takers.set([*writing.note_takers, *unseen])
    return record


@transaction.atomic
def set_closed(session: Session, is_closed: bool, *, by) -> None:
    """Say whether a session is closed, before anything was written of it. Raises
    `NotInTheRecord`."""
    record = Record.objects.filter(session=session).first()
    if (record.is_closed if record else False) == is_closed:
        return
    record = locked(record or record_of(session))
    _refuse_to_turn(record)
    record.is_closed = is_closed
    record.save(update_fields=["is_closed"])
    settle_all_of(record)


@transaction.atomic
def share(record: Record, *, by) -> Record:
    """Let those who came read it. Of a closed session they are told by mail: it goes no further.
    A repeat does nothing. Raises `NotInTheRecord`."""
    _hold_series(record.session)
    record = locked(record)
    if record.state == RecordState.DRAFT:
        record = _open_to(record, RecordState.SHARED)
    return record


@transaction.atomic
def publish(record: Record, *, by) -> Record:
    """Let everybody read it, and tell those who came, once. A repeat does nothing. Raises
    `NotInTheRecord`."""
    _hold_series(record.session)
    record = locked(record)
    if record.state != RecordState.PUBLIC:
        record = _open_to(record, RecordState.PUBLIC)
    return record


@transaction.atomic
def take_back(record: Record, *, by, was: str) -> Record:
    """One step back: from everybody to those who came, from these to those who write it. `was` is
    what the page showed, so that a second click goes no further. Those whom no letter about it had
    reached yet are told when it is theirs to read again."""
    record = locked(record)
    if record.state == was and was in STEP_BACK:
        record.state = STEP_BACK[RecordState(was)]
        if record.told_at and notices.has_unsent(PURPOSE, key_of(record)):
            record.told_at = None
        record.save(update_fields=["state", "told_at"])
    return record


# Under the lock ---------------------------------------------------------------------------------


def _open_to(record: Record, state: str) -> Record:
    """Let more people read it, tell those who came, and carry on what is open."""
    _refuse_to_open(record, state)
    now = timezone.now()
    record.state = state
    record.shared_at = record.shared_at or now
    if state == RecordState.PUBLIC:
        record.published_at = record.published_at or now
    is_final = record.is_closed or state == RecordState.PUBLIC
    if is_final and record.told_at is None:
        record.told_at = now
        notices.forget_unsent(PURPOSE, key_of(record))
        notices.tell_many(emails.tellings_of_record(record))
    record.save(update_fields=["state", "shared_at", "published_at", "told_at"])
    ask_projects(record)
    _carry_on(record.session)
    return record


def _refuse_to_open(record: Record, state: str) -> None:
    """Raises `NotInTheRecord` where a record is not ready for more readers."""
    session = record.session
    if not record.can_become(state):
        raise NotInTheRecord(
            _("This is a closed session: its notes stay with those who came.")
            if record.is_closed
            else _("These notes cannot take that step now.")
        )
    if session.state not in {State.PUBLISHED, State.HELD} or session.starts_at > timezone.now():
        raise NotInTheRecord(_("There is nothing to read before the session has begun."))
    if not record.notes.filter(is_removed=False).exists():
        raise NotInTheRecord(_("Nothing is written down yet."))
    if not (record.no_actions or _has_an_owned_action(record)):
        raise NotInTheRecord(
            _("Before others read it: say of at least one action who does it and by when, or say "
              "why nothing is to be done.")
        )  # fmt: skip


def _has_an_owned_action(record: Record) -> bool:
    """Whether somebody, or some organisation, does at least one of its actions by some day."""
    is_owned = Q(owners__isnull=False) | Q(organisation__isnull=False)
    actions = Action.objects.filter(notes__record=record, notes__is_removed=False)
    return actions.filter(is_owned, due_on__isnull=False).exists()


def _refuse_to_turn(record: Record) -> None:
    """Whether a session is closed is said before others read of it; what was said in confidence
    stays so. Raises `NotInTheRecord`."""
    if record.state != RecordState.DRAFT:
        raise NotInTheRecord(_("Take the notes back first: others read them already."))
    if record.is_closed and _has_words(record):
        raise NotInTheRecord(
            _("What was written of a closed session was said in confidence. It stays closed.")
        )
    notes = Note.objects.exclude(record=record)
    session = record.session
    if notes.filter(Q(question__session=session) | Q(action__session=session)).exists():
        raise NotInTheRecord(
            _("Something of it was carried along to another session, so it cannot be closed.")
        )


def _has_words(record: Record) -> bool:
    """Whether anything was written of a session: notes, perspectives, or what is said between."""
    said = (record.notes, record.session.perspectives, record.session.responses)
    return any(words.exists() for words in said)


def _carry_into(record: Record) -> None:
    """What earlier sessions of the series left open, into the draft of this one."""
    carry_questions(record)
    carry_actions(record)


def _carry_on(session: Session) -> None:
    """Into the next session of the series whose notes have begun and are not read by others yet."""
    if session.series_id is None:
        return
    later = Record.objects.filter(
        session__series=session.series_id,
        session__starts_at__gt=session.starts_at,
        state=RecordState.DRAFT,
    )
    following = later.order_by("session__starts_at", "session_id").first()
    following = locked(following) if following else None
    if following and following.state == RecordState.DRAFT:
        _carry_into(following)


def _hold_series(session: Session) -> None:
    """Until the end of the transaction no other notes of its series are begun or given to more
    readers: of two at once, one would begin without what the other left open. Before any record is
    locked."""
    if session.series_id is not None:
        list(Series.objects.select_for_update(no_key=True).filter(pk=session.series_id))
