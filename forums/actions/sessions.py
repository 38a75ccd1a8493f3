"""The verbs of sessions: propose, change, do it once more on another day."""

from collections.abc import Iterable
from copy import copy
from dataclasses import replace
from datetime import date, time
from functools import partial

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _

from forums.actions import programme
from forums.actions.details import Details, details_of, seal_of, texts_of
from forums.actions.news import KIND, tell_later
from forums.actions.places import set_capacity, settle
from forums.actions.record import set_closed
from forums.actions.venues import add_venue
from forums.choices import State
from forums.errors import IllegalMove, OutOfDate
from forums.models import Series, Session
from leeds_leaders.moderation.actions import check_may_post, hold, screen
from leeds_leaders.notices.actions.reminders import set_timetable
from leeds_leaders.text import slug_for
from peers.actions import SLUG_LETTERS
from peers.models import Peer, Profile
from projects.models import Project

# What a new session of a series begins with.
TEMPLATE = (
    "title", "purpose", "venue", "capacity", "contact", "concessions", "funded_by", "cost_note",
)  # fmt: skip


@transaction.atomic
def propose(details: Details, *, by, parent: Session | None = None) -> Session:
    """Propose a session, or a part of a conference, in words of one's own; see `write_down`. It
    waits for a moderator where something speaks for that. Raises `IllegalMove`."""
    if (again := _written_before(details, by=by, parent=parent)) is not None:
        return again
    own, alike = texts_of(details, Details.OWN), texts_of(details, Details.ALIKE)
    because = screen(by, *own, alike=alike)
    return hold(write_down(details, by=by, parent=parent), because, author=by)


@transaction.atomic
def write_down(
    details: Details,
    *,
    by,
    parent: Session | None = None,
    series: Series | None = None,
    series_day: date | None = None,
) -> Session:
    """Write down a session as a draft: its hosts and the organisers see it. It can be a part of a
    conference, or the one of a day of a series. Sent twice it is there once. Raises `IllegalMove`.
    """
    session = _written_before(details, by=by, parent=parent, series=series)
    if session is not None:
        return session
    kin = programme.locked(programme.kin_of(parent)) if parent else {}
    details = _with_venue(details, by) if parent is None else replace(details, venue=parent.venue)
    session = Session(
        slug=new_slug(details.title), proposed_by=by, capacity=details.capacity, parent=parent,
        series=series, series_day=series_day,
    )  # fmt: skip
    for name in Details.WRITTEN:
        setattr(session, name, getattr(details, name))
    programme.check_part(session, kin.values())
    session.save()
    _link(session, details, by=by)
    return session


@transaction.atomic
def change(
    session: Session,
    details: Details,
    *,
    by,
    let_last_wait: bool = False,
    and_following: bool = False,
    seen: str = "",
) -> Session:
    """Write what somebody says of a session now; with `and_following`, of the coming ones of its
    series as well, but for what was changed by hand on one of them.

    Parts come along with their conference. People are told later, of all sessions that they know
    otherwise. `seen` is the seal of the session that the writer had before them. Raises
    `TooFewPlaces`, `IllegalMove`, `OutOfDate`, `NotInTheRecord`.
    """
    details = _with_venue(details, by)
    kin = programme.locked(_changed_with(session, and_following))
    session = kin.pop(session.pk)
    if session.parent_id:
        details = replace(details, venue=kin[session.parent_id].venue)
    because = _looked_at(session, details, by)
    if seen and seal_of(session) not in {seen, seal_of(details)}:
        raise OutOfDate(
            _("Somebody else saved this while you were writing. Your words are kept below; compare "
              "them with the page and save again.")
        )  # fmt: skip
    before = copy(session)
    put = partial(_put, by=by, let_last_wait=let_last_wait)
    put(session, {name: getattr(details, name) for name in (*Details.WRITTEN, "capacity")})
    parts = programme.parts_of(session, kin.values())
    for part in parts:
        put(part, programme.taken_along(part, before, session))
    for part in (session, *parts):
        programme.check_part(part, (session, *kin.values()))
    for later in _following(session, kin.values()) if and_following else ():
        was = copy(later)
        put(later, _followed(later, before, session))
        for part in programme.parts_of(later, kin.values()):
            put(part, programme.taken_along(part, was, later))
            programme.check_part(part, kin.values())
    if and_following and session.series_id:
        _follow_series(session, before)
    _link(session, details, by=by)
    return hold(session, because, author=by)


@transaction.atomic
def duplicate(session: Session, day: date, *, by) -> Session:
    """The same once more as a draft on another day, at the same time by the clock, with its parts.
    Raises `IllegalMove`."""
    if session.parent_id:
        raise IllegalMove(_("A part stays with its whole; add another part there."))
    if Session.objects.filter(pk=session.pk, hidden_at__isnull=False).exists():
        raise IllegalMove(_("Others do not see this one now, so it cannot be done once more."))
    again = write_down(_on_day(session, session, day, by), by=by)
    parts = session.parts.filter(hidden_at=None).exclude(state=State.CANCELLED)
    for part in parts.order_by("starts_at", "pk"):
        write_down(_on_day(part, session, day, by), by=by, parent=again)
    return again


def new_slug(title: str) -> str:
    """The title, and a short random end: a series has one title for many sessions."""
    return f"{slug_for(title, 'session')}-{get_random_string(5, SLUG_LETTERS)}"


def _written_before(details: Details, *, by, parent=None, series=None) -> Session | None:
    """What the same form wrote when it was sent before."""
    Peer.objects.select_for_update(no_key=True).get(pk=by.pk)  # one of somebody's forms at a time
    sent_twice = Session.objects.filter(
        proposed_by=by, title=details.title, starts_at=details.starts_at, room=details.room,
        parent=parent, series=series,
    )  # fmt: skip
    return sent_twice.exclude(state=State.CANCELLED).first()


def _looked_at(session: Session, details: Details, by) -> str:
    """Why what is said of a draft now waits for a moderator. What people come to is not hidden from
    them for its new words: these are refused. Raises `TooMuch`."""
    before, own = texts_of(session), texts_of(details, Details.OWN)
    alike = texts_of(details, Details.ALIKE)
    if session.state == State.DRAFT:
        return screen(by, *own, before=before, alike=alike)
    check_may_post(by, *own, before=before, alike=alike)
    return ""


# Under the lock ---------------------------------------------------------------------------------


def _changed_with(session: Session, and_following: bool) -> Q:
    """What a change of a session may change or must look at."""
    kin = programme.kin_of(session)
    if and_following and session.series_id:
        following = {
            "series": session.series_id,
            "series_day__gt": session.series_day,
            "state__in": (State.DRAFT, State.PUBLISHED),
            "starts_at__gt": timezone.now(),
        }
        kin |= Q(**following) | Q(**{f"parent__{name}": is_ for name, is_ in following.items()})
    return kin


def _following(session: Session, kin: Iterable[Session]) -> list[Session]:
    """Those of the kin that come after it in its series."""
    return [other for other in kin if session.series_id and other.series_id == session.series_id]


def _put(session: Session, said: dict, *, by, let_last_wait: bool) -> None:
    """Write some fields of a locked session. If its people know it otherwise, they will be told."""
    if said.get("ticket_link") and session.numbers and not session.ticket_link:
        raise IllegalMove(_("People have answered here already, so its places stay here."))
    known, was_to_start, was_to_end = session.news, session.starts_at, session.ends_at
    capacity = said.pop("capacity", session.capacity)
    for name, value in said.items():
        setattr(session, name, value)
    session.save(update_fields=list(said))
    is_known = session.known_as == State.PUBLISHED
    if is_known and max(session.ends_at, was_to_end) > timezone.now():
        tell_later(session, known)
        if session.starts_at != was_to_start:
            set_timetable(KIND, session.pk, session.starts_at)
            settle(session)
    if capacity != session.capacity:
        set_capacity(session, capacity, by=by, let_last_wait=let_last_wait)
        session.capacity = capacity


def _followed(session: Session, before: Session, after: Session) -> dict:
    """What a following session takes over: what changed, where it was the same before."""
    said = {
        name: getattr(after, name)
        for name in (*Details.FOLLOWED, "capacity")
        if getattr(session, name) == getattr(before, name) != getattr(after, name)
    }
    if _hours(session) == _hours(before) != _hours(after):
        day = timezone.localtime(session.starts_at).date()
        begins, ends = (programme.by_the_clock(day, hour) for hour in _hours(after))
        said |= {"starts_at": begins, "ends_at": ends}
    return said


def _follow_series(session: Session, before: Session) -> None:
    """Sessions that are yet to be laid out take a change over as well."""
    series = Series.objects.select_for_update().get(pk=session.series_id)
    for name in TEMPLATE:
        if getattr(series, name) == getattr(before, name):
            setattr(series, name, getattr(session, name))
    if (series.begins, series.ends) == _hours(before):
        series.begins, series.ends = _hours(session)
    series.save()


def _hours(session: Session) -> tuple[time, time]:
    """From when until when, by the clock."""
    start, end = timezone.localtime(session.starts_at), timezone.localtime(session.ends_at)
    return start.time(), end.time()


@transaction.atomic
def let_go_of_contacts(peer) -> None:
    """Nobody is asked any more who is erased: whom to ask about their sessions and series goes
    where nobody hosts beside them, and where it is their name, address or what they gave as such.
    """
    contact = Profile.objects.filter(peer=peer).values_list("contact", flat=True)
    own = [words.lower() for words in (peer.name, peer.email, *contact) if words]
    for model, writer in ((Session, "proposed_by"), (Series, "created_by")):
        theirs = model.objects.filter(Q(hosts=peer) | Q(**{writer: peer})).exclude(contact="")
        gone = [
            row.pk
            for row in theirs.distinct().prefetch_related("hosts")
            if all(host.pk == peer.pk for host in row.hosts.all())
            or any(words in row.contact.lower() for words in own)
        ]
        model.objects.filter(pk__in=gone).update(contact="")


def _on_day(session: Session, whole: Session, day: date, by) -> Details:
    details = details_of(session, viewer=by)
    first_day = timezone.localtime(whole.starts_at).date()
    start, end = timezone.localtime(session.starts_at), timezone.localtime(session.ends_at)
    return replace(
        details,
        starts_at=programme.by_the_clock(day + (start.date() - first_day), start.time()),
        ends_at=programme.by_the_clock(day + (end.date() - first_day), end.time()),
    )


def _with_venue(details: Details, by) -> Details:
    """With the venue that was described just now."""
    if details.new_venue:
        return replace(details, venue=add_venue(details.new_venue, by=by))
    return details


def _link(session: Session, details: Details, *, by) -> None:
    """Hosts, projects, causes and wards, and whether it is a closed session. Of whom or what the
    writer cannot see nothing changes."""
    unseen_hosts = session.hosts.exclude(pk__in=Peer.objects.visible_to(by).values("pk"))
    unseen = session.projects.exclude(pk__in=Project.objects.visible_to(by).values("pk"))
    session.hosts.set([*details.hosts, *unseen_hosts])
    session.projects.set([*details.projects, *unseen])
    session.causes.set(details.causes)
    session.wards.set(details.wards)
    if details.is_closed is not None:
        set_closed(session, details.is_closed, by=by)
