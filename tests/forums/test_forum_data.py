"""What the site holds of somebody who comes to breakfasts: told whole, and gone when they go."""

import json
from datetime import timedelta
from zipfile import ZipFile

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.utils import timezone

from forums import actions as forums
from forums.actions import agenda, places
from forums.choices import Seat, State, Why
from forums.models import (
    ActionOwner,
    AgendaItem,
    AgendaSupport,
    Answer,
    Booking,
    CalendarFeed,
    Citation,
    Lesson,
    Needs,
    NeedsView,
    Note,
    Perspective,
    PulseGiven,
    Response,
    SeatMove,
    Series,
    Session,
    SessionMessage,
    Venue,
)
from forums.personal_data import HOLDINGS
from leeds_leaders.personal_data import pack
from peers import actions as peers
from peers.models import Peer, Profile
from tests.conftest import in_threads
from tests.factories import (
    ActionFactory,
    AgendaItemFactory,
    BookingFactory,
    NoteFactory,
    OutcomeFactory,
    PeerFactory,
    PerspectiveFactory,
    QuestionFactory,
    RecordFactory,
    ResponseFactory,
    SeriesFactory,
    SessionFactory,
    VenueFactory,
)

pytestmark = pytest.mark.django_db


def taken(peer) -> dict:
    """What is in `data.json` of somebody's parcel."""
    with pack(peer) as parcel, ZipFile(parcel) as archive:
        return json.loads(archive.read("data.json"))


@pytest.fixture
def full():
    """A session with two places: Fola and somebody else go, and two wait."""
    session = SessionFactory(slug="full", title="Full house", capacity=2)
    fola = PeerFactory(name="Fola Full", email="fola@example.org")
    places.go(session, by=fola)
    for _number in range(3):
        places.go(session, by=PeerFactory())
    return session


@pytest.fixture
def fola(full):
    return Peer.objects.get(email="fola@example.org")


# Taking it along ----------------------------------------------------------------------------------


def test_somebody_takes_their_own_side_of_everything_along(full, fola):
    organiser = PeerFactory(name="Olga Looks")
    booking = fola.bookings.get()
    Booking.objects.filter(pk=booking.pk).update(companions=["Cora"], places=1)
    Needs.objects.create(booking=booking, access="A ramp", diet="No nuts", wording="Yes.")
    NeedsView.objects.create(session=full, by=organiser)
    guest = SessionFactory(title="Before I joined")
    BookingFactory(session=guest, peer=None, name="Fola", email="FOLA@example.org")
    item = AgendaItemFactory(session=full, proposed_by=fola, title="My item")
    AgendaSupport.objects.create(item=AgendaItemFactory(session=full, title="Theirs"), peer=fola)
    CalendarFeed.objects.create(peer=fola, token_hash="secret-hash")
    hosted = SessionFactory(title="I host", proposed_by=fola)
    hosted.hosts.add(fola)
    SeriesFactory(title="We take turns", created_by=fola).hosts.add(fola)
    SessionMessage.objects.create(
        session=hosted, sent_to="going", subject="Doors", words="The yard.", by=fola
    )
    told = taken(fola)
    (place,) = told["places"]
    assert (place["session"], place["state"], place["companions"]) == (
        "Full house", "going", ["Cora"],
    )  # fmt: skip
    assert place["steps"][0]["why"] == "they said so"
    (needs,) = told["needs"]
    assert (needs["access"], needs["diet"], needs["wording"]) == ("A ramp", "No nuts", "Yes.")
    assert needs["who_looked"][0]["who"] == "Olga Looks"
    assert told["places_as_guest"][0]["session"] == "Before I joined"
    assert told["agenda_items"][0]["title"] == item.title
    assert told["agenda_supports"][0]["item"] == "Theirs"
    assert told["sessions_proposed"][0]["title"] == "I host"
    assert told["sessions_hosted"][0]["session"] == "I host"
    assert told["series_hosted"][0]["series"] == "We take turns"
    assert told["series_begun"][0]["title"] == "We take turns"
    assert told["messages"][0]["words"] == "The yard."
    assert "secret-hash" not in json.dumps(told)
    assert set(told["calendar"][0]) == {"changed_at"}


def test_somebody_takes_along_what_they_wrote_of_sessions(full, fola):
    other = PeerFactory(name="Otis Other")
    record = RecordFactory(session=full)
    record.note_takers.add(fola)
    note = NoteFactory(record=record, words="First words.", written_by=fola)
    Note.objects.filter(pk=note.pk).update(words="xq-theirs", changed_by=other)
    tagged = NoteFactory(record=record, words="xq-tagged", written_by=other)
    Note.objects.filter(pk=tagged.pk).update(pace="now", changed_by=fola)
    gone = NoteFactory(record=record, words="xq-removed", written_by=other)
    Note.objects.filter(pk=gone.pk).update(is_removed=True, changed_by=fola)
    question = QuestionFactory(session=full, record=record, asked_by=fola, words="Who asks?")
    Answer.objects.create(question=question, words="We do.", by=fola)
    action = ActionFactory(session=full, record=record, words="Bring the bread.")
    ActionOwner.objects.create(action=action, peer=fola, named_by=other)
    ActionOwner.objects.create(action=action, peer=other, named_by=fola)
    unseen = ActionFactory(session=SessionFactory(), words="xq-unseen", state="done",
                           closed_at=timezone.now(), closed_by=fola)  # fmt: skip
    ActionOwner.objects.create(action=unseen, peer=PeerFactory(), named_by=fola)
    told = taken(fola)
    assert told["note_taking"][0]["session"] == "Full house"
    assert {row["section"] for row in told["notes"]} == {"Context"}
    assert [row["words"] for row in told["notes_written"]] == ["First words."]
    assert told["questions"][0]["words"] == "Who asks?"
    assert told["answers"][0] | {"at": 0} == {"question": "Who asks?", "words": "We do.", "at": 0}
    (mine,) = told["actions"]
    assert (mine["words"], mine["named_by"]) == ("Bring the bread.", "Otis Other")
    assert [row["action"] for row in told["actions_given"]] == ["Bring the bread.", ""]
    assert told["actions_closed"][0]["action"] == ""
    assert "xq-" not in json.dumps(told)


def test_somebody_takes_along_what_they_wrote_without_a_name(full, fola):
    unnamed = PerspectiveFactory(author=fola, title="Unnamed", is_unnamed=True, published_at=None)
    Citation.objects.create(perspective=unnamed, place=1, words="A book", url="https://a.example")
    hidden = PerspectiveFactory(title="xq-hidden", published_at=None)
    ResponseFactory(author=fola, perspective=PerspectiveFactory(title="Theirs"), is_unnamed=True)
    ResponseFactory(author=fola, perspective=hidden)
    Lesson.objects.create(session=full, peer=fola, words="Ask first.", ask_on=timezone.localdate())
    PulseGiven.objects.create(booking=fola.bookings.get(), about="belonging")
    OutcomeFactory(said_by=fola, words="A kitchen is shared.")
    told = taken(fola)
    assert (told["perspectives"][0]["title"], told["perspectives"][0]["citations"]) == (
        "Unnamed", [{"words": "A book", "url": "https://a.example"}],
    )  # fmt: skip
    assert [row["to"] for row in told["responses"]] == ["Theirs", ""]
    assert told["lessons"][0]["words"] == "Ask first."
    assert told["pulses"][0] == {
        "session": "Full house", "starts_at": told["pulses"][0]["starts_at"],
        "about": "I felt that I belong here",
    }  # fmt: skip
    assert told["outcomes"][0]["words"] == "A kitchen is shared."
    assert "xq-" not in json.dumps(told)
    peers.erase(fola)
    assert not Perspective.objects.filter(pk=unnamed.pk).exists()
    assert set(Response.objects.values_list("author", flat=True)) == {None}
    assert not PulseGiven.objects.exists()
    assert not Lesson.objects.exists()


def test_nothing_of_others_comes_along(full, fola):
    other = PeerFactory(name="xq-other", email="xq-other@example.org")
    booking = BookingFactory(session=full, peer=other, state=Seat.MAYBE, companions=["xq-friend"])
    Needs.objects.create(booking=booking, access="xq-access", wording="xq-wording")
    BookingFactory(session=full, peer=None, name="xq-guest", state=Seat.MAYBE)
    SeatMove.objects.create(
        booking=booking, went_to=Seat.MAYBE, places=1, why=Why.BY_HAND, by=fola, note="xq-note"
    )
    NeedsView.objects.create(session=full, by=fola)
    full.hosts.add(fola)
    told = taken(fola)
    assert "xq-" not in json.dumps(told)
    assert told["places_of_others"][0]["session"] == "Full house"
    assert len(told["needs_seen"]) == 1


def test_who_looked_is_named_only_if_one_may_see_them(full, fola):
    hidden = PeerFactory(name="Hetty Hidden")
    Profile.objects.filter(pk=hidden.pk).update(audience="hidden")
    Needs.objects.create(booking=fola.bookings.get(), diet="No nuts", wording="Yes.")
    NeedsView.objects.create(session=full, by=hidden)
    told = taken(fola)
    assert told["needs"][0]["who_looked"][0]["who"] == "somebody whom I cannot see now"


def test_a_venue_comes_along_with_its_photo(fola):
    venue = VenueFactory(created_by=fola, photo_alt="A door")
    venue.photo.save("door.webp", ContentFile(b"RIFF"))
    with pack(fola) as parcel, ZipFile(parcel) as archive:
        assert f"photos/{venue.photo.name}" in archive.namelist()


def test_many_sessions_take_as_many_queries_as_one(
    full, fola, django_assert_num_queries, django_assert_max_num_queries
):
    def fill():
        booking = BookingFactory(peer=fola)
        Needs.objects.create(booking=booking, diet="No nuts", wording="Yes.")
        NeedsView.objects.create(session=booking.session, by=PeerFactory())
        AgendaItemFactory(session=booking.session, proposed_by=fola)
        booking.session.hosts.add(fola)
        record = RecordFactory(session=booking.session)
        NoteFactory(record=record, written_by=fola)
        question = QuestionFactory(session=booking.session, record=record, asked_by=fola)
        Answer.objects.create(question=question, words="We do.", by=fola)
        ActionFactory(session=booking.session, record=record, owner=fola)
        ResponseFactory(author=fola, perspective=PerspectiveFactory(author=fola))
        OutcomeFactory(said_by=fola)

    fill()
    with django_assert_max_num_queries(134) as asked, pack(fola):
        pass
    for _number in range(4):
        fill()
    with django_assert_num_queries(len(asked.captured_queries)), pack(fola):
        pass


def test_all_that_was_written_of_a_session_comes_along(fola):
    links = {name: f"https://example.org/{name}" for name in ("online_link", "ticket_link")}
    lines = "title", "theme", "purpose", "room", "bring", "contact", "concessions", "funded_by"
    written = {name: f"My {name}" for name in (*lines, "cost_note", "reason")} | links
    SessionFactory(proposed_by=fola, **written)
    (told,) = taken(fola)["sessions_proposed"]
    assert {name: told.get(name) for name in written} == written


# Erasing ------------------------------------------------------------------------------------------


def test_whoever_waits_is_offered_the_place_of_somebody_who_is_erased(full, fola):
    first_to_wait = full.bookings.waiting().first()
    peers.erase(fola)
    full.refresh_from_db()
    first_to_wait.refresh_from_db()
    assert (first_to_wait.state, first_to_wait.last_move.why) == (Seat.OFFERED, Why.LEFT)
    assert (full.taken, full.waiting) == (2, 1)
    assert not Booking.objects.filter(peer=fola.pk).exists()


def test_places_held_as_a_guest_are_freed_as_well(full, fola):
    Booking.objects.filter(peer=fola).update(peer=None, name="Fola", email="Fola@example.org")
    peers.erase(fola)
    assert not Booking.objects.filter(email__iexact="fola@example.org").exists()
    assert full.bookings.filter(state=Seat.OFFERED).count() == 1


def test_kept_seats_are_free_again():
    fola, session = PeerFactory(), SessionFactory(capacity=1)
    kept = forums.keep_seats(session, "newcomers", 1, session.starts_at - timedelta(days=1))
    places.go(session, by=fola)
    kept.refresh_from_db()
    assert kept.taken == 1
    peers.erase(fola)
    kept.refresh_from_db()
    assert (kept.taken, kept.places) == (0, 1)


def test_what_has_been_is_counted_without_them(fola):
    past = SessionFactory(
        starts_at=timezone.now() - timedelta(days=9), ends_at=timezone.now() - timedelta(days=8)
    )
    BookingFactory(session=past, peer=fola, arrived=1, arrived_at=past.starts_at)
    Session.objects.filter(pk=past.pk).update(state=State.HELD)
    peers.erase(fola)
    past.refresh_from_db()
    assert (past.taken, past.state) == (0, State.HELD)


def test_what_others_rely_on_stays_without_a_name(full, fola):
    item = AgendaItemFactory(session=full, proposed_by=fola)
    agenda.support(item, by=PeerFactory())
    Session.objects.filter(pk=full.pk).update(proposed_by=fola)
    full.hosts.add(fola)
    venue = VenueFactory(created_by=fola)
    peers.erase(fola)
    assert AgendaItem.objects.get().proposed_by is None
    assert item.supports.count() == 1
    assert Session.objects.get(slug="full").proposed_by is None
    assert not full.hosts.exists()
    assert Venue.objects.get(pk=venue.pk).created_by is None


def test_whom_to_ask_is_nobody_who_is_erased(fola):
    own = f"{fola.name}, 01632 960 731"
    contacts = {"alone": "At the bar", "named": own, "shared": "hello@example.org"}
    for slug, contact in contacts.items():
        session = SessionFactory(slug=slug, proposed_by=fola, contact=contact)
        session.hosts.set([fola] if slug == "alone" else [fola, PeerFactory()])
    series = SeriesFactory(created_by=fola, contact=own)
    peers.erase(fola)
    left = dict(Session.objects.filter(slug__in=contacts).values_list("slug", "contact"))
    assert left == {"alone": "", "named": "", "shared": "hello@example.org"}
    assert Series.objects.get(pk=series.pk).contact == ""


def test_nothing_that_they_said_about_themselves_is_left(full, fola):
    booking = fola.bookings.get()
    Booking.objects.filter(pk=booking.pk).update(companions=["xq-friend"])
    Needs.objects.create(booking=booking, access="xq-access", wording="xq-wording")
    peers.erase(fola)
    with connection.cursor() as cursor:
        for holding in HOLDINGS:
            table = holding.model._meta.db_table
            cursor.execute(f'SELECT count(*) FROM "{table}" t WHERE t::text LIKE %s', ["%xq-%"])
            assert cursor.fetchone() == (0,), table


@pytest.mark.django_db(transaction=True)
def test_people_who_ask_while_somebody_is_erased_find_the_place_or_wait():
    session = SessionFactory(capacity=1)
    gone = PeerFactory()
    others = [PeerFactory() for _number in range(4)]
    places.go(session, by=gone)
    in_threads(
        lambda: peers.erase(gone),
        *[lambda peer=peer: places.go(session, by=peer) for peer in others],
    )
    session.refresh_from_db()
    assert session.taken == 1
    states = list(session.bookings.order_by("number").values_list("state", flat=True))
    assert len(states) == 4
    assert states[0] in {Seat.GOING, Seat.OFFERED}
    assert set(states[1:]) == {Seat.WAITING}
