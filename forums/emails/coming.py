"""A session as letters and calendars tell of it."""

from django.urls import reverse
from django.utils.translation import gettext as _

from forums.choices import State
from forums.models import Session
from leeds_leaders.notices.calendars import Coming


def coming_of(session: Session, *, for_people: bool = False) -> Coming:
    """A session as calendars and reminders tell of it; the online link is for those who come. Of
    one that was taken away nothing is told but when it was to be."""
    if session.taken_away_at:
        return _taken_away(session)
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
        is_cancelled=session.known_as == State.CANCELLED,
    )


def _taken_away(session: Session) -> Coming:
    """Without the words for which it was taken away."""
    return Coming(
        title=_("A breakfast that does not take place"),
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        place="",
        url=reverse("forums:list"),
        uid=session.uid,
        sequence=session.sequence,
        is_cancelled=True,
    )
