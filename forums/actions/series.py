"""The verbs of series: begin, change, arrange the next, lay out many, leave a day out."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, time

from django.db import transaction
from django.db.models import F, Max, Q
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _

from forums.actions.details import Details
from forums.actions.programme import by_the_clock
from forums.actions.sessions import TEMPLATE, write_down
from forums.actions.states import publish
from forums.actions.venues import VenueDetails, add_venue
from forums.choices import State
from forums.errors import IllegalMove
from forums.models import Series, Session, Venue
from forums.models.series import MOST_EXCEPTIONS
from leeds_leaders.text import slug_for
from peers.actions import SLUG_LETTERS
from peers.models import Peer


@dataclass
class SeriesDetails:
    """What somebody says of a series, checked for shape by the form. Hours are the city's own."""

    title: str
    starts_on: date
    begins: time
    ends: time
    unit: str
    weekday: int
    every: int = 1
    ordinal: int | None = None
    ends_on: date | None = None
    purpose: str = ""
    questions: list[str] = field(default_factory=list)
    venue: Venue | None = None
    new_venue: VenueDetails | None = None
    capacity: int | None = None
    contact: str = ""
    concessions: str = ""
    funded_by: str = ""
    cost_note: str = ""
    hosts: Sequence[Peer] = field(default_factory=list)

    WRITTEN = (
        *TEMPLATE, "questions", "unit", "every", "weekday", "ordinal", "starts_on", "ends_on",
        "begins", "ends",
    )  # fmt: skip


@transaction.atomic
def begin_series(details: SeriesDetails, *, by) -> Series:
    """Write down a series; its sessions are laid out afterwards. Sent twice it is there once."""
    Peer.objects.select_for_update(no_key=True).get(pk=by.pk)  # one of somebody's forms at a time
    sent_twice = Series.objects.filter(
        created_by=by, title=details.title, starts_on=details.starts_on, begins=details.begins
    )
    if (series := sent_twice.first()) is not None:
        return series
    slug = f"{slug_for(details.title, 'series')}-{get_random_string(5, SLUG_LETTERS)}"
    return _write(Series(slug=slug, created_by=by), details, by=by)


@transaction.atomic
def change_series(series: Series, details: SeriesDetails, *, by) -> Series:
    """Write what somebody says of a series now. Sessions that are laid out stay as they are."""
    return _write(_locked(series, by), details, by=by)


@transaction.atomic
def arrange(series: Series, day: date, *, by, theme: str = "", hosts: Sequence[Peer]) -> Session:
    """The session of one day, as the series has it. Raises `IllegalMove`."""
    return _arranged(_locked(series, by), day, by=by, theme=theme, hosts=hosts)


@transaction.atomic
def lay_out(
    series: Series, days: Sequence[date], *, by, is_published: bool = False
) -> list[Session]:
    """Write down the sessions of some days, or publish them at once; its hosts take turns.

    A day that has its session already is left alone. Raises `IllegalMove`.
    """
    series = _locked(series, by)
    taken = set(series.sessions.filter(series_day__in=days).values_list("series_day", flat=True))
    hosts = list(hosts_in_turn(series))
    sessions = []
    for turn, day in enumerate(sorted(set(days) - taken)):
        host = [hosts[turn % len(hosts)]] if hosts else []
        sessions.append(_arranged(series, day, by=by, hosts=host))
    return [publish(session, by=by) for session in sessions] if is_published else sessions


@transaction.atomic
def skip(series: Series, day: date, *, by) -> Series:
    """Leave a day of the rule out. Raises `IllegalMove` when its session is written down."""
    series = _locked(series, by)
    if series.sessions.filter(series_day=day).exclude(state=State.CANCELLED).exists():
        raise IllegalMove(_("There is a session on that day; call it off or throw it away first."))
    kept = [past for past in series.exceptions if past >= timezone.localdate()]
    if next(series.days_from(day), None) != day:
        return series
    if len(kept) == MOST_EXCEPTIONS:
        raise IllegalMove(_("So many days are left out that the rule should be another one."))
    series.exceptions = sorted([*kept, day])
    series.save(update_fields=["exceptions"])
    return series


@transaction.atomic
def bring_day_back(series: Series, day: date, *, by) -> Series:
    """Let a day that was left out be a day of the rule again."""
    series = _locked(series, by)
    series.exceptions = [other for other in series.exceptions if other != day]
    series.save(update_fields=["exceptions"])
    return series


def hosts_in_turn(series: Series):
    """Whoever takes turns as host: first who has not hosted yet, then who did so longest ago."""
    hosted = Q(hosted_sessions__series=series) & ~Q(hosted_sessions__state=State.CANCELLED)
    last = Max("hosted_sessions__starts_at", filter=hosted)
    here = Peer.objects.filter(hosts_series=series, is_active=True)
    return here.annotate(last=last).order_by(F("last").asc(nulls_first=True), "name", "pk")


# Under the lock ---------------------------------------------------------------------------------


def _locked(series: Series, by) -> Series:
    """The series as it is now, and nobody else's; one of somebody's forms at a time."""
    Peer.objects.select_for_update(no_key=True).get(pk=by.pk)
    return Series.objects.select_for_update().get(pk=series.pk)


def _arranged(series: Series, day: date, *, by, hosts: Sequence[Peer], theme: str = "") -> Session:
    begins, ends = by_the_clock(day, series.begins), by_the_clock(day, series.ends)
    there = series.sessions.filter(series_day=day).first()
    if there is not None:
        if there.theme == theme and there.starts_at == begins:
            return there
        raise IllegalMove(_("This series has a session on that day already."))
    plain = {name: getattr(series, name) for name in TEMPLATE}
    details = Details(**plain, starts_at=begins, ends_at=ends, theme=theme, hosts=hosts)
    return write_down(details, by=by, series=series, series_day=day)


def _write(series: Series, details: SeriesDetails, *, by) -> Series:
    if details.new_venue:
        details.venue = add_venue(details.new_venue, by=by)
    for name in SeriesDetails.WRITTEN:
        setattr(series, name, getattr(details, name))
    series.save()
    unseen = series.hosts.exclude(pk__in=Peer.objects.visible_to(by).values("pk"))
    series.hosts.set([*details.hosts, *unseen])
    return series
