"""Who is reminded of a session, and what of."""

from collections.abc import Collection, Iterator, Mapping, Sequence

from forums.choices import Seat, State
from forums.emails import coming_of
from forums.models import Booking, Session
from leeds_leaders.notices.sources import Coming, Subject

BATCH = 500


class Breakfasts:
    """Sessions, as a source of reminders: whoever goes is reminded."""

    kind = "forums.session"

    def coming(self, subject_id: int) -> Coming | None:
        """The session as it stands; nothing unless it is published."""
        session = Session.objects.filter(pk=subject_id, state=State.PUBLISHED).first()
        return coming_of(session, for_people=True) if session else None

    def recipients(self, subject_id: int) -> Iterator[Sequence[int]]:
        """Who goes, batch by batch in the order of asking."""
        going = Booking.objects.filter(session=subject_id, state=Seat.GOING).order_by("number")
        turn = 0
        while batch := list(going.filter(number__gt=turn).values_list("peer", "number")[:BATCH]):
            turn = batch[-1][1]
            yield [peer_id for peer_id, _number in batch]

    def still(self, told: Mapping[Subject, Collection[int | None]]) -> dict[Subject, set[int]]:
        """Who still goes, of those told of a session at that very time. One query."""
        going = Booking.objects.filter(
            session__in={pk for pk, _starts_at in told},
            session__state=State.PUBLISHED,
            state=Seat.GOING,
        ).values_list("session", "session__starts_at", "peer")
        still: dict[Subject, set[int]] = {subject: set() for subject in told}
        for pk, starts_at, peer_id in going:
            if (pk, starts_at) in still:
                still[pk, starts_at].add(peer_id)
        return still
