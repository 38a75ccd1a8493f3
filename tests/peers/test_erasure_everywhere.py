"""Whoever is erased was there: in every table that holds something of people, in files, mail, logs,
sessions and the cache. Afterwards their marks are nowhere, byte by byte."""

import base64
import json
import logging
from io import StringIO

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Permission
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.db import DatabaseError, connection, models, transaction
from django.test import Client
from django.utils import timezone

from forums.models import CalendarFeed, Needs, NeedsView, Perspective, PulseGiven, Response
from leeds_leaders.geography.models import Ward
from leeds_leaders.images import SIDES
from leeds_leaders.logs import JSONLines
from leeds_leaders.models import SignIn
from leeds_leaders.moderation import actions as moderation
from leeds_leaders.moderation.actions.complaints import complain
from leeds_leaders.moderation.choices import HouseRule, Outcome
from leeds_leaders.moderation.kinds import kinds
from leeds_leaders.moderation.models import (
    Act,
    Appeal,
    Approved,
    Candidate,
    Case,
    DataComplaint,
    Decision,
    PreElection,
    Report,
    Said,
)
from leeds_leaders.notices import actions as notices
from leeds_leaders.notices.choices import Purpose
from leeds_leaders.notices.models import Address, Letter, Notice
from leeds_leaders.personal_data import Fate, Holding, holdings
from leeds_leaders.signed_in import SessionStore
from peers import actions
from peers.models import Block, Peer, Profile
from projects.models import Draft, NotThis, PrivatePlace, Project, ProjectClaim, WardContact
from tests.conftest import signed_in
from tests.factories import (
    BookingFactory,
    ItemFactory,
    PeerFactory,
    ProjectFactory,
    SupportFactory,
    VenueFactory,
)

MARK, KEY, PHONE = "xqzmark", 987_654_321, "01632 960 731"
MARKS = [MARK.encode(), str(KEY).encode(), PHONE.encode()]
# What may still name them, and why: nothing but that something was done to a row of that number.
TOMBSTONES = {
    "django_admin_log": "that the staff did something to it, and when, without words",
    "moderation_act": "the same, as the database wrote it down",
    "moderation_case": "that a thing of this key was looked at",
    "moderation_decision": "that a thing of this key was decided on, without reason and names",
}


# Where traces can be -----------------------------------------------------------------------------


def tables() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        return [name for (name,) in cursor]


def dumped(table: str) -> bytes:
    """A table as a dump of the database holds it."""
    with connection.cursor() as cursor, cursor.copy(f'COPY "{table}" TO STDOUT') as copy:
        return b"".join(bytes(block) for block in copy)


def unpacked() -> dict[str, bytes]:
    """What a dump holds in another writing: the cache, and sessions."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT value FROM house_cache")
        cache = b"\n".join(base64.b64decode(value) for (value,) in cursor)
    store = SessionStore()
    sessions = [
        json.dumps(store.decode(one.session_data), default=str) for one in SignIn.objects.all()
    ]
    return {"the cache": cache, "sessions": "\n".join(sessions).encode()}


def traces(settings, log: StringIO, more: list[bytes]) -> dict[str, int]:
    """How often any mark stands where, in small letters."""
    places = {table: dumped(table) for table in tables()} | unpacked()
    places["logs"] = log.getvalue().encode()
    for folder in (settings.MEDIA_ROOT, settings.MAIL_DIR):
        for path in folder.rglob("*") if folder.exists() else ():
            places[f"file {path.name}"] = path.name.encode() + (
                path.read_bytes() if path.is_file() else b""
            )
    marks = [mark.lower() for mark in [*MARKS, *more]]
    counts = {name: sum(map(text.lower().count, marks)) for name, text in places.items()}
    return {name: count for name, count in counts.items() if count}


@pytest.fixture
def log():
    """What the site writes to standard error, in its own words."""
    lines = StringIO()
    handler = logging.StreamHandler(lines)
    handler.setFormatter(JSONLines())
    names = ["", "django", "django.request", "django.server"]
    for name in names:
        logging.getLogger(name).addHandler(handler)
    yield lines
    for name in names:
        logging.getLogger(name).removeHandler(handler)


# Somebody who is in every table ---------------------------------------------------------------


def mark_texts(holding: Holding, peer) -> None:
    """Put the mark into every free text of what goes with them."""
    strict = (models.EmailField, models.SlugField, models.URLField)
    fields = [
        field
        for field in holding.model._meta.concrete_fields
        if isinstance(field, models.CharField | models.TextField)
        and not isinstance(field, strict)
        and not (field.choices or field.unique or field.generated or field.primary_key)
        and field.name not in {"password", "session_data", "kind", "object_id", "key"}
    ]
    for row in holding.rows(peer):
        for field in fields:
            words = f"/{MARK} {field.name} {row.pk}"[: field.max_length]
            with _perhaps():
                holding.model._base_manager.filter(pk=row.pk).update(**{field.name: words})


class _perhaps:  # noqa: N801  (reads as a word)
    """What the database does not take is left as it was."""

    def __enter__(self):
        self.inner = transaction.atomic()
        self.inner.__enter__()

    def __exit__(self, kind, error, trace):
        self.inner.__exit__(kind, error, trace)
        return kind is not None and issubclass(kind, DatabaseError | ValueError)


def take_over(holding: Holding, peer) -> None:
    """Make rows of somebody else theirs, one for each link."""
    for link in holding.links:
        rows = holding.model._base_manager.exclude(**{link: None}).exclude(**{link: peer.pk})
        for row in rows.order_by("-pk")[:5]:
            if holding.model._base_manager.filter(**{link: peer.pk}).exists():
                break
            with _perhaps():
                holding.model._base_manager.filter(pk=row.pk).update(**{link: peer.pk})


def be_moderated(peer, item) -> None:
    """Reports, decisions, an appeal, a complaint, a candidacy: theirs, and about theirs."""
    other, moderator = PeerFactory(), PeerFactory(is_staff=True)
    case = Case.objects.create(
        kind="item", object_id=str(item.pk), author=peer, claimed_by=peer,
        claimed_until="2040-01-01T00:00Z",
    )  # fmt: skip
    Report.objects.create(case=case, reporter=other, rule=HouseRule.ABUSE, words=f"{MARK} lies")
    theirs = Case.objects.create(kind="item", object_id="0", author=other)
    Report.objects.create(case=theirs, reporter=peer, rule=HouseRule.ABUSE, words=f"I am {MARK}")
    facts = {"kind": "item", "object_id": str(item.pk), "outcome": Outcome.REMOVED}
    decision = Decision.objects.create(**facts, author=peer, by=moderator, reason=f"{MARK} rude")
    of_theirs = facts | {"texts": {"title": MARK}}
    Decision.objects.create(**of_theirs, author=other, by=peer, reason="No.")
    Appeal.objects.create(decision=decision, peer=peer, words=MARK, against=moderator)
    about = {"kind": "peer", "object_id": str(peer.pk)}
    Case.objects.create(**about, author=peer)
    Decision.objects.create(
        **about, outcome=Outcome.WARNED, author=peer, reason=f"{MARK} shouts",
        texts={"headline": MARK},
    )  # fmt: skip
    of_other = Decision.objects.create(**facts, author=other, by=peer)
    Appeal.objects.create(decision=of_other, peer=other, words="Oh.", against=peer)
    for kind in ("item", "peer"):
        key = item.pk if kind == "item" else peer.pk
        Approved.objects.create(kind=kind, object_id=str(key), texts={"title": MARK})
    for thing in (peer, item):
        moderation.note("saw", thing, by=moderator, words=f"Spoke to {MARK}")
    moderation.note("saw", other, by=peer, words="Spoke to somebody")
    LogEntry.objects.log_actions(moderator.pk, [peer], CHANGE, f"{MARK} said", single_object=True)
    LogEntry.objects.log_actions(peer.pk, [other], CHANGE, "Changed", single_object=True)
    Said.objects.create(peer=peer)
    complain(words=MARK, email=f"{MARK}@elsewhere.example", name=MARK, by=peer)
    DataComplaint.objects.create(email=peer.email, words=f"{MARK} before joining")
    DataComplaint.objects.create(email="o@example.org", words="No.", answered_by=peer)
    election = PreElection.objects.create(name="May", starts_on="2026-04-01", ends_on="2026-05-07")
    Candidate.objects.create(election=election, name=f"{MARK} for mayor", peer=peer)


def be_where_few_are(peer, item) -> None:
    """What nobody, or hardly anybody, of the invented city has."""
    one, two = Peer.objects.exclude(pk=peer.pk).order_by("pk")[:2]
    Block.objects.create(by=peer, blocked=one)
    Block.objects.create(by=two, blocked=peer)
    CalendarFeed.objects.create(peer=peer, token_hash="a" * 64)
    listing = Project.objects.filter(standing="live").exclude(lead=peer).first()
    Draft.objects.create(peer=peer, fields={"title": [MARK]}, saved_at=timezone.now())
    for facts in ({"peer": peer, "words": MARK}, {"peer": one, "words": "Ours."}):
        ProjectClaim.objects.create(project=listing, **facts)
    ProjectClaim.objects.filter(peer=one).update(
        decided_by=peer, verdict="accepted", decided_at=timezone.now()
    )
    NotThis.objects.create(support=SupportFactory(), item=item, by=peer)
    WardContact.objects.create(
        ward=Ward.objects.first(), name=MARK, role="Listens", email=peer.email, phone=PHONE,
        checked_on=timezone.localdate(), peer=peer,
    )  # fmt: skip
    booking = BookingFactory(peer=peer, companions=[MARK])
    Needs.objects.create(booking=booking, wording=MARK)
    PulseGiven.objects.create(booking=booking, about="usefulness")
    NeedsView.objects.create(session=booking.session, by=peer)
    VenueFactory(created_by=peer)
    for model in (Perspective, Response):
        some = model.objects.exclude(author=peer).values("pk")[:1]
        model.objects.filter(pk__in=some).update(decided_by=peer, decided_at=timezone.now())
    peer.user_permissions.add(Permission.objects.first())
    Authenticator.objects.create(user=peer, type="totp", data={"secret": MARK})
    naming = {"purpose": Purpose.PEOPLE, "key": MARK}
    Notice.objects.create(recipient=peer, title="Hello", **naming)
    Notice.objects.create(recipient=one, title=f"{MARK} asks", peer_ids=[peer.pk], **naming)
    Letter.objects.create(
        recipient=one, address=one.email, subject=f"{MARK} asks", text=MARK, message_id="<1@x>",
        items={"peers": [peer.pk]}, **naming,
    )  # fmt: skip


@pytest.fixture
def everywhere(db, log):
    """One of a thousand, with rows in every table of every holding and marks in their texts."""
    call_command("load_demo", peers=240, projects=40, stdout=StringIO())
    Peer.objects.bulk_create(
        Peer(name=f"Member {number}", email=f"m{number}@example.org", slug=f"member-{number}")
        for number in range(800)
    )
    peer = PeerFactory(
        pk=KEY, name="Xqzmark Person", email="xqzmark@example.org", slug="xqzmark-person-abcde",
        password=make_password("ten green bottles"), is_staff=True,
    )  # fmt: skip
    EmailAddress.objects.create(user=peer, email=peer.email, verified=True, primary=True)
    photos = [ContentFile(b"RIFF xqzmark", "xqzmark.webp") for _side in SIDES]
    actions.change_profile(peer, {"photo": photos}, {})

    item = ItemFactory(peer=peer, title=f"{MARK} van")
    project = ProjectFactory(lead=peer, title="A garden", contact=PHONE)
    PrivatePlace.objects.create(project=project, latitude=53.8, longitude=-1.5)
    BookingFactory(peer=None, name=MARK, email=peer.email)
    notices.post(peer.email, Purpose.ACCOUNT, MARK, MARK, MARK)
    Address.objects.create(address=peer.email, answer="550 no xqzmark here")
    notices.set_preferences(
        peer, rhythm="weekly", weekday=2, hour=8, muted=[], causes=[], wards=[], helps=[]
    )
    be_moderated(peer, item)
    be_where_few_are(peer, item)
    for holding in holdings():
        if holding.of is None and not holding.rows(peer).exists():
            take_over(holding, peer)
    for holding in holdings():
        if holding.fate is Fate.GOES and holding.name not in {"account", "browsers"}:
            mark_texts(holding, peer)
    Peer.objects.filter(pk=KEY).update(is_staff=False)
    browser = signed_in(peer).client
    browser.get("/me/")
    Client().post("/accounts/login/", {"login": peer.email, "password": MARK})
    Client().post("/accounts/password/reset/", {"email": peer.email})
    return Peer.objects.get(pk=KEY)


def test_no_byte_is_left_of_whoever_was_everywhere(
    everywhere, settings, log, django_capture_on_commit_callbacks
):
    empty = {one.name for one in holdings() if not one.rows(everywhere).exists()}
    assert sorted(empty) == []
    photo = Profile.objects.get(pk=KEY).photo.name.rpartition("/")[2].encode()
    before = traces(settings, log, [photo])
    assert len(before) > 60
    assert {"sessions", "moderation_decision", "moderation_act"} <= before.keys()
    assert Peer.objects.count() > 1_000

    with django_capture_on_commit_callbacks(execute=True):
        actions.erase(everywhere)
    connection.check_constraints()

    left = traces(settings, log, [photo])
    assert left.keys() == TOMBSTONES.keys()
    for table in left:  # what is left of them is a number
        text = dumped(table).lower()
        assert MARK.encode() not in text
        assert PHONE.encode() not in text
    assert not Approved.objects.filter(texts__title=MARK).exists()
    assert Act.objects.filter(object_id=str(KEY)).exclude(words="").count() == 0


def test_every_kind_of_thing_is_let_go_of_with_its_words(db):
    """Whatever its kind, a decision on a thing of theirs says nothing any more."""
    peer, moderator = PeerFactory(), PeerFactory()
    for kind in kinds().values():
        Decision.objects.create(
            kind=kind.name, object_id="1", author=peer, by=moderator, outcome=Outcome.REMOVED,
            reason=MARK, texts={"words": MARK},
        )  # fmt: skip
    assert Act.objects.filter(words=MARK).count() == len(kinds())
    actions.erase(peer)
    assert not Decision.objects.exclude(reason="", author=None, texts={}).exists()
    assert not Act.objects.filter(words=MARK).exists()
    assert Decision.objects.count() == len(kinds())
