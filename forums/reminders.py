"""Who is reminded of a session, or of what they said they would do."""

from collections.abc import Collection, Iterator, Mapping, Sequence

from forums.choices import Doing, Seat, State
from forums.emails import coming_of, stranger_of
from forums.emails.agreed import ACTION, OVERDUE_UNTIL, coming_of_action, noon_of
from forums.models import Action, ActionOwner, Booking, Session
from leeds_leaders.notices.sources import Coming, Reached, Stranger, Subject

BATCH = 500


class Breakfasts:
    """Sessions, as a source of reminders: whoever goes is reminded."""

    kind = "forums.session"

    def coming(self, subject_id: int) -> Coming | None:
        """The session as it stands; nothing unless it is published."""
        sessions = Session.objects.filter(state=State.PUBLISHED).select_related("venue")
        session = sessions.filter(pk=subject_id).first()
        return coming_of(session, for_people=True) if session else None

    def recipients(self, subject_id: int) -> Iterator[Sequence[int]]:
        """Which peers go, batch by batch in the order of asking."""
        going = _going(session=subject_id, peer__isnull=False).order_by("number")
        turn = 0
        while batch := list(going.filter(number__gt=turn).values_list("peer", "number")[:BATCH]):
            turn = batch[-1][1]
            yield [peer_id for peer_id, _number in batch]

    def strangers(self, subject_id: int) -> Sequence[Stranger]:
        """Which guests go."""
        guests = _going(session=subject_id, peer=None).exclude(email="").order_by("number")
        return [stranger_of(booking) for booking in guests]

    def still(self, told: Mapping[Subject, Collection[Reached]]) -> dict[Subject, set[Reached]]:
        """Who still goes, of those told of a session at that very time. One query."""
        going = _going(
            session__in={pk for pk, _starts_at in told}, session__state=State.PUBLISHED
        ).values_list("session", "session__starts_at", "peer", "email")
        still: dict[Subject, set[Reached]] = {subject: set() for subject in told}
        for pk, starts_at, peer_id, email in going:
            if (pk, starts_at) in still:
                still[pk, starts_at].add(peer_id or email.lower())
        return still


def _going(**conditions):
    return Booking.objects.filter(state=Seat.GOING, **conditions)


class Actions:
    """What was agreed, as a source of reminders: whoever said that they do it is reminded."""

    kind = ACTION

    def coming(self, subject_id: int) -> Coming | None:
        """The action as it stands; nothing once it is closed, or has no day or no line in notes."""
        open_ones = Action.objects.standing().filter(state=Doing.OPEN, due_on__isnull=False)
        action = open_ones.filter(pk=subject_id).first()
        return coming_of_action(action, action.due_on) if action else None

    def recipients(self, subject_id: int) -> Iterator[Sequence[int]]:
        """Which peers said yes."""
        owners = ActionOwner.objects.willing().filter(action=subject_id)
        yield list(owners.values_list("peer", flat=True))

    def strangers(self, subject_id: int) -> Sequence[Stranger]:
        """Nobody: whoever does something has an account."""
        return []

    def still(self, told: Mapping[Subject, Collection[Reached]]) -> dict[Subject, set[Reached]]:
        """Who still does it, of those told of an action by that very day: before it, or that it was
        due then. One query."""
        owners = ActionOwner.objects.willing().filter(
            action__in=Action.objects.standing().filter(
                pk__in={pk for pk, _moment in told}, state=Doing.OPEN, due_on__isnull=False
            )
        )
        still: dict[Subject, set[Reached]] = {subject: set() for subject in told}
        for pk, due_on, peer_id in owners.values_list("action", "action__due_on", "peer"):
            for moment in (noon_of(due_on), noon_of(due_on) + OVERDUE_UNTIL):
                if (pk, moment) in still:
                    still[pk, moment].add(peer_id)
        return still
