"""Those who come to a session, as cards to read before it and badges to wear."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.core.paginator import Page
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from forums.choices import Seat, ShownTo
from forums.models import Booking, Session
from forums.querysets.attendance import cards_for_members
from leeds_leaders.paging import page_of
from peers.choices import SEEN_BY, Audience
from peers.models import Peer
from peers.pages.portrait import Portrait
from projects.models import Project

TO_AN_A4 = 8  # badges
PER_PAGE = 48  # cards


@dataclass(frozen=True, slots=True)
class AttendeeCard:
    """Somebody who comes, as members see them: cards are printed and lie on tables, so what only
    connections see is on none."""

    portrait: Portrait
    projects: list[Project]


def cards_of(session: Session, viewer, asked) -> Page:
    """A page of cards of those who go and want to be known to the others. Three queries."""
    peers = (
        Peer.objects.visible_to(viewer)
        .not_blocked_by(viewer)
        .filter(
            profile__audience__in=SEEN_BY[Audience.MEMBERS],
            bookings__session=session,
            bookings__state=Seat.GOING,
            bookings__shown_to__in=[ShownTo.GOING, ShownTo.EVERYONE],
        )
        .order_by(Lower("name"), "pk")
    )
    page = page_of(asked, peers.for_page(viewer), size=PER_PAGE)
    page.object_list = _with_projects(list(page.object_list), viewer)
    return page


def _with_projects(peers: list[Peer], viewer) -> list[AttendeeCard]:
    projects = (
        Project.objects.visible_to(viewer)
        .listed()
        .filter(lead_ids__overlap=[peer.pk for peer in peers])
    )
    theirs: dict[int, list[Project]] = {peer.pk: [] for peer in peers}
    for project in projects.order_by("title"):
        for lead in theirs.keys() & set(project.lead_ids):
            theirs[lead].append(project)
    portraits = ((peer.pk, Portrait.of(peer, Audience.MEMBERS)) for peer in peers)
    return [AttendeeCard(portrait, theirs[pk]) for pk, portrait in portraits if portrait]


@dataclass(frozen=True, slots=True)
class Badge:
    """What stands on somebody's badge."""

    name: str
    pronouns: str = ""
    called: str = ""
    comes_from: str = ""


def sheets_of(session: Session) -> list[tuple[Badge, ...]]:
    """The badges of all who go, sheet by sheet. Two queries.

    A badge is read by everybody in the room, so beside the name it has what members see.
    """
    going = session.bookings.filter(state=Seat.GOING).select_related("peer")
    bookings = sorted(going, key=lambda booking: booking.who.lower())
    cards = cards_for_members([booking.peer_id for booking in bookings])
    badges = (badge for booking in bookings for badge in _badges(booking, cards))
    return _in_sheets(badges)


def _badges(booking: Booking, cards: dict[int | None, dict]) -> Iterable[Badge]:
    """One for whoever has the booking, and one for each whom they bring."""
    card = cards.get(booking.peer_id, {})
    yield Badge(booking.who, card.get("pronouns", ""), card.get("called", ""), _comes_from(card))
    unnamed = [""] * (booking.places - 1 - len(booking.companions))
    for name in booking.companions + unnamed:
        yield Badge(name, comes_from=_("with %(name)s") % {"name": booking.who})


def _comes_from(card: dict) -> str:
    """Their organisations, or that they come as themselves."""
    organisations = [organisation for _title, organisation, _slug in card.get("roles", ())]
    if card.get("comes_as_self"):
        organisations.insert(0, _("As myself"))
    return " · ".join(organisations[:2])


def _in_sheets(badges: Iterable[Badge]) -> list[tuple[Badge, ...]]:
    every = list(badges)
    return [tuple(every[start : start + TO_AN_A4]) for start in range(0, len(every), TO_AN_A4)]
