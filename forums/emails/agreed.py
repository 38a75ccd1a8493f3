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
from projects.models import Project

ACTION = "forums.action"  # the kind of what people are reminded of
NAMED = "forums.named"  # what a letter keeps of somebody who was named for an action
AGREED = "forums.agreed"  # what a letter keeps of the action whose words are in it
# A name that slipped in while notes are being taken is put right within minutes.
SECOND_THOUGHTS = timedelta(minutes=10)
OVERDUE_AFTER, OVERDUE_UNTIL = timedelta(days=7), timedelta(days=60)  # asked once in between


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
        items=_naming(by) | _items(owner.action),
    )


def tellings_of_done(action: Action, *, by: Peer) -> list[Telling]:
    """Tell those who do it with them, and those who asked them, that it is done."""
    owners = action.owners.select_related("peer", "named_by")
    told = {peer for owner in owners for peer in (_willing(owner), owner.named_by) if peer}
    return [_telling_of_done(action, recipient, by) for recipient in told - {by}]


def telling_of_asking(action: Action, project: Project, lead: Peer) -> Telling:
    """Ask somebody who leads a project whether an action serves it."""
    return Telling(
        recipient=lead,
        purpose=Purpose.PEOPLE,
        key=f"action-serves:{action.pk}:{project.pk}",
        template="forums/email/action_serves",
        context=_about(action) | {"project": project},
        url=action.get_absolute_url(),
        items=_items(action, asks=project.pk),
    )


def tellings_of_service(action: Action, *, by: Peer, is_served: bool) -> list[Telling]:
    """Tell those who do it what the project said; once a day, however often it says so."""
    said, today = "served" if is_served else "serves-not", timezone.localdate()
    owners = action.owners.willing().select_related("peer").exclude(peer=by)
    return [
        Telling(
            recipient=owner.peer,
            purpose=Purpose.PEOPLE,
            key=f"action-{said}:{owner.pk}:{action.project_id}:{today}",
            template="forums/email/action_served",
            context=_about(action) | {"project": action.project, "is_served": is_served},
            url=action.get_absolute_url(),
            items=_items(action),
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


def still_agreed(letters: Sequence[Letter]) -> set[int]:
    """Of letters in which words of actions stand those (by key) whose reader may read them still;
    that tell of what is done, and that ask whoever leads the project that it is to serve. A query
    for each reader, and two."""
    told = {letter.pk: letter.items[AGREED] for letter in letters}
    now = Action.objects.select_related("project").in_bulk(
        {each["action"] for each in told.values()}
    )
    readers = Peer.objects.in_bulk({letter.recipient_id for letter in letters})
    seen = {
        (pk, action)
        for pk, reader in readers.items()
        for action in Action.objects.visible_to(reader)
        .filter(pk__in=now)
        .values_list("pk", flat=True)
    }
    return {
        letter.pk
        for letter in letters
        if (letter.recipient_id, told[letter.pk]["action"]) in seen
        and _is_so(now[told[letter.pk]["action"]], told[letter.pk], letter.recipient_id)
    }


def _is_so(action: Action, told: dict[str, Any], reader: int | None) -> bool:
    if told.get("is_done"):
        return action.state == Doing.DONE
    if "asks" not in told:
        return True
    project = action.project
    if project is None or action.project_confirmed_at is not None:
        return False
    return project.pk == told["asks"] and reader in project.lead_ids


def _items(action: Action, **more) -> dict[str, Any]:
    """What a letter keeps, to be looked at again before it leaves."""
    return {AGREED: {"action": action.pk} | more}


def _telling_of_done(action: Action, recipient: Peer, by: Peer) -> Telling:
    """Done, opened again and done once more on one day is told once."""
    named = _named_to(recipient, by, action)
    return Telling(
        recipient=recipient,
        purpose=Purpose.PEOPLE,
        key=f"action-done:{action.pk}:{timezone.localdate(action.closed_at)}",
        template="forums/email/action_done",
        context=_about(action) | {"by": named},
        url=action.get_absolute_url(),
        items=_naming(named) | _items(action, is_done=True),
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
