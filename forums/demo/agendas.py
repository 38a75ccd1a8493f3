"""What the invented people would like to talk about, and who would like that, too."""

from collections.abc import Iterator, Sequence
from datetime import timedelta

from forums.choices import AgendaState, Seat, State
from forums.demo import texts
from forums.demo.dice import Dice
from forums.models import AgendaItem, AgendaSupport, Booking, Session

CHOSEN = 2  # of the first proposals to each session
ITEMS = (7, 4, 3)  # proposals to the next sessions; to the others as many as to the last
WRITTEN = (AgendaItem, AgendaSupport)


class Agendas:
    """Writes proposals to the sessions that have answers, by some of those who go."""

    def __init__(self, seed: int):
        self._dice = Dice(seed, "agendas")
        self._texts = texts.read("agendas")["items"]

    def load(self, bookings: Sequence[Booking]) -> None:
        """Write them, and who supports them."""
        going: dict[Session, list[Booking]] = {}
        for booking in bookings:
            if booking.state == Seat.GOING and booking.peer_id:
                going.setdefault(booking.session, []).append(booking)
        coming = [session for session in going if session.state == State.PUBLISHED]
        items: list[AgendaItem] = []
        supports: list[AgendaSupport] = []
        for turn, session in enumerate(coming):
            proposed = list(self._items(going[session], ITEMS[min(turn, len(ITEMS) - 1)]))
            items += proposed
            supports += self._supports(proposed, going[session])
        AgendaItem.objects.bulk_create(items)
        AgendaSupport.objects.bulk_create(supports)

    def _items(self, going: Sequence[Booking], count: int) -> Iterator[AgendaItem]:
        """Some are chosen; the one that has a reason is set aside, the rest waits for a choice."""
        by = self._dice.sample(going, min(count, len(going)))
        told_of = self._dice.sample(self._texts, len(by))
        for place, (told, booking) in enumerate(zip(told_of, by, strict=True)):
            item = AgendaItem(
                id=self._dice.key(),
                session=booking.session,
                kind=told["kind"],
                title=told["title"],
                words=told["words"],
                is_community_raised=told["community"],
                proposed_by_id=booking.peer_id,
                proposed_at=booking.asked_at + timedelta(hours=1),
            )
            if "reason" in told:
                item.state, item.reason = AgendaState.SET_ASIDE, told["reason"]
            elif place < CHOSEN:
                item.state, item.place = AgendaState.CHOSEN, place + 1
            yield item

    def _supports(
        self, items: Sequence[AgendaItem], going: Sequence[Booking]
    ) -> Iterator[AgendaSupport]:
        """Whoever goes supports some of what others propose."""
        for item in items:
            for booking in self._dice.some(going, 9):
                if booking.peer_id != item.proposed_by_id:
                    yield AgendaSupport(
                        item=item, peer_id=booking.peer_id, at=item.proposed_at + timedelta(hours=1)
                    )
