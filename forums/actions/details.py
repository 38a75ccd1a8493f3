"""What somebody says of a session: as data, and as a session says it already."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import blake2b

from forums.actions.venues import VenueDetails
from forums.models import Record, Session, Venue
from leeds_leaders.geography.models import Ward
from leeds_leaders.language.models import Cause
from peers.models import Peer
from projects.models import Project


@dataclass
class Details:
    """What somebody says of a session, checked for shape by the form. Moments are aware.

    `new_venue` is saved and chosen. Of `hosts` and `projects`, whoever the writer cannot see stays.
    """

    title: str
    starts_at: datetime
    ends_at: datetime
    theme: str = ""
    purpose: str = ""
    venue: Venue | None = None
    new_venue: VenueDetails | None = None
    room: str = ""
    online_link: str = ""
    bring: str = ""
    capacity: int | None = None
    contact: str = ""
    concessions: str = ""
    funded_by: str = ""
    cost_note: str = ""
    ticket_link: str = ""
    is_closed: bool | None = None  # nothing is said of it: as it is
    hosts: Sequence[Peer] = field(default_factory=list)
    projects: Sequence[Project] = field(default_factory=list)
    causes: Sequence[Cause] = field(default_factory=list)
    wards: Sequence[Ward] = field(default_factory=list)

    PLAIN = (
        "title", "theme", "purpose", "venue", "room", "online_link", "bring", "contact",
        "concessions", "funded_by", "cost_note", "ticket_link",
    )  # fmt: skip
    WRITTEN = (*PLAIN, "starts_at", "ends_at")
    OWN = ("title", "theme", "purpose")
    # What is often the same in many sessions.
    ALIKE = (
        "room", "online_link", "bring", "contact", "concessions", "funded_by", "cost_note",
        "ticket_link",
    )  # fmt: skip
    TEXTS = (*OWN, *ALIKE)

    # What the following ones of a series take over with a change of one. The day is each one's
    # own, and so are theme, hosts, projects, causes and wards.
    FOLLOWED = tuple(name for name in PLAIN if name != "theme")


def seal_of(said: Session | Details) -> str:
    """A short text that is another one once anything that is written of a session has changed."""
    names = (name for name in (*Details.WRITTEN, "capacity") if name != "venue")
    words = [_told(getattr(said, name)) for name in names]
    venue = said.venue.pk if said.venue else None
    return blake2b(repr((venue, words)).encode(), digest_size=8).hexdigest()


def _told(value) -> str:
    """The same words for the same moment, whatever zone it is told in."""
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else str(value)


def details_of(session: Session, *, viewer) -> Details:
    """A session as somebody could say it again: hosts and projects as far as they see them."""
    plain = {name: getattr(session, name) for name in Details.WRITTEN}
    return Details(
        **plain,
        capacity=session.capacity,
        is_closed=Record.objects.filter(session=session, is_closed=True).exists(),
        hosts=list(Peer.objects.visible_to(viewer).filter(hosted_sessions=session)),
        projects=list(Project.objects.visible_to(viewer).filter(sessions=session)),
        causes=list(session.causes.all()),
        wards=list(session.wards.defer("boundary")),
    )


def texts_of(said: Session | Details, names: Sequence[str] = Details.TEXTS) -> tuple[str, ...]:
    """What somebody wrote in it."""
    return tuple(getattr(said, name) for name in names)
