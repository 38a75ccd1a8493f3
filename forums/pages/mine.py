"""Somebody's own sessions, ready for the template."""

from functools import cached_property

from django.db.models import Q
from django.utils import timezone
from django.utils.safestring import SafeString

from forums.choices import Seat
from forums.models import Booking, Session
from forums.pages.listed import drawn_cards
from forums.querysets.cards import Card
from leeds_leaders.paging import page_of

PAGE = 12
WERE_THERE = (Seat.GOING, Seat.WALKED_IN)


class MySessions:
    """What a member goes to, is asked about, waits for or thinks about; what they arrange; and
    where they have been. Four queries."""

    def __init__(self, peer, asked):
        self._sessions = Session.objects.visible_to(peer)
        arranged = self._sessions.upcoming().filter(Q(hosts=peer) | Q(proposed_by=peer)).distinct()
        self.arranged = arranged.as_cards()
        been = self._sessions.past().filter(bookings__peer=peer, bookings__state__in=WERE_THERE)
        self.page = page_of(asked, been.card_rows(), size=PAGE)
        self._bookings = Booking.objects.visible_to(peer).filter(
            peer=peer,
            session__in=self._sessions.values("pk"),
            session__ends_at__gte=timezone.now(),
        )

    @cached_property
    def coming(self) -> list[Booking]:
        """Answers to what is still to come, soonest first."""
        bookings = self._bookings.select_related("session__venue").defer("session__purpose")
        return list(bookings.order_by("session__starts_at", "pk"))

    def _in(self, *states: str) -> list[Booking]:
        return [booking for booking in self.coming if booking.state in states]

    @property
    def offered(self) -> list[Booking]:
        return [booking for booking in self._in(Seat.OFFERED) if booking.is_offered]

    @property
    def going(self) -> list[Booking]:
        return self._in(Seat.GOING)

    @property
    def waiting(self) -> list[Booking]:
        return self._in(Seat.WAITING)

    @property
    def perhaps(self) -> list[Booking]:
        return self._in(Seat.MAYBE, Seat.LAPSED)

    @property
    def is_empty(self) -> bool:
        return not (self.coming or self.arranged or self.page.paginator.count)

    @property
    def drawn_arranged(self) -> SafeString:
        return drawn_cards(self.arranged)

    @property
    def drawn_past(self) -> SafeString:
        return drawn_cards(Card(*row) for row in self.page.object_list)
