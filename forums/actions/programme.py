"""A conference and its parts: each in its time and room, and all of them within the whole."""

from collections.abc import Iterable
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from forums.choices import State
from forums.errors import IllegalMove
from forums.models import Session
from leeds_leaders.days import on_the_clock


def locked(kin: Q) -> dict[int, Session]:
    """Sessions that one verb looks at together, locked in the order of their keys, by key."""
    sessions = Session.objects.select_for_update(of=("self",), no_key=True).filter(kin)
    return {session.pk: session for session in sessions.select_related("venue").order_by("pk")}


def kin_of(session: Session) -> Q:
    """A session with its parts, or with the conference that it is a part of and the other parts."""
    head = session.parent_id or session.pk
    return Q(pk=head) | Q(parent=head)


def parts_of(session: Session, kin: Iterable[Session]) -> list[Session]:
    """Those of the kin that are parts of this session."""
    return [other for other in kin if other.parent_id == session.pk]


def check_part(part: Session, kin: Iterable[Session]) -> None:
    """A part lies within its conference, and alone in its room, unless it is called off. Raises
    `IllegalMove`."""
    if part.state == State.CANCELLED:
        return
    for other in kin:
        if other.pk == part.parent_id:
            _check_within(part, other)
        elif other.pk != part.pk and _share_a_room(part, other):
            raise IllegalMove(
                _("“%(other)s” is in that room at that time, until %(until)s.")
                % {"other": other, "until": timezone.localtime(other.ends_at).strftime("%H:%M")}
            )


def _check_within(part: Session, whole: Session) -> None:
    if not whole.starts_at <= part.starts_at < part.ends_at <= whole.ends_at:
        raise IllegalMove(
            _("“%(part)s” would lie outside of the whole, which is from %(begins)s to %(ends)s.")
            % {
                "part": part,
                "begins": timezone.localtime(whole.starts_at).strftime("%H:%M"),
                "ends": timezone.localtime(whole.ends_at).strftime("%H:%M"),
            }
        )


def _share_a_room(part: Session, other: Session) -> bool:
    if other.parent_id != part.parent_id or other.state == State.CANCELLED:
        return False
    same_room = part.room and part.room.casefold() == other.room.casefold()
    return bool(same_room) and part.starts_at < other.ends_at and other.starts_at < part.ends_at


def taken_along(part: Session, before: Session, after: Session) -> dict:
    """What a part says once its conference has moved: on another day it comes along, at its own
    time of day; at another venue as well, unless it had one of its own. Raises `IllegalMove`.
    """
    days = timezone.localtime(after.starts_at).date() - timezone.localtime(before.starts_at).date()
    said: dict = {}
    if days:
        said = {name: _days_later(getattr(part, name), days) for name in ("starts_at", "ends_at")}
    if part.venue_id == before.venue_id != after.venue_id:
        said["venue"] = after.venue
    return said


def _days_later(moment: datetime, days) -> datetime:
    local = timezone.localtime(moment)
    return by_the_clock(local.date() + days, local.time())


def by_the_clock(day, hour) -> datetime:
    """`on_the_clock` for a day that nobody typed just now. Raises `IllegalMove`."""
    try:
        return on_the_clock(day, hour)
    except ValidationError as error:
        raise IllegalMove(f"{day:%d.%m.%Y}, {hour:%H:%M}: {error.message}") from None
