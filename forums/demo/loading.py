"""Fill an empty database with the invented city, in one transaction."""

from collections.abc import Callable
from dataclasses import dataclass

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import connection, transaction

from forums.demo.afterwards import WRITTEN as AFTERWARDS_TABLES
from forums.demo.afterwards import Afterwards
from forums.demo.agendas import WRITTEN as AGENDA_TABLES
from forums.demo.agendas import Agendas
from forums.demo.bookings import WRITTEN as BOOKING_TABLES
from forums.demo.bookings import Bookings
from forums.demo.calendar import Calendar
from forums.demo.characters import Characters
from forums.demo.copying import analyse, hold
from forums.demo.errors import NotEmpty, WrongSize
from forums.demo.ground import Ground
from forums.demo.moderation import Moderation
from forums.demo.notices import load_notices
from forums.demo.organisations import WRITTEN as ORGANISATION_TABLES
from forums.demo.organisations import Organisations
from forums.demo.people import FEWEST, Person, load_people, wake
from forums.demo.perspectives import WRITTEN as PERSPECTIVE_TABLES
from forums.demo.perspectives import Perspectives
from forums.demo.profiles import WRITTEN as PROFILE_TABLES
from forums.demo.profiles import Profiles
from forums.demo.projects import WRITTEN as PROJECT_TABLES
from forums.demo.projects import Projects
from forums.demo.records import WRITTEN as RECORD_TABLES
from forums.demo.records import Records
from forums.demo.sessions import WRITTEN as SESSION_TABLES
from forums.demo.sessions import Sessions
from forums.demo.strength import WRITTEN as STRENGTH_TABLES
from forums.demo.strength import Strength, keep_searches
from forums.demo.ties import WRITTEN as TIE_TABLES
from forums.demo.ties import Ties
from forums.models import Session
from leeds_leaders import stamps
from peers.jobs import fold_tallies as fold_peer_tallies
from peers.models import Entry, EntryText, Peer, PeerTally
from projects import models as projects
from projects.jobs import fold_tallies

MOST = 1_000_000
WRITTEN = (
    Peer, EmailAddress, *ORGANISATION_TABLES, *PROFILE_TABLES, *TIE_TABLES, Entry, EntryText,
    PeerTally, *PROJECT_TABLES, projects.Tally, projects.Cell,
    *STRENGTH_TABLES, *SESSION_TABLES,
    *BOOKING_TABLES, *AGENDA_TABLES, *RECORD_TABLES, *PERSPECTIVE_TABLES, *AFTERWARDS_TABLES,
)  # fmt: skip
# GIN indexes put new rows on a list that every search reads through, until somebody sorts it in.
TIDY = """
    SELECT gin_clean_pending_list(i.indexrelid) FROM pg_index i
    JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_am a ON a.oid = c.relam
    WHERE a.amname = 'gin' AND i.indrelid::regclass::text = ANY(%s)
"""


@dataclass(frozen=True)
class Size:
    """How large the invented city is, and which one of the many it is."""

    peers: int = 120
    projects: int = 90
    sessions: int = 24
    seed: int = 1


@transaction.atomic
def load(size: Size, say: Callable[[str], None] = lambda line: None) -> None:
    """Write an invented city. Raises `WrongSize`, or `NotEmpty` where anybody is already."""
    _check(size)
    ground, calendar = Ground.of(settings.CITY), Calendar.of_now()
    if not ground.wards or not ground.causes:
        raise NotEmpty("The city is not laid out yet: run load_city first.")
    people = load_people(size.peers, size.seed, calendar)
    say(f"{len(people):,} peers")
    _let_meet(people, ground, size.seed, calendar, say)
    Projects(ground, people, size.seed, calendar).load(size.projects, say)
    say(f"{size.projects:,} projects")
    Strength(ground, people, size.seed, calendar).load(say)
    sessions = Sessions(ground, people, size.seed, calendar).load(size.sessions)
    say(f"{size.sessions:,} sessions")
    answers = Bookings(people, size.seed).load(sessions)
    Agendas(size.seed).load(answers)
    say(f"{len(answers):,} answers to them")
    kept = Records(ground, people, size.seed).load(sessions, answers)
    Perspectives(people, size.seed, kept).load()
    Afterwards(people, size.seed, kept).load(answers)
    Moderation(people).load()
    say(f"{len(kept.notes):,} items of notes")
    fold_peer_tallies()
    fold_tallies()
    stamps.fold()
    analyse(WRITTEN)
    load_notices()
    keep_searches(people)
    with connection.cursor() as cursor:
        cursor.execute(TIDY, [[model._meta.db_table for model in WRITTEN]])


def _let_meet(people: list[Person], ground: Ground, seed: int, calendar: Calendar, say) -> None:
    """Give the invented people profiles, organisations and each other, and let them be found."""
    organisations = Organisations(ground, len(people), seed)
    neighbours = Profiles(Characters(ground, organisations, seed), seed, calendar).load(people, say)
    organisations.load(people, calendar)
    Ties(neighbours, seed, calendar).load(say)
    analyse((Peer, *ORGANISATION_TABLES, *PROFILE_TABLES))
    wake()


def _check(size: Size) -> None:
    for name, least in (("peers", FEWEST), ("projects", 0), ("sessions", 0)):
        if not least <= getattr(size, name) <= MOST:
            raise WrongSize(f"--{name}: a whole number from {least} to {MOST:,}, please.")
    hold(WRITTEN)
    if Peer.objects.exists() or projects.Project.objects.exists() or Session.objects.exists():
        raise NotEmpty(
            "There are peers, projects or sessions here already; demo data needs an empty database."
        )
