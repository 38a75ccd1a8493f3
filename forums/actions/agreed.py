"""The verbs of what was agreed: who does what by when, and what is carried to the next session.

What became of it is said in `doing`. Nobody is held to what others wrote down for them: whoever is
named is asked, and is named in public only once they said yes.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256

from django.db import transaction
from django.db.models import F, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from forums.actions import in_hand, order, serving
from forums.choices import Doing, RecordState, Scope, Section
from forums.emails import agreed as letters
from forums.emails.agreed import ACTION
from forums.errors import NotAgreed, OutOfDate
from forums.models import Action, ActionOwner, Note, Record
from leeds_leaders.notices import actions as notices
from peers.models import Organisation, Peer
from projects.models import Project

MOST_OWNERS = 12
MOST_CARRIED = 40
PLAIN = ("due_on", "cost", "scope", "organisation", "project")


@dataclass(frozen=True)
class Agreed:
    """What was agreed beside the words, checked for shape by the form. `was` is what stood when
    the form was opened, as `mark_of` has it: nobody writes over what they have not read."""

    owners: Collection[Peer] = ()
    organisation: Organisation | None = None
    due_on: date | None = None
    cost: str = ""
    scope: str = Scope.SHARED.value
    project: Project | None = None
    was: str = ""


# As items of notes -------------------------------------------------------------------------------


@transaction.atomic
def take_up(note: Note, *, by) -> None:
    """A numbered item of `actions` is an action: make it one, or the one again that it was. It says
    what its item says for as long as it stands nowhere else."""
    if note.action is None:
        former = _former(note)
        note.action = former or Action.objects.create(session=note.record.session, words=note.words)
        Note.objects.filter(pk=note.pk).update(action=note.action, former_action=None)
        if former is None:
            return
    others = Note.objects.filter(action=note.action_id, is_removed=False).exclude(pk=note.pk)
    action = in_hand.locked(note.action)
    if action.session_id == note.record_id and not others.exists():
        action.words = note.words
        action.save(update_fields=["words"])
    in_hand.keep_timetable(action)


@transaction.atomic
def let_go(note: Note, *, by) -> None:
    """An item is no action any more. One that stands nowhere else, and of which nothing else was
    said, is deleted; any other waits without a line in the notes, and is nobody's to do. An item
    that was taken out keeps it, and one that was moved knows it: it can be brought back, and is not
    carried along again."""
    if note.action is None:
        return
    action = in_hand.locked(note.action)
    is_bare = _is_bare(action, note)
    if is_bare or not note.is_removed:
        note.action, note.former_action = None, None if is_bare else action
        Note.objects.filter(pk=note.pk).update(action=None, former_action=note.former_action)
    if is_bare:
        action.delete()
    elif not Action.objects.standing().filter(pk=action.pk).exists():
        notices.drop_timetable(ACTION, action.pk)


@transaction.atomic
def carry_actions(record: Record) -> int:
    """What is still to be done from earlier sessions of the series, into the notes: soonest due
    first, each once. Nothing of a closed session, and of drafts nothing. Returns how many were
    carried along."""
    record = order.locked(record)
    session = record.session
    if session.series_id is None:
        return 0
    there = Note.objects.filter(record=record).annotate(its=Coalesce("action", "former_action"))
    earlier = Action.objects.standing().filter(
        state=Doing.OPEN,
        session__series=session.series_id,
        session__starts_at__lt=session.starts_at,
        session__record__is_closed=False,
        session__record__state__in=(RecordState.SHARED, RecordState.PUBLIC),
    )
    found = earlier.exclude(pk__in=there.filter(its__isnull=False).values("its"))
    room = max(0, order.MOST_NOTES - record.notes.count())
    soonest = found.order_by(F("due_on").asc(nulls_last=True), "pk")
    pks = list(soonest.values_list("pk", flat=True)[: min(MOST_CARRIED, room)])
    in_hand.hold_all(pks)
    carried = soonest.filter(pk__in=pks)
    place = order.next_place(record, Section.ACTIONS)
    notes = Note.objects.bulk_create(
        Note(
            record=record, section=Section.ACTIONS, place=at, words=action.words, action=action
        )
        for at, action in enumerate(carried, place)
    )  # fmt: skip
    return len(notes)


# Who does it -------------------------------------------------------------------------------------


def mark_of(action: Action) -> str:
    """What is agreed of an action, as a short text that is another once it is something else."""
    owners = sorted(action.owners.values_list("peer", flat=True))
    links = action.organisation_id, action.project_id
    kept = owners, links, action.due_on, action.cost, action.scope
    return sha256(repr(kept).encode()).hexdigest()[:16]


@transaction.atomic
def keep(action: Action, agreed: Agreed, *, by) -> Action:
    """Who does it, by when, and what it serves. Those who are new are asked, whoever leads the
    project is, too. Whom and what `by` cannot see stays. Raises `NotAgreed` of what is closed, and
    `OutOfDate` if somebody else changed it since the form was opened."""
    action = in_hand.locked(action)
    agreed = _with_unseen(action, agreed, by)
    seen = ActionOwner.objects.visible_to(by).filter(peer__in=Peer.objects.visible_to(by))
    unseen = action.owners.exclude(pk__in=seen.values("pk"))
    wanted = {peer.pk for peer in agreed.owners} | set(unseen.values_list("peer", flat=True))
    present = set(action.owners.values_list("peer", flat=True))
    if wanted == present and all(getattr(action, name) == getattr(agreed, name) for name in PLAIN):
        return action
    if agreed.was and agreed.was != mark_of(action):
        raise OutOfDate(_("Somebody else changed who does it, or by when. Please look again."))
    in_hand.refuse_if_closed(action)
    if len(wanted) > MOST_OWNERS:
        raise NotAgreed(_("At most %d people do one thing. Make two of it.") % MOST_OWNERS)
    serving.serve(action, agreed.project, by=by)
    for name in PLAIN:
        setattr(action, name, getattr(agreed, name))
    action.save(update_fields=[*PLAIN, "project_confirmed_at"])
    action.owners.exclude(peer__in=wanted).delete()
    name_owners(action, [peer for peer in agreed.owners if peer.pk not in present], by=by)
    in_hand.keep_timetable(action)
    return action


def _with_unseen(action: Action, agreed: Agreed, by) -> Agreed:
    """What was agreed, with the organisation and the project that `by` cannot see and so could not
    say again: their form had nothing in that place."""
    organisations = Organisation.objects.visible_to(by).listed()
    projects = Project.objects.visible_to(by)
    return replace(
        agreed,
        organisation=agreed.organisation or _unless_in(organisations, action.organisation),
        project=agreed.project or _unless_in(projects, action.project),
    )


def _unless_in(seen: QuerySet, row):
    """A row that is there and cannot be seen, or nothing."""
    return row if row and not seen.filter(pk=row.pk).exists() else None


def name_owners(action: Action, peers: Collection[Peer], *, by) -> None:
    """Name people for it, inside the caller's transaction. Whoever names themselves has said yes;
    others are asked, unless it waits for a moderator. In a closed session it is kept nowhere who
    named whom, and nobody is named who was not of it: they would read what was said there. Raises
    `NotAgreed`."""
    is_closed, now = in_hand.is_closed_session(action), timezone.now()
    if is_closed:
        _refuse_outsiders(action, peers)
    owners = ActionOwner.objects.bulk_create(
        ActionOwner(
            action=action,
            peer=peer,
            named_by=None if is_closed else by,
            said_yes_at=now if peer == by else None,
        )
        for peer in peers
    )
    if not action.is_hidden:
        blocked = set(by.blocks_received.filter(by__in=peers).values_list("by", flat=True))
        tell_named(owner for owner in owners if owner.peer_id not in blocked)


def tell_named(owners: Iterable[ActionOwner]) -> None:
    """Ask those who were named for something and have not said yes, each once."""
    asked = [owner for owner in owners if owner.said_yes_at is None]
    notices.tell_many([letters.telling_of_naming(owner) for owner in asked])


@transaction.atomic
def say_yes(action: Action, *, by) -> Action:
    """I do it. A repeat changes nothing. Raises `NotAgreed` for whoever is not named for it."""
    action = in_hand.locked(action)
    in_hand.refuse_if_closed(action)
    owner = action.owners.filter(peer=by).first()
    if owner is None:
        raise NotAgreed(_("You are not named for this any more."))
    if owner.said_yes_at is None:
        owner.said_yes_at = timezone.now()
        owner.save(update_fields=["said_yes_at"])
    return action


@transaction.atomic
def say_no(action: Action, *, by) -> Action:
    """I do not, or no longer. Whoever named them is told; a repeat does nothing. Raises `NotAgreed`
    of what is closed."""
    action = in_hand.locked(action)
    owner = action.owners.select_related("named_by").filter(peer=by).first()
    if owner is not None:
        in_hand.refuse_if_closed(action)
        if telling := letters.telling_of_no(owner):
            notices.tell_many([telling])
        owner.delete()
    return action


# Beneath ----------------------------------------------------------------------------------------


def _refuse_outsiders(action: Action, peers: Collection[Peer]) -> None:
    """Raises `NotAgreed` where somebody is named who is not of the circle of the session."""
    record = Record.objects.filter(pk=action.session_id)
    outside = [peer for peer in peers if not record.of_circle(peer).exists()]
    if outside:
        raise NotAgreed(
            _("This was a closed session: only somebody who came can do it, and %(name)s did not.")
            % {"name": outside[0]}
        )


def _is_bare(action: Action, note: Note) -> bool:
    """Whether an action is its one item of notes and nothing else."""
    is_elsewhere = Note.objects.filter(action=action).exclude(pk=note.pk).exists()
    is_agreed = any(getattr(action, name) for name in ("due_on", "cost", "organisation", "project"))
    is_moved = action.state != Doing.OPEN or action.handed_from_id is not None
    is_owned = action.owners.exists() or action.scope != Scope.SHARED
    return not (is_elsewhere or is_agreed or is_moved or is_owned or action.outcomes.exists())


def _former(note: Note) -> Action | None:
    """What an item was before it was moved or became a passage, unless another item of the same
    notes is that by now."""
    if note.former_action is None:
        return None
    others = Note.objects.filter(record=note.record_id, action=note.former_action_id)
    return None if others.exists() else note.former_action
