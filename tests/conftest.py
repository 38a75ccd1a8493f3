"""What every test may count on: a city that is laid out, a cast, and nothing left by others."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass, fields
from urllib.parse import quote

import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser, Group
from django.core.cache import caches
from django.db import connection
from django.test import Client

from forums.documents import headings
from forums.pages import threads
from forums.templatetags import feed_tags
from leeds_leaders import days
from leeds_leaders.celery import app as celery_app
from leeds_leaders.finding import vocabulary
from leeds_leaders.geography import actions as geography
from leeds_leaders.geography import wards
from leeds_leaders.geography.models import Ward
from leeds_leaders.groups import found_groups
from leeds_leaders.language import actions as language
from leeds_leaders.moderation.choices import Standing
from peers.models import Peer
from projects.models import Project
from projects.querysets import cards
from tests.factories import PeerFactory, ProjectFactory, SessionFactory

# Files of few tests that each walk every address: with these last, one worker would end alone.
LONGEST = ("test_doors.py", "test_leaks_of_peers.py", "test_rows_unchanged.py")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest files first, so that workers come to their ends together."""
    place = {name: at for at, name in enumerate(LONGEST)}
    items.sort(key=lambda item: place.get(item.path.name, len(place)))


def lay_out_city() -> None:
    """The wards, places and words of `settings.CITY`, and the groups that look after it."""
    found_groups()
    geography.lay_out(settings.CITY)
    language.lay_out(settings.CITY)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings) -> None:
    """Tests begin anew by emptying tables; what is written down once refuses that elsewhere."""
    connection.settings_dict["OPTIONS"]["options"] = "-c moderation.may_be_emptied=on"


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """The test database has its city from the first test on, and at the end nobody is left in it.

    A session that outlives its thread or process would keep the database from being dropped.
    """
    with django_db_blocker.unblock():
        lay_out_city()
    yield
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


@pytest.fixture
def _django_db_helper(_django_db_helper):
    """A test with its own transactions leaves empty tables behind: whoever comes next finds the
    city laid out all the same. One query where it is."""
    if not Ward.objects.exists():
        caches["default"].clear()
        lay_out_city()


@pytest.fixture(autouse=True)
def house(settings, tmp_path, monkeypatch) -> None:
    """Files go to a folder of their own, hints to nobody, no test meets another's pages."""
    (tmp_path / "static").mkdir()
    settings.STATIC_ROOT = tmp_path / "static"
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.MAIL_DIR = tmp_path / "mail"
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    celery_app.conf.broker_url = "memory://"
    caches["pages"].clear()
    monkeypatch.setattr(wards, "_prepared", None)
    monkeypatch.setattr(vocabulary, "_kept", vocabulary.Vocabulary())
    for words in (
        *(cards._who, cards._how_far, cards._until, vocabulary.choices_of, days._span),
        *(threads._day, headings._sections_by_name, feed_tags._links),
    ):
        words.cache_clear()


@dataclass(frozen=True)
class Player:
    """Somebody of the cast: who they are, and the browser they sit at."""

    peer: Peer | AnonymousUser
    client: Client


@dataclass(frozen=True)
class Cast:
    """Everybody a page can meet. `suspended` was signed in when it happened."""

    nobody: Player
    peer: Player
    connection: Player
    lead: Player
    organiser: Player
    moderator: Player
    admin: Player
    suspended: Player

    def __iter__(self) -> Iterator[tuple[str, Player]]:
        return ((field.name, getattr(self, field.name)) for field in fields(self))


@dataclass(frozen=True)
class Crowd(Cast):
    """The cast, and those who hold just such rights as others of it, but over another thing."""

    other_organiser: Player
    other_lead: Player


def database_url() -> str:
    """Where another process finds the test database."""
    part = {name: quote(str(value), safe="") for name, value in connection.settings_dict.items()}
    port = f":{part['PORT']}" if part["PORT"] else ""
    return "postgresql://{USER}:{PASSWORD}@{HOST}{port}/{NAME}".format(port=port, **part)


def in_threads(*verbs) -> None:
    """Run verbs at once, each with a connection of its own; a failure is raised here."""
    failures: list[BaseException] = []
    start = threading.Barrier(len(verbs))

    def run(verb):
        try:
            start.wait(timeout=10)
            verb()
        except BaseException as failure:
            failures.append(failure)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[verb]) for verb in verbs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    if failures:
        raise failures[0]


def signed_in(peer: Peer) -> Player:
    client = Client()
    client.force_login(peer)
    return Player(peer, client)


@pytest.fixture
def cast(db) -> Cast:
    """One of each; the lead leads a live, a held, a declined and a withdrawn project."""
    organiser = PeerFactory(name="Olu Organiser", is_staff=True)
    organiser.groups.add(Group.objects.get(name="Organisers"))
    moderator = PeerFactory(name="Mo Moderator", is_staff=True)
    moderator.groups.add(Group.objects.get(name="Moderators"))
    cast = Cast(
        nobody=Player(AnonymousUser(), Client()),
        peer=signed_in(PeerFactory(name="Pat Peer")),
        connection=signed_in(PeerFactory(name="Con Nection")),
        lead=signed_in(PeerFactory(name="Lee Lead")),
        organiser=signed_in(organiser),
        moderator=signed_in(moderator),
        admin=signed_in(PeerFactory(name="Ada Admin", is_staff=True, is_superuser=True)),
        suspended=signed_in(PeerFactory(name="Sus Pended")),
    )
    suspended = cast.suspended.peer
    suspended.is_active = False
    suspended.save()
    for standing in Standing:
        ProjectFactory(
            lead=cast.lead.peer,
            slug=f"{standing}-project",
            title=f"The {standing} project",
            standing=standing,
        )
    return cast


@pytest.fixture
def crowd(cast) -> Crowd:
    """The cast, somebody who hosts another session, and somebody who leads another project."""
    crowd = Crowd(
        **dict(cast),
        other_organiser=signed_in(PeerFactory(name="Otis Organiser")),
        other_lead=signed_in(PeerFactory(name="Orla Lead")),
    )
    SessionFactory(slug="others-session").hosts.add(crowd.other_organiser.peer)
    ProjectFactory(lead=crowd.other_lead.peer, slug="others-project", title="Another project")
    return crowd


@pytest.fixture
def project_of(cast):
    """The lead's project of one standing: `project_of("held")`."""
    return lambda standing: Project.objects.get(slug=f"{standing}-project")
