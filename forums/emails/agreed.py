"""Composes what people are told about what was agreed; does not send it."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from forums.choices import Doing
from forums.models import Action, ActionOwner, Record
from leeds_leaders.notices.calendars import Coming
from leeds_leaders.notices.choices import Purpose
from leeds_leaders.notices.emails import Telling
from leeds_leaders.notices.models import Letter
from leeds_leaders.notices.sources import peers_seen
from peers.models import Peer

ACTION = "forums.action"  # the kind of what people are reminded of
NAMED = "forums.named"  # what a letter keeps of somebody who was named for an action
# A name that slipped in while notes are being taken is put right within minutes.
SECOND_THOUGHTS = timedelta(minutes=10)
OVERDUE_AFTER, OVERDUE_UNTIL = timedelta(days=7), timedelta(days=21)  # asked once in between


def noon_of(day: date) -> datetime:
    """The moment that a day stands for in the timetable of reminders: people hear of it at noon the
    day before and early that morning."""
    return datetime.combine(day, time(12), timezone.get_default_timezone())


def coming_of_action(action: Action, day: date) -> Coming:
    """An action as reminders tell of it: something to be done by a day."""
    return Coming(
        title=action.in_short,
        starts_at=noon_of(day),
        ends_at=noon_of(day),
        place="",
        url=action.get_absolute_url(),
        uid="",
        is_due=True,
    )


def telling_of_naming(owner: ActionOwner) -> Telling:
    """Ask somebody whether they do what others wrote down for them."""
    action = owner.action
    by = _named_to(owner.peer, owner.named_by, action)
    return Telling(
        recipient=owner.peer,
        purpose=Purpose.PEOPLE,
        key=f"action-named:{owner.pk}",
        template="forums/email/action_named",
        context=_about(action) | {"by": by, "is_handed": action.handed_from_id is not None},
        url=action.get_absolute_url(),
        not_before=timezone.now() + SECOND_THOUGHTS,
        items=_naming(by) | {NAMED: owner.pk},
    )


def telling_of_no(owner: ActionOwner) -> Telling | None:
    """Tell whoever named somebody that they do not do it; nothing where they named themselves."""
    named_by = owner.named_by
    if named_by is None or named_by == owner.peer:
        return None
    by = _named_to(named_by, owner.peer, owner.action)
    return Telling(
        recipient=named_by,
        purpose=Purpose.PEOPLE,
        key=f"action-declined:{owner.pk}",
        template="forums/email/action_declined",
        context=_about(owner.action) | {"by": by},
        url=owner.action.get_absolute_url(),
        items=_naming(by),
    )


def tellings_of_done(action: Action, *, by: Peer) -> list[Telling]:
    """Tell those who do it with them, and those who asked them, that it is done."""
    owners = action.owners.select_related("peer", "named_by")
    told = {peer for owner in owners for peer in (_willing(owner), owner.named_by) if peer}
    return [_telling_of_done(action, recipient, by) for recipient in told - {by}]


def telling_of_asking(action: Action) -> Telling:
    """Ask whoever leads a project whether an action serves it."""
    project = action.project
    assert project is not None
    assert project.lead is not None
    return Telling(
        recipient=project.lead,
        purpose=Purpose.PEOPLE,
        key=f"action-serves:{action.pk}:{project.pk}",
        template="forums/email/action_serves",
        context=_about(action) | {"project": project},
        url=action.get_absolute_url(),
    )


def tellings_of_service(action: Action, *, by: Peer, is_served: bool) -> list[Telling]:
    """Tell those who do it what the project said."""
    now = timezone.now()
    owners = action.owners.willing().select_related("peer").exclude(peer=by)
    return [
        Telling(
            recipient=owner.peer,
            purpose=Purpose.PEOPLE,
            key=f"action-{'served' if is_served else 'serves-not'}:{owner.pk}:{now:%Y%m%d%H%M%S%f}",
            template="forums/email/action_served",
            context=_about(action) | {"project": action.project, "is_served": is_served},
            url=action.get_absolute_url(),
        )
        for owner in owners
    ]


def telling_of_overdue(owner: ActionOwner) -> Telling:
    """Ask somebody, once, what became of something that was due a week ago."""
    action = owner.action
    assert action.due_on is not None
    return Telling(
        recipient=owner.peer,
        purpose=Purpose.REMINDER,
        key=f"action-overdue:{action.pk}:{action.due_on}",
        template="forums/email/action_overdue",
        context=_about(action),
        url=action.get_absolute_url(),
        not_after=noon_of(action.due_on) + OVERDUE_UNTIL,
        items={ACTION: action.pk},
    )


def still_named(letters: Sequence[Letter]) -> set[int]:
    """Of letters that ask somebody to do something those (by key) that still wait for an answer.
    One query."""
    told = {letter.pk: letter.items[NAMED] for letter in letters}
    waiting = ActionOwner.objects.filter(
        pk__in=told.values(), said_yes_at=None, action__state=Doing.OPEN
    ).filter(action__in=Action.objects.standing())
    asked = set(waiting.values_list("pk", flat=True))
    return {pk for pk, owner in told.items() if owner in asked}


def _telling_of_done(action: Action, recipient: Peer, by: Peer) -> Telling:
    named = _named_to(recipient, by, action)
    return Telling(
        recipient=recipient,
        purpose=Purpose.PEOPLE,
        key=f"action-done:{action.pk}:{action.closed_at:%Y%m%d%H%M%S%f}",
        template="forums/email/action_done",
        context=_about(action) | {"by": named},
        url=action.get_absolute_url(),
        items=_naming(named),
    )


def _about(action: Action) -> dict[str, Any]:
    return {"action": action, "words": action.in_short, "session": action.session}


def _named_to(recipient: Peer, other: Peer | None, action: Action) -> Peer | None:
    """Somebody, if they may be named to whom a letter is for: one that names somebody who may not
    be would not leave. Of a closed session nobody is."""
    if other is None or Record.objects.filter(pk=action.session_id, is_closed=True).exists():
        return None
    return other if peers_seen({(recipient.pk, other.pk)}) else None


def _naming(peer: Peer | None) -> dict[str, Any]:
    return {"peers": [peer.pk]} if peer else {}


def _willing(owner: ActionOwner) -> Peer | None:
    return owner.peer if owner.said_yes_at else None
