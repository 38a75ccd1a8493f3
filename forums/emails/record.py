"""Composes what those who came to a session are told of its notes; does not send it."""

from collections import defaultdict
from collections.abc import Sequence

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q

from forums.choices import RecordState, Section, State
from forums.emails.places import link_path, stranger_of
from forums.models import Action, ActionOwner, Booking, Record
from forums.querysets.record import CAME
from leeds_leaders.notices.choices import Purpose
from leeds_leaders.notices.emails import Telling
from leeds_leaders.notices.models import Letter
from leeds_leaders.notices.sources import peers_seen, reached_by
from peers.models import Peer

RECORD = "forums.record"  # what a letter keeps of the notes that it tells of
PURPOSE = Purpose.PLACE


def key_of(record: Record) -> str:
    """What the letters about one record are told apart by: each recipient gets one."""
    return f"record:{record.pk}"


def tellings_of_record(record: Record) -> list[Telling]:
    """What those who came are told, once, when the notes have found their last readers: that they
    are there, and what was agreed. Of those who do something it names whom the reader may see and
    who said yes; of a closed session nobody."""
    bookings = [
        booking
        for booking in record.session.bookings.filter(state__in=CAME).select_related("peer")
        if booking.address
    ]
    owners = _Owners(record, bookings)
    agreed = list(
        Action.objects.of_record(record).select_related("organisation").order_by("notes__place")
    )
    counts = {
        section.label: record.notes.standing().filter(section=section, is_prose=False).count()
        for section in Section
    }
    return [_telling(record, booking, agreed, counts, owners) for booking in bookings]


def records_still_told(letters: Sequence[Letter]) -> set[int]:
    """Of letters about notes those (by key) that are still so: nobody took the notes back, and
    whoever it is for still is one of those who came. Two queries."""
    told = {letter.pk: letter.items[RECORD] for letter in letters}
    readable = Q(state=RecordState.PUBLIC, is_closed=False) | Q(
        state=RecordState.SHARED, is_closed=True
    )
    sessions = {each["session"] for each in told.values()}
    still = Record.objects.filter(
        readable, pk__in=sessions, session__state__in={State.PUBLISHED, State.HELD}
    )
    records = set(still.values_list("pk", flat=True))
    bookings = Booking.objects.filter(state__in=CAME).in_bulk(
        [each["booking"] for each in told.values()]
    )
    return {
        letter.pk
        for letter in letters
        if told[letter.pk]["session"] in records
        and _reaches(bookings.get(told[letter.pk]["booking"]), letter)
    }


class _Owners:
    """Who does what, as far as each reader may read their names. Two queries."""

    def __init__(self, record: Record, bookings: Sequence[Booking]):
        self.of_action: dict[int, list[Peer]] = defaultdict(list)
        if record.is_closed:
            return
        owners = ActionOwner.objects.filter(
            action__notes__record=record, said_yes_at__isnull=False
        ).select_related("peer")
        for owner in owners:
            self.of_action[owner.action_id].append(owner.peer)
        named = {peer.pk for peers in self.of_action.values() for peer in peers}
        readers = {booking.peer_id for booking in bookings if booking.peer_id}
        self.seen = peers_seen({(reader, peer) for reader in readers for peer in named})
        public = Peer.objects.visible_to(AnonymousUser()).filter(pk__in=named)
        self.public = set(public.values_list("pk", flat=True))

    def named_to(self, booking: Booking, action: Action) -> list[Peer]:
        return [
            peer
            for peer in self.of_action[action.pk]
            if peer.pk == booking.peer_id
            or (booking.peer_id, peer.pk) in self.seen
            or (booking.peer_id is None and peer.pk in self.public)
        ]


def _telling(record: Record, booking: Booking, agreed, counts, owners: _Owners) -> Telling:
    booking.session = record.session
    lines = [{"action": action, "owners": owners.named_to(booking, action)} for action in agreed]
    named = {peer.pk for line in lines for peer in line["owners"]} - {booking.peer_id}
    kept: dict = {RECORD: {"session": record.pk, "booking": booking.pk}}
    page = record.get_absolute_url()
    return Telling(
        recipient=booking.peer,
        stranger=None if booking.peer else stranger_of(booking),
        purpose=PURPOSE,
        key=key_of(record),
        template="forums/email/record",
        context={
            "session": record.session,
            "record": record,
            "lines": lines,
            "counts": counts,
            "may_read": booking.peer is not None or not record.is_closed,
        },
        url=page,
        link=page if record.state == RecordState.PUBLIC else link_path(booking),
        items=kept | ({"peers": sorted(named)} if named and booking.peer else {}),
    )


def _reaches(booking: Booking | None, letter: Letter) -> bool:
    """Whether the answer that a letter goes by is still there, and its address still theirs."""
    theirs = booking and (booking.peer_id or booking.email.lower())
    return theirs == reached_by(letter)
