"""What somebody answers to sessions, says they need, and does for others as an organiser."""

from collections import defaultdict
from collections.abc import Iterator

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from forums import actions
from forums.models import (
    AgendaItem,
    AgendaSupport,
    Booking,
    CalendarFeed,
    Needs,
    NeedsView,
    SeatMove,
    Series,
    Session,
    SessionMessage,
    Venue,
)
from leeds_leaders.personal_data import Fate, Holding, Told, facts, readable
from peers.personal_data.names import Names

BOOKING = (
    "state", "places", "companions", "asked_at", "offered_until", "shown_to", "arrived",
    "arrived_at",
)  # fmt: skip
VENUE = ("name", "address", "latitude", "longitude", "ward", "access_notes", "photo", "photo_alt")


def needs_of(peer) -> QuerySet:
    """What somebody said that they need."""
    return Needs.objects.filter(booking__peer=peer)


def guests_of(peer) -> QuerySet:
    """What they answered as a guest, before there was an account with that address."""
    return Booking.objects.of_person(peer).filter(peer=None)


def about_sessions(*names: str):
    """Tell of rows by the session that they belong to, and some of their fields."""

    def tell(rows: QuerySet, peer) -> Iterator[Told]:
        for row in rows.select_related("session"):
            yield when(row.session) | {name: readable(row, name) for name in names}

    return tell


def when(session: Session) -> Told:
    return {"session": session.title, "starts_at": session.starts_at}


def _bookings(rows: QuerySet, peer) -> Iterator[Told]:
    """With each step, and why it was made."""
    rows = rows.select_related("session").prefetch_related("moves")
    for row in rows:
        steps = [
            {name: readable(move, name) for name in ("at", "went_to", "places", "why", "note")}
            for move in row.moves.all()
        ]
        yield (
            when(row.session) | {name: readable(row, name) for name in BOOKING} | {"steps": steps}
        )


def _guests(rows: QuerySet, peer) -> Iterator[Told]:
    return about_sessions("name", "email", *BOOKING)(rows, peer)


def _needs(rows: QuerySet, peer) -> Iterator[Told]:
    """With who looked at the needs of that session, and when."""
    rows = rows.select_related("booking__session")
    views = defaultdict(list)
    for view in NeedsView.objects.filter(session__bookings__needs__in=rows).order_by("at"):
        views[view.session_id].append(view)
    names = Names(peer, {view.by_id for of_one in views.values() for view in of_one})
    for row in rows:
        looked = [
            {"who": names.of(view.by_id), "at": view.at} for view in views[row.booking.session_id]
        ]
        yield when(row.booking.session) | {
            **{name: readable(row, name) for name in ("access", "diet", "wording", "given_at")},
            "who_looked": looked,
        }


def _steps(rows: QuerySet, peer) -> Iterator[Told]:
    """Of others' answers no more than that a step was made."""
    for row in rows.exclude(booking__peer=peer).select_related("booking__session"):
        yield when(row.booking.session) | {"at": row.at, "went_to": readable(row, "went_to")}


def _supports(rows: QuerySet, peer) -> Iterator[Told]:
    seen = AgendaItem.objects.visible_to(peer).in_bulk([row.item_id for row in rows])
    for row in rows:
        yield {"item": str(seen.get(row.item_id, "")), "at": row.at}


HOLDINGS = [
    Holding(
        name="needs",
        title=_("What I need at a session, and what I do not eat"),
        model=Needs,
        of=needs_of,
        about=_("Deleted by itself 14 days after each session."),
        tell=_needs,
    ),
    Holding(
        name="places",
        title=_("My answers to sessions, and whom I bring"),
        model=Booking,
        links=["peer"],
        afterwards=_("Goes for good. Places that I leave go to whoever waits."),
        tell=_bookings,
        let_go=actions.give_up,
    ),
    Holding(
        name="places_as_guest",
        title=_("My answers to sessions before I had an account"),
        model=Booking,
        of=guests_of,
        tell=_guests,
    ),
    Holding(
        name="places_of_others",
        title=_("Answers of others that I changed as an organiser"),
        model=SeatMove,
        links=["by"],
        fate=Fate.NOBODYS,
        about=_("Whose they are is theirs to tell."),
        tell=_steps,
    ),
    Holding(
        name="calendar",
        title=_("The secret address of my calendar"),
        model=CalendarFeed,
        links=["peer"],
        about=_("Only whether there is one, and since when; what it is cannot be read back."),
        tell=facts("changed_at"),
    ),
    Holding(
        name="agenda_items",
        title=_("What I proposed for agendas"),
        model=AgendaItem,
        links=["proposed_by"],
        fate=Fate.NOBODYS,
        afterwards=_("Stays, without my name. If something is to go, withdraw it first."),
        tell=about_sessions(
            "kind", "title", "words", "is_community_raised", "state", "reason", "proposed_at"
        ),
    ),
    Holding(
        name="agenda_supports",
        title=_("What I support on agendas"),
        model=AgendaSupport,
        links=["peer"],
        tell=_supports,
    ),
    Holding(
        name="sessions_proposed",
        title=_("Sessions that I wrote down"),
        model=Session,
        links=["proposed_by"],
        fate=Fate.NOBODYS,
        afterwards=_("Stay, without my name and without how to reach me."),
        tell=facts(
            "title", "theme", "purpose", "starts_at", "ends_at", "state", "room", "online_link",
            "bring", "contact", "concessions", "funded_by", "cost_note", "ticket_link", "reason",
        ),
        let_go=actions.let_go_of_contacts,
    ),
    Holding(
        name="sessions_hosted",
        title=_("Sessions that I host"),
        model=Session.hosts.through,
        links=["peer"],
        tell=about_sessions(),
    ),
    Holding(
        name="series_hosted",
        title=_("Series in which I take turns as host"),
        model=Series.hosts.through,
        links=["peer"],
        tell=facts("series"),
    ),
    Holding(
        name="series_begun",
        title=_("Series that I began"),
        model=Series,
        links=["created_by"],
        fate=Fate.NOBODYS,
        tell=facts("title", "purpose", "questions"),
    ),
    Holding(
        name="venues",
        title=_("Venues that I saved"),
        model=Venue,
        links=["created_by"],
        fate=Fate.NOBODYS,
        tell=facts(*VENUE),
        photos=["photo"],
    ),
    Holding(
        name="messages",
        title=_("What I wrote to the people of a session"),
        model=SessionMessage,
        links=["by"],
        fate=Fate.NOBODYS,
        tell=about_sessions("subject", "words", "sent_to", "sent_at"),
    ),
    Holding(
        name="needs_seen",
        title=_("When I looked at what people need"),
        model=NeedsView,
        links=["by"],
        fate=Fate.NOBODYS,
        tell=about_sessions("at"),
    ),
]  # fmt: skip
