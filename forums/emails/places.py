"""Composes what people are told about their place; does not send it."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from forums.choices import HAS_A_TURN, MEANT, MessageTo, Seat, State, Why
from forums.emails.coming import coming_of
from forums.models import Booking, SeatMove, Session, SessionMessage
from leeds_leaders.notices.calendars import Coming, invitation
from leeds_leaders.notices.choices import Purpose
from leeds_leaders.notices.emails import Stranger, Telling
from leeds_leaders.notices.models import Letter
from leeds_leaders.notices.sources import peers_seen
from peers.models import Peer

# What is told of a step, by where it led. Whoever says that they do not come need not be told.
TOLD = {
    Seat.GOING: "going",
    Seat.OFFERED: "offered",
    Seat.WAITING: "waiting",
    Seat.LAPSED: "lapsed",
}
PLACE = "forums.place"  # what a letter keeps of the booking that it tells of


def key_of_move(move: SeatMove) -> str:
    """Under which a step of a booking is told once."""
    return f"seat:{move.pk}"


def key_of_news(session: Session) -> str:
    """Under which the news of a session, as it now stands, are told once."""
    return f"news:{session.pk}:{session.sequence}"


def telling_of_move(move: SeatMove) -> Telling | None:
    """What to tell of the last step of a booking; nothing where nobody waits to hear of it."""
    booking, session = move.booking, move.booking.session
    template = "removed" if _is_by_organiser(move) else TOLD.get(Seat(move.went_to))
    if not (template and booking.address) or booking.state != move.went_to:
        return None
    if move.came_from == Seat.WALKED_IN:
        return None  # a slip at the door was undone: they stand where they knew they stood
    is_going, has_lost = move.went_to == Seat.GOING, move.came_from == Seat.GOING
    coming = coming_of(session, for_people=is_going)
    giver = _giver(move)
    return Telling(
        **_to(booking),
        key=key_of_move(move),
        template=f"forums/email/{template}",
        context={
            "session": session,
            "coming": coming,
            "booking": booking,
            "move": move,
            "giver": giver,
            "has_lost": has_lost,
        },
        not_after=booking.offered_until or session.starts_at,
        calendar=invitation(coming) if is_going else _taken_out(coming) if has_lost else "",
        items=_items(booking, [move.went_to]) | ({"peers": [giver.pk]} if giver else {}),
    )


def telling_of_news(session: Session, booking: Booking) -> Telling:
    """What has changed about a session since its people heard of it last, in words. Why it is
    called off is left out while it waits for a moderator, and why it was taken away is for those
    alone whose it is."""
    booking.session = session
    is_going = booking.state == Seat.GOING
    coming = coming_of(session, for_people=is_going)
    return Telling(
        **_to(booking) | (_instead_of_its_page(booking) if session.taken_away_at else {}),
        key=key_of_news(session),
        template=f"forums/email/{_kind_of_news(session)}",
        context={
            "session": session,
            "coming": coming,
            "changes": changes_of(session),
            "reason": "" if session.is_hidden else session.reason,
            "booking": booking,
            "is_going": is_going,
        },
        not_after=_over_at(session),
        # Whoever waits has no entry in their calendar, but may have had one.
        calendar=invitation(coming) if is_going or coming.is_cancelled else "",
        items=_items(booking, HAS_A_TURN, was=session.told),
    )


def _kind_of_news(session: Session) -> str:
    if session.taken_away_at:
        return "taken_away"
    return "cancelled" if session.known_as == State.CANCELLED else "changed"


def telling_of_message(message: SessionMessage, booking: Booking) -> Telling:
    """What an organiser writes to somebody who comes, or waits."""
    booking.session = message.session
    return Telling(
        **_to(booking),
        key=f"message:{message.pk}",
        template="forums/email/message",
        context={
            "message": message,
            "session": message.session,
            "coming": coming_of(message.session, for_people=booking.state == Seat.GOING),
            "report_url": _report_url(message) if booking.peer_id else "",
        },
        items=_items(booking, MEANT[MessageTo(message.sent_to)]),
    )


def _report_url(message: SessionMessage) -> str:
    """Where a peer says that it breaks a rule of the house."""
    path = reverse("moderation:report", args=["session-message", message.pk])
    return f"{settings.SITE_URL}{path}"


def telling_of_link(booking: Booking) -> Telling:
    """The link by which a guest says that they come, and later all else about their place."""
    return Telling(
        **_to(booking),
        key=f"link:{booking.pk}:{timezone.now():%Y%m%d%H%M%S%f}",
        template="forums/email/link",
        context={
            "session": booking.session,
            "coming": coming_of(booking.session),
            "booking": booking,
        },
        not_after=booking.session.starts_at,
        items=_items(booking, Seat.values),
    )


def telling_of_account(session: Session, peer) -> Telling:
    """Somebody asked as a guest with the address of a peer: they answer as who they are."""
    return Telling(
        recipient=peer,
        purpose=Purpose.PLACE,
        key=f"account:{session.pk}:{timezone.now():%Y%m%d%H%M%S%f}",
        template="forums/email/account",
        context={"session": session, "coming": coming_of(session)},
        url=reverse("forums:place", args=[session.slug]),
        not_after=session.starts_at,
    )


def stranger_of(booking: Booking) -> Stranger:
    """A guest, as mail reaches them."""
    return Stranger(booking.name, booking.email, link_path(booking))


def link_path(booking: Booking) -> str:
    """The page of a place for whoever holds the link in a letter."""
    return reverse("forums:link", args=[booking.link_token])


def places_still_told(letters: Sequence[Letter]) -> set[int]:
    """Of letters about places those (by key) that are still so. One query."""
    told = [letter.items[PLACE]["booking"] for letter in letters]
    bookings = Booking.objects.select_related("session").in_bulk(told)
    return {
        letter.pk
        for letter, pk in zip(letters, told, strict=True)
        if pk in bookings and _is_still_so(letter, bookings[pk])
    }


def _is_still_so(letter: Letter, booking: Booking) -> bool:
    """Whether booking and session stand where a letter says, and its address is still theirs. Of
    one that is hidden nothing is told but that it is called off."""
    told, session = letter.items[PLACE], booking.session
    address = "" if letter.recipient_id else letter.address
    return (
        session.known_as == told["session"]
        and (session.known_as == State.CANCELLED or not session.is_hidden)
        and booking.state in told["states"]
        and (booking.peer_id, booking.email) == (letter.recipient_id, address)
    )


def changes_of(session: Session) -> list[str]:
    """What is not as its people were told, each in a sentence."""
    told, news = session.told, session.news
    changes = []
    if told.get("state") == State.CANCELLED and session.state == State.PUBLISHED:
        changes.append(_("It takes place after all."))
    if (told.get("starts_at"), told.get("ends_at")) != (news["starts_at"], news["ends_at"]):
        changes.append(
            _("It is now on %(new)s (it was on %(old)s).")
            % {"new": _span(news), "old": _span(told)}
        )
    if told.get("venue") != news["venue"]:
        changes.append(
            _("It is now at: %(new)s (it was at: %(old)s).")
            % {"new": news["venue"] or _("no venue"), "old": told.get("venue") or _("no venue")}
        )
    if told.get("online_link") != news["online_link"]:
        changes.append(_("The link to take part online has changed; it is on the page."))
    return changes


def _to(booking: Booking) -> dict[str, Any]:
    """Whom a letter about a place goes to, and the ways to that place: by its link from mail."""
    return {
        "recipient": booking.peer,
        "stranger": None if booking.peer else stranger_of(booking),
        "purpose": Purpose.PLACE,
        "url": reverse("forums:place", args=[booking.session.slug]),
        "link": link_path(booking),
    }


def _instead_of_its_page(booking: Booking) -> dict[str, str]:
    """Where a letter leads if the page of its session was taken away."""
    if booking.peer:
        return {"url": reverse("forums:mine"), "link": ""}
    return {"link": reverse("forums:list")}


def _items(booking: Booking, states: Collection[str], **more) -> dict[str, Any]:
    """What a letter keeps, to be looked at again before it leaves; of news also what its people
    knew before (`was`)."""
    return {
        PLACE: {
            "booking": booking.pk,
            "states": sorted(states),
            "session": booking.session.known_as,
            **more,
        }
    }


def _giver(move: SeatMove) -> Peer | None:
    """Whoever hands their place over, if they may be named to the other. The offer is told in any
    case, but a letter that names somebody who may not be named would not leave."""
    is_given = move.why == Why.HANDED_OVER and move.went_to == Seat.OFFERED
    giver, reader = move.by, move.booking.peer
    if not (is_given and giver and reader):
        return None
    return giver if peers_seen({(reader.pk, giver.pk)}) else None


def _over_at(session: Session) -> datetime:
    """From when on no news of it matter: its end, be it as it was told or as it is now."""
    told = parse_datetime(session.told.get("ends_at", ""))
    return max(filter(None, (session.ends_at, told)))


def _taken_out(coming: Coming) -> str:
    """What takes a session that goes on without somebody out of their calendar.

    The number of the session's last change stays as it is: programs go by the later stamp then, so
    that whoever gets a place again has the date again. A higher one would stand above it.
    """
    return invitation(replace(coming, is_cancelled=True))


def _is_by_organiser(move: SeatMove) -> bool:
    return move.went_to == Seat.NOT_GOING and move.why == Why.BY_HAND


def _span(told: dict[str, str]) -> str:
    start, end = (
        timezone.localtime(datetime.fromisoformat(told[name])) for name in ("starts_at", "ends_at")
    )
    return f"{date_format(start, _('l j F, G:i'))}–{date_format(end, 'G:i')}"
