"""Composes what people are told about their place; does not send it."""

from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from forums.choices import Seat, State
from forums.models import Booking, SeatMove, Session
from leeds_leaders.notices.calendars import Coming, invitation
from leeds_leaders.notices.choices import Purpose
from leeds_leaders.notices.emails import Telling

# What is told of a step, by where it led. Whoever says that they do not come need not be told.
TOLD = {
    Seat.GOING: "going",
    Seat.OFFERED: "offered",
    Seat.WAITING: "waiting",
    Seat.LAPSED: "lapsed",
}


def coming_of(session: Session, *, for_people: bool = False) -> Coming:
    """A session as calendars and reminders tell of it; the online link is for those who come."""
    place = ", ".join(filter(None, (session.where, session.online_link if for_people else "")))
    return Coming(
        title=session.title,
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        place=place,
        url=session.get_absolute_url(),
        uid=session.uid,
        sequence=session.sequence,
        access_notes=session.venue.access_notes if session.venue else "",
        bring=session.bring,
        is_cancelled=session.state == State.CANCELLED,
    )


def telling_of_move(move: SeatMove) -> Telling | None:
    """What to tell of a step of a booking that is still where the step led; else nothing."""
    booking = move.booking
    session = booking.session
    if booking.state != move.went_to or move.went_to not in TOLD:
        return None
    is_going = move.went_to == Seat.GOING
    coming = coming_of(session, for_people=is_going)
    return Telling(
        recipient=booking.peer,
        purpose=Purpose.PLACE,
        key=f"seat:{move.pk}",
        template=f"forums/email/{TOLD[Seat(move.went_to)]}",
        context={"session": session, "coming": coming, "booking": booking, "move": move},
        url=place_url(booking) if move.went_to == Seat.OFFERED else session.get_absolute_url(),
        not_after=booking.offered_until or session.starts_at,
        calendar=invitation(coming) if is_going else "",
        items={"forums.place": booking.pk},
    )


def telling_of_news(session: Session, booking: Booking) -> Telling:
    """What has changed about a session since its people heard of it last, in words."""
    coming = coming_of(session, for_people=booking.state == Seat.GOING)
    return Telling(
        recipient=booking.peer,
        purpose=Purpose.PLACE,
        key=f"news:{session.pk}:{session.sequence}",
        template="forums/email/cancelled" if coming.is_cancelled else "forums/email/changed",
        context={"session": session, "coming": coming, "changes": changes_of(session)},
        url=session.get_absolute_url(),
        calendar=invitation(coming),
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


def place_url(booking: Booking) -> str:
    """The page of one's own place."""
    return reverse("forums:place", args=[booking.session.slug])


def _span(told: dict[str, str]) -> str:
    start, end = (
        timezone.localtime(datetime.fromisoformat(told[name])) for name in ("starts_at", "ends_at")
    )
    return f"{date_format(start, _('l j F, G:i'))}–{date_format(end, 'G:i')}"
