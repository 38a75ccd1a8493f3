"""The invented city: believable, the same for the same seed, and as the verbs would leave it."""

import io
from collections import Counter
from datetime import timedelta
from hashlib import sha256
from itertools import pairwise

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.conf import settings as site
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.db.models import F, Q
from django.test import Client
from django.utils import timezone

from forums.choices import (
    SEAT_MOVES,
    TAKES_PLACES,
    AgendaState,
    Asked,
    Doing,
    RecordState,
    Seat,
    Section,
    State,
    Why,
)
from forums.demo import texts
from forums.demo.entries import HAND_WRITTEN
from forums.demo.people import PASSWORD, SIGN_INS
from forums.models import (
    Action,
    ActionOwner,
    AgendaItem,
    AgendaSupport,
    Answer,
    Booking,
    KeptSeats,
    Lesson,
    Needs,
    Note,
    NoteVersion,
    Outcome,
    Perspective,
    Pulse,
    PulseGiven,
    Question,
    Record,
    Response,
    SeatMove,
    Session,
)
from leeds_leaders.city import City
from leeds_leaders.geography import actions as geography
from leeds_leaders.geography.models import Area, Ward
from leeds_leaders.language import actions as language
from leeds_leaders.language.models import Cause, Help
from leeds_leaders.moderation.choices import Standing
from leeds_leaders.moderation.models import (
    Act,
    Appeal,
    Candidate,
    Case,
    DataComplaint,
    Decision,
    Report,
    SafetyEntry,
)
from leeds_leaders.notices.choices import Purpose, Rhythm
from peers.choices import Audience, ItemState, Tie, Verdict
from peers.models import (
    Claim,
    Connection,
    Entry,
    Item,
    Organisation,
    Peer,
    PeerTally,
    Profile,
    Role,
)
from projects.actions import public_point, searches
from projects.choices import STAGE_MOVES, LedBy, Precision, Stage
from projects.models import (
    Association,
    Bid,
    BidPart,
    Cell,
    Cohort,
    CohortMember,
    DevelopmentOffer,
    Find,
    Handover,
    Hub,
    Interest,
    Invitation,
    Membership,
    Milestone,
    News,
    Photo,
    Project,
    ProjectClaim,
    Reply,
    SavedSearch,
    Support,
    SupportHelp,
    Tally,
    TeamMember,
    Version,
    WardContact,
    YearlyAsk,
)
from projects.querysets.duplicates import likely_duplicates

pytestmark = pytest.mark.django_db
KEYS = {"ward", "lead", "decided_by"}  # held by the database itself


def load(**options) -> str:
    """Run the command; what it said."""
    out = io.StringIO()
    call_command("load_demo", stdout=out, **options)
    return out.getvalue()


def digest() -> str:
    """Everything that the seed decides, without keys and dates."""
    rows = [
        *Peer.objects.order_by("pk").values_list("name", "email", "slug"),
        *Project.objects.order_by("pk").values_list(
            "title", "slug", "summary", "story", "place", "contact", "links", "stage", "led_by",
            "run_by", "ward", "latitude", "longitude", "lead__email", "end_point", "revision",
        ),
        *Project.objects.order_by("pk", "causes__slug").values_list("slug", "causes__slug"),
        *Project.objects.order_by("pk", "needs__slug").values_list("slug", "needs__slug"),
        *Profile.objects.order_by("pk").values_list(
            "audience", "audiences", "pronouns", "called", "one_line", "story", "sector__slug",
            "talents", "lived_experience", "agenda", "fighting_for", "interests", "languages",
            "contact", "organises_in", "elected_as", "takes_on", "stand_in__slug",
        ),
        *Profile.objects.order_by("pk", "wards").values_list("wards"),
        *Profile.objects.order_by("pk", "causes__slug").values_list("causes__slug"),
        *Item.objects.order_by("pk").values_list("slug", "words", "state", "audience", "cost"),
        *Organisation.objects.order_by("pk").values_list("slug", "about", "keeper__slug"),
        *Role.objects.order_by("pk").values_list("peer__slug", "organisation__slug", "title"),
        *Connection.objects.order_by("pk").values_list("asker__slug", "asked__slug", "note"),
        *Session.objects.order_by("pk").values_list(
            "slug", "venue__name", "venue__latitude", "state", "capacity", "taken", "waiting",
        ),
        *Booking.objects.order_by("pk").values_list(
            "session__slug", "key", "peer__slug", "state", "places", "companions", "number",
            "shown_to", "arrived",
        ),
        *KeptSeats.objects.order_by("pk").values_list("session__slug", "kept_for", "places"),
        *Needs.objects.order_by("pk").values_list("booking__key", "access", "diet"),
        *AgendaItem.objects.order_by("pk").values_list("title", "proposed_by__slug", "state"),
        *AgendaSupport.objects.order_by("pk").values_list("item", "peer__slug"),
        *Session.objects.order_by("pk", "projects__slug").values_list("slug", "projects__slug"),
        *Record.objects.order_by("pk").values_list("session__slug", "state", "is_closed"),
        *Note.objects.order_by("pk").values_list(
            "pk", "words", "written_by__slug", "question__words", "action__words",
        ),
        *Question.objects.order_by("pk").values_list("words", "state", "reframed_from__words"),
        *Action.objects.order_by("pk").values_list("key", "state", "project__slug"),
        *ActionOwner.objects.order_by("pk").values_list("action__key", "peer__slug"),
        *Perspective.objects.order_by("slug").values_list("pk", "slug", "words", "author__slug"),
        *Response.objects.order_by("pk").values_list("pk", "words", "author__slug"),
        *Pulse.objects.order_by("pk").values_list("session__slug", "about", "counts"),
        *Lesson.objects.order_by("pk").values_list("words", "peer__slug"),
        *Outcome.objects.order_by("pk").values_list("key", "state"),
        *rows_of_strength(),
    ]  # fmt: skip
    return sha256(repr(rows).encode()).hexdigest()


def rows_of_strength() -> list[tuple]:
    """What gives projects strength, without keys and dates."""
    return [
        *Project.objects.order_by("pk").values_list(
            "slug", "organisation__slug", "is_pilot", "lessons", "merged_into__slug",
        ),
        *Interest.objects.order_by("pk").values_list(
            "project__slug", "peer__slug", "said", "confirmed", "is_named", "hears",
        ),
        *Support.objects.order_by("pk").values_list(
            "key", "project__slug", "kind", "title", "words", "amount", "state", "outcome",
        ),
        *SupportHelp.objects.order_by("pk").values_list("content_object__key", "tag__slug"),
        *Reply.objects.order_by("pk").values_list(
            "support__key", "peer__slug", "words", "is_named", "state", "answer",
        ),
        *TeamMember.objects.order_by("pk").values_list(
            "project__slug", "peer__slug", "role", "is_paid", "is_lead",
        ),
        *News.objects.order_by("pk").values_list("key", "project__slug", "title", "is_removed"),
        *Milestone.objects.order_by("pk").values_list("key", "project__slug", "title"),
        *Association.objects.order_by("pk").values_list(
            "slug", "standing", "purpose", "ward", "is_open", "keeper__slug", "causes__slug",
        ),
        *Membership.objects.order_by("pk").values_list(
            "association__slug", "peer__slug", "organisation__slug", "project__slug", "part__slug",
        ),
        *Hub.objects.order_by("pk").values_list(
            "name", "kind", "ward", "address", "latitude", "longitude", "opening", "access",
        ),
        *WardContact.objects.order_by("pk").values_list("ward", "name", "role", "phone", "asks"),
        *Handover.objects.order_by("pk").values_list("project__slug", "handed_to__slug", "state"),
        *ProjectClaim.objects.order_by("pk").values_list("project__slug", "peer__slug", "words"),
        *Bid.objects.order_by("pk").values_list("key", "project__slug", "title", "amount"),
        *BidPart.objects.order_by("pk").values_list("bid__key", "peer__slug", "words"),
        *Invitation.objects.order_by("pk").values_list(
            "key", "project__slug", "organisation__slug", "words", "state", "answer",
        ),
        *Photo.objects.order_by("pk").values_list("file", "alt", "caption", "project__slug"),
        *Version.objects.order_by("pk").values_list("project__slug", "revision"),
        *YearlyAsk.objects.order_by("pk").values_list("project__slug", "answer"),
        *Cohort.objects.order_by("pk").values_list("slug", "scope", "project__slug"),
        *CohortMember.objects.order_by("pk").values_list("cohort__slug", "peer__slug"),
        *DevelopmentOffer.objects.order_by("pk").values_list("key", "title", "is_published"),
        *SavedSearch.objects.order_by("pk").values_list("peer__slug", "name", "query", "pace"),
        *Find.objects.order_by("search", "project").values_list(
            "search__name", "project__slug", "to_tell",
        ),
    ]  # fmt: skip


def digest_of(**options) -> str:
    """The digest of a city that is gone again afterwards."""
    with transaction.atomic():
        load(**options)
        found = digest()
        transaction.set_rollback(True)
    return found


@pytest.fixture
def city():
    """The city that `load_demo` makes without being told anything."""
    said = load()
    assert "90 projects" in said
    return Project.objects.select_related("ward", "lead", "private_place")


def test_a_city_of_the_usual_size_has_something_in_every_ward_for_every_cause(city):
    assert Peer.objects.count() == 120
    assert city.count() == 90
    live = city.filter(standing=Standing.LIVE)
    assert set(live.values_list("ward", flat=True)) == set(
        Ward.objects.values_list("pk", flat=True)
    )
    assert set(live.values_list("causes", flat=True)) == set(
        Cause.objects.values_list("pk", flat=True)
    )
    helps = set(Help.objects.values_list("pk", flat=True))
    assert set(live.exclude(needs=None).values_list("needs", flat=True)) == helps
    assert set(live.values_list("stage", flat=True)) == set(Stage.values)
    assert set(live.values_list("precision", flat=True)) == set(Precision.values)
    assert {
        led_by for led_by, _n in Counter(live.values_list("led_by", flat=True)).most_common(2)
    } == {
        LedBy.CITIZENS,
        LedBy.GROUP,
    }
    assert len(set(city.values_list("title", flat=True))) == 90


def test_stories_written_by_hand_are_told_in_full(city):
    told = [one for name in HAND_WRITTEN for one in texts.read(name)["projects"]]
    assert len(told) >= 60
    for one in told:
        project = city.get(title=one["title"])
        assert project.story == one["story"].strip()
        assert project.ward.name == one["ward"]
        assert 2 <= project.story.count("\n\n") + 1 <= 4
        assert set(project.causes.values_list("name", flat=True)) == set(one["causes"])


def test_every_row_keeps_to_what_forms_and_database_ask(city):
    connection.check_constraints()
    for project in city:
        project.clean_fields(exclude=KEYS)
        assert site.CITY.has_point(project.latitude, project.longitude)
    for person in Peer.objects.all():
        person.clean_fields()
        assert person.email.endswith("@example.org")
    for session in Session.objects.all():
        session.clean_fields(exclude=KEYS)
    for model in (Profile, Item, Organisation, Role):
        links = [field.name for field in model._meta.fields if field.is_relation]
        for row in model.objects.all():
            row.clean_fields(exclude=links)


def test_nothing_lies_in_the_future_except_sessions_to_come_and_ends(city):
    now = timezone.now()
    for project in city.prefetch_related("stage_moves__project"):
        moments = [project.created_at, project.changed_at, project.decided_at or now]
        assert moments == sorted(moments[:2]) + moments[2:]
        assert max(moments) <= now
        assert (now - project.created_at).days <= 2 * 366
        if project.lead:
            assert project.lead.joined_at < project.created_at
        moves = list(project.stage_moves.all())
        assert [move.moved_on for move in moves] == sorted(move.moved_on for move in moves)
        assert moves[0].came_from == ""
        assert moves[-1].went_to == project.stage
        for before, move in pairwise(moves):
            assert move.came_from == before.went_to
            assert move.went_to in STAGE_MOVES[move.came_from]
        assert max(move.moved_on for move in moves) <= timezone.localdate()


def test_a_coarse_place_keeps_its_exact_point_in_private(city):
    for project in city:
        if project.precision == Precision.EXACT:
            assert not hasattr(project, "private_place")
            continue
        exact = (project.private_place.latitude, project.private_place.longitude)
        public = public_point(exact, project.precision, project.ward)
        assert (project.latitude, project.longitude) == public
        assert public != exact


def test_listings_that_nobody_has_claimed_say_where_they_come_from(city):
    listings = city.filter(lead=None)
    assert 10 <= listings.count() <= 14
    assert set(listings.values_list("source", "source_licence", "story")) == {
        ("Invented community directory 2026", "Open Government Licence v3.0", "")
    }
    assert len(set(listings.values_list("source_key", flat=True))) == listings.count()
    assert not city.exclude(lead=None).exclude(source="").exists()


def test_the_moderator_finds_something_to_decide(city):
    held = city.filter(standing=Standing.HELD)
    declined = city.get(standing=Standing.DECLINED)
    assert held.count() == 2
    assert declined.decision_reason
    assert declined.decided_by.email == "moderator@example.org"
    for project in [*held, declined]:
        assert project.lead.led_projects.count() == 1
    assert not Project.objects.filter(lead__email="newcomer@example.org").exists()
    assert 2 <= city.filter(lead__email="peer@example.org", standing=Standing.LIVE).count() <= 3


def recounted() -> Counter:
    """What the journals of counts should add up to."""
    counts: Counter = Counter()
    for project in Project.objects.filter(standing=Standing.LIVE):
        counts["all", ""] += 1
        counts["ward", project.ward_id] += 1
        counts["stage", project.stage] += 1
        counts.update(("cause", str(pk)) for pk in project.cause_ids)
        counts.update(("need", str(pk)) for pk in project.need_ids)
    return counts


def assert_repeated_columns_are_true() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM projects_project WHERE cause_ids <> projects_causes_of(id)"
        )
        assert cursor.fetchone() == (0,)
    for project in Project.objects.prefetch_related("needs", "offers"):
        assert project.need_ids == sorted(tag.pk for tag in project.needs.all())
        assert project.offer_ids == sorted(tag.pk for tag in project.offers.all())
        assert project.search
        assert project.likeness.startswith(project.title.lower()[:3])


def test_counts_and_repeated_columns_agree_with_a_recount(city):
    assert_repeated_columns_are_true()
    tallies = list(Tally.objects.values_list("facet", "value", "count"))
    assert {(facet, value): count for facet, value, count in tallies} == dict(recounted())
    assert len(tallies) == len(recounted())  # folded: one row each
    for level in (9, 12, 16):
        cells = Cell.objects.filter(level=level)
        assert sum(cells.values_list("count", flat=True)) == city.filter(standing="live").count()


def test_breakfasts_come_before_and_after_today(city):
    breakfasts = Session.objects.filter(series__slug="breakfasts").order_by("starts_at")
    sessions = list(breakfasts.select_related("venue", "series").prefetch_related("projects"))
    assert len(sessions) == 14
    assert [session.starts_at > timezone.now() for session in sessions].count(True) == 5
    assert Counter(session.state for session in sessions) == {
        State.HELD: 9,
        State.PUBLISHED: 3,
        State.CANCELLED: 1,
        State.DRAFT: 1,
    }
    for session in sessions:
        starts, ends = timezone.localtime(session.starts_at), timezone.localtime(session.ends_at)
        assert (starts.hour, starts.minute, ends.hour, ends.minute) == (8, 0, 9, 30)
        assert starts.weekday() == 3
        assert 8 <= starts.day <= 14
        assert starts.date() == session.series_day >= session.series.starts_on
        assert session.venue.access_notes
        assert site.CITY.has_point(session.venue.latitude, session.venue.longitude)
        linked = list(session.projects.all())
        assert len(linked) >= 2
        assert {project.standing for project in linked} == {Standing.LIVE}


def test_sessions_are_known_to_their_people_as_they_stand(city):
    for session in Session.objects.exclude(state=State.DRAFT).select_related("venue"):
        known = session.news | {
            "state": State.PUBLISHED if session.state == State.HELD else session.state
        }
        assert session.told == known
        assert session.tell_at is None
        assert (session.state == State.HELD) == (session.ends_at < timezone.now())
        assert bool(session.reason) == (session.state == State.CANCELLED)


def test_a_conference_has_parts_in_slots_and_rooms(city):
    conference = Session.objects.get(slug="the-whole-city-at-one-table")
    parts = conference.parts.order_by("starts_at", "room")
    assert len({(part.starts_at, part.room) for part in parts}) == 4
    for part in parts:
        assert conference.starts_at <= part.starts_at < part.ends_at <= conference.ends_at
        assert part.venue == conference.venue


def test_places_are_given_as_the_verbs_would(city):
    connection.check_constraints()
    assert set(Booking.objects.values_list("state", flat=True)) == set(Seat.values)
    for session in Session.objects.prefetch_related("bookings", "kept_seats"):
        bookings = list(session.bookings.all())
        open_to_all = [b for b in bookings if b.state in TAKES_PLACES and not b.kept_seats_id]
        assert session.taken == sum(booking.places for booking in open_to_all)
        assert session.waiting == sum(booking.state == Seat.WAITING for booking in bookings)
        if session.waiting:
            assert session.room_left() == 0
        if bookings:
            assert session.state in {State.HELD, State.PUBLISHED}
            assert not session.ticket_link


def test_everybody_asked_after_they_had_joined_and_before_the_session(city):
    for booking in Booking.objects.select_related("peer", "session"):
        assert booking.asked_at <= timezone.now()
        assert not booking.peer or booking.peer.joined_at < booking.asked_at
        if booking.state != Seat.WALKED_IN:
            assert booking.asked_at < booking.session.starts_at
        assert len(booking.companions) == booking.places - 1
        assert booking.offered_until is None or booking.offered_until < booking.session.starts_at


def test_each_answer_explains_itself(city):
    for booking in Booking.objects.prefetch_related("moves"):
        steps = list(booking.moves.all())
        assert steps[0].came_from == ""
        assert booking.last_move.went_to == booking.state
        assert [step.at for step in steps] == sorted(step.at for step in steps)
        for before, step in pairwise(steps):
            assert step.came_from == before.went_to
            assert step.went_to in SEAT_MOVES[step.came_from]
    untold = SeatMove.objects.get(told_at=None)
    assert untold.booking.peer.email == "newcomer@example.org"


def test_each_sign_in_has_an_example_of_their_own(city):
    nearest = Session.objects.filter(series__slug="breakfasts", state=State.PUBLISHED)
    following, full = nearest.order_by("starts_at")[:2]

    def seat(who: str, session: Session) -> str:
        return Booking.objects.get(peer__email=f"{who}@example.org", session=session).state

    assert (seat("peer", following), seat("peer", full)) == (Seat.GOING, Seat.WAITING)
    offer = full.bookings.get(peer__email="newcomer@example.org")
    assert (offer.is_offered, offer.last_move.why) == (True, Why.HANDED_OVER)
    assert full.kept_seats.count() == 2
    assert full.kept_seats.get(kept_for="outsiders").taken == 1
    organiser = Peer.objects.get(email="organiser@example.org")
    assert organiser.hosted_sessions.filter(state=State.PUBLISHED).exists()
    assert following.messages.get().by == organiser


def test_what_somebody_needs_is_known_before_a_session_alone(city):
    assert Needs.objects.exists()
    assert not Needs.objects.exclude(booking__session__state=State.PUBLISHED).exists()
    assert not Needs.objects.filter(wording="").exists()


def test_guests_of_long_ago_have_no_name(city):
    guests = Booking.objects.filter(peer=None).select_related("session")
    for guest in guests:
        is_known = timezone.now() - guest.session.ends_at < timedelta(days=60)
        assert bool(guest.name) == is_known
    assert {bool(guest.name) for guest in guests} == {True, False}


def test_agendas_have_items_in_every_state_from_those_who_go(city):
    items = AgendaItem.objects.select_related("session")
    assert set(items.values_list("state", flat=True)) == set(AgendaState.values)
    assert set(items.values_list("is_community_raised", flat=True)) == {True, False}
    for item in items:
        assert item.session.bookings.get(peer=item.proposed_by).state == Seat.GOING
        assert not item.supports.filter(peer=item.proposed_by).exists()


def test_records_stand_in_every_state_as_the_verbs_would_leave_them(city):
    held = Record.objects.filter(is_closed=False)
    assert set(held.values_list("state", flat=True)) == set(RecordState)
    assert Record.objects.get(is_closed=True).state == RecordState.SHARED
    assert not Record.objects.exclude(session__state=State.HELD).exists()
    for record in Record.objects.exclude(state=RecordState.DRAFT):
        agreed = Action.objects.filter(notes__record=record, due_on__isnull=False)
        assert agreed.filter(Q(owners__isnull=False) | Q(organisation__isnull=False)), record
        assert set(record.notes.values_list("section", flat=True)) == set(Section)
    assert {note.revision for note in Note.objects.all()} == {1}
    assert NoteVersion.objects.count() == Note.objects.count()
    for words in ("question", "action"):
        carried = Note.objects.values_list(words).exclude(**{words: None})
        assert len(carried) > len(set(carried)), f"no {words} is carried along"
    assert Note.objects.filter(featured_at__isnull=False, section=Section.WORKS).count() > 2

    closed = Record.objects.get(is_closed=True)
    assert set(closed.notes.values_list("written_by", "changed_by")) == {(None, None)}
    assert set(NoteVersion.objects.filter(note__record=closed).values_list("by")) == {(None,)}
    assert set(closed.session.questions.values_list("asked_by")) == {(None,)}
    assert set(closed.session.actions.values_list("closed_by", "owners")) == {(None, None)}
    assert set(closed.session.perspectives.values_list("is_unnamed", "read_by")) == {(True, "came")}
    for pulse in Pulse.objects.all():
        given = PulseGiven.objects.filter(booking__session=pulse.session, about=pulse.about)
        assert pulse.answers == given.count()
    assert {pulse.is_told for pulse in Pulse.objects.all()} == {True, False}


def test_what_was_said_can_be_followed_to_what_came_of_it(city):
    peer = Peer.objects.get(email="peer@example.org")
    confirmed = Outcome.objects.filter(
        state="confirmed",
        action__owners__peer=peer,
        action__project_confirmed_at__isnull=False,
        action__notes__record__state=RecordState.PUBLIC,
        action__session__bookings__peer=peer,
    )
    assert confirmed.filter(project=F("action__project"), decided_by=F("project__lead")).exists()
    assert set(Outcome.objects.values_list("state", flat=True)) == {"said", "confirmed", "declined"}
    assert set(Action.objects.values_list("state", flat=True)) == set(Doing)
    handed = Action.objects.get(state=Doing.HANDED_OVER)
    assert handed.handed_to.state == Doing.DONE
    assert Action.objects.filter(state=Doing.OPEN, due_on__lt=timezone.localdate()).exists()
    assert set(Question.objects.values_list("state", flat=True)) == set(Asked)
    last = Question.objects.get(reframed_from__reframed_from__isnull=False)
    assert last.reframed_from.state == last.reframed_from.reframed_from.state == Asked.REFRAMED
    answered = set(Question.objects.filter(state=Asked.ANSWERED))
    assert answered == set(Question.objects.exclude(answers=None))
    ways = [(bool(a.note), bool(a.perspective), bool(a.project)) for a in Answer.objects.all()]
    assert len(set(ways)) == 4
    assert Question.objects.get(session=None).perspective

    (long,) = (p for p in Perspective.objects.all() if len(p.words.split()) > 1200)
    assert long.words.count("?") >= 10
    assert "\n> " in long.words
    first = long.responses.filter(parent=None)
    assert sorted(first.values_list("is_unnamed", flat=True)) == [False, False, True]
    assert set(first.exclude(heard="").values_list("heard_state", flat=True)) == {
        "confirmed", "mended",
    }  # fmt: skip
    assert long.responses.filter(parent__in=first).exists()
    assert long.citations.exists()
    assert Perspective.objects.filter(kind="article").exclude(byline="").exists()
    assert Response.objects.filter(session__isnull=False, is_unnamed=True).exists()
    assert Response.objects.filter(note__isnull=False).exists()

    peer, organiser, newcomer = (
        Peer.objects.get(email=f"{name}@example.org") for name in ("peer", "organiser", "newcomer")
    )
    soon = timezone.localdate() + timedelta(days=7)
    mine = ActionOwner.objects.filter(peer=peer, action__state=Doing.OPEN)
    assert mine.filter(action__due_on__lte=soon, said_yes_at__isnull=False).exists()
    assert mine.filter(said_yes_at=None).exists()
    assert peer.lessons.filter(asked_at=None).exists()
    assert Record.objects.get(state=RecordState.DRAFT).note_takers.get() == organiser
    assert newcomer.perspectives.get().published_at is None


def test_the_queue_is_alive_and_what_the_law_asks_for_is_kept(city):
    cases = Case.objects.open()
    assert cases.count() >= 10
    assert cases.filter(is_held=True).values("kind").distinct().count() >= 4
    assert {*cases.filter(reports__gt=0).values_list("kind", flat=True)} >= {
        "project", "organisation", "perspective", "response", "note", "photo", "peer",
    }  # fmt: skip
    assert Report.objects.filter(reporter=None).exists()
    assert not Report.objects.filter(reporter=F("case__author")).exists()
    assert Decision.objects.count() > 50
    assert Act.objects.count() > Decision.objects.count()
    assert {*Appeal.objects.values_list("is_upheld", flat=True)} == {None, False}
    assert DataComplaint.objects.get().due_on > timezone.localdate()
    assert Candidate.objects.filter(election__ends_on__lt=timezone.localdate()).count() == 2
    assert SafetyEntry.objects.filter(next_review_on__lt=timezone.localdate()).exists()


def test_with_people_enough_two_hundred_go_to_the_conference():
    load(peers=320, projects=0, sessions=24)
    conference = Session.objects.get(slug="the-whole-city-at-one-table")
    assert conference.bookings.filter(state=Seat.GOING).count() == 200


def test_hosts_take_turns(city):
    hosts = Session.objects.order_by("pk").values_list("hosts", flat=True)
    assert len(set(hosts[:6])) == 6
    assert hosts[0] == hosts[6] == Peer.objects.get(email="organiser@example.org").pk


@pytest.mark.parametrize(
    ("day", "coming"),
    [
        ("2026-03-12 00:30", "2026-04-09"),
        ("2026-03-11 23:30", "2026-03-12"),
        ("2027-12-31", "2028-01-13"),
    ],
)
def test_the_next_session_is_after_today_in_the_city(day, coming):
    with time_machine.travel(f"{day}+00:00" if ":" in day else f"{day} 12:00+00:00", tick=False):
        load(projects=0)
        breakfasts = Session.objects.filter(series__slug="breakfasts")
        dates = sorted(timezone.localdate(session.starts_at) for session in breakfasts)
        assert str(dates[9]) == coming
        assert dates[8] < timezone.localdate()


def test_demo_sign_ins_get_in_by_the_front_door(city, settings):
    settings.LOCAL_RUN = True
    clients = {}
    for sign_in in SIGN_INS:
        client = clients[sign_in.email.partition("@")[0]] = Client()
        client.post("/accounts/login/", {"login": sign_in.email, "password": PASSWORD})
        assert client.session["_auth_user_id"] == str(Peer.objects.get(email=sign_in.email).pk)
    assert EmailAddress.objects.filter(verified=True, primary=True).count() == Peer.objects.count()

    def may_see(path: str) -> set[str]:
        return {who for who, client in clients.items() if client.get(path).status_code == 200}

    assert may_see("/admin/projects/project/") == {"admin", "moderator", "organiser"}
    assert may_see("/admin/peers/peer/") == {"admin", "moderator"}
    assert may_see("/admin/forums/session/") == {"admin", "organiser"}
    draft = Session.objects.get(state=State.DRAFT)
    assert may_see(f"/forums/{draft.slug}/organise/") == {"admin", "organiser"}
    others = Peer.objects.exclude(email__in=[sign_in.email for sign_in in SIGN_INS])
    assert not any(person.has_usable_password() for person in others)


def test_the_same_seed_gives_the_same_city_on_any_day():
    with time_machine.travel("2026-02-01 09:00+00:00", tick=False):
        first = digest_of(seed=3, projects=110)
    with time_machine.travel("2027-08-15 21:00+00:00", tick=False):
        second = digest_of(seed=3, projects=110)
    assert first == second
    assert first != digest_of(seed=4, projects=110)


def test_a_larger_city_holds_the_smaller_one():
    def stories(count: int) -> list[tuple]:
        with transaction.atomic():
            load(projects=count)
            found = list(Project.objects.order_by("pk").values_list("title", "story")[:100])
            transaction.set_rollback(True)
        return found

    assert stories(130)[:100] == stories(100)


def test_a_city_of_another_size_is_whole():
    assert "300 projects" in load(projects=300, peers=200, sessions=20)
    assert (Peer.objects.count(), Project.objects.count(), Session.objects.count()) == (
        200,
        300,
        20,
    )
    connection.check_constraints()
    assert_repeated_columns_are_true()
    assert {(t.facet, t.value): t.count for t in Tally.objects.all()} == dict(recounted())
    assert (
        max(Counter(Project.objects.exclude(lead=None).values_list("lead", flat=True)).values())
        < 15
    )
    for project in Project.objects.order_by("-pk")[:100]:
        project.clean_fields(exclude=KEYS)
        assert "{" not in project.title + project.summary + project.story


@pytest.mark.parametrize("sessions", [0, 1, 4, 24, 75])
def test_any_number_of_sessions_will_do(sessions):
    load(peers=5, projects=1, sessions=sessions)
    assert Session.objects.count() == sessions
    connection.check_constraints()


@pytest.mark.parametrize(
    ("options", "named"),
    [
        ({"projects": -1}, "--projects"),
        ({"projects": 1_000_001}, "--projects"),
        ({"peers": 4}, "--peers"),
        ({"peers": 1_000_001}, "--peers"),
        ({"sessions": -3}, "--sessions"),
        ({"sessions": "few"}, "--sessions"),
        ({"seed": "spring"}, "--seed"),
    ],
)
def test_a_number_that_makes_no_sense_is_refused(options, named):
    with pytest.raises(CommandError, match=named):
        load(**options)
    assert not Peer.objects.exists()


def test_it_never_touches_a_database_that_somebody_uses(city):
    before = digest()
    with pytest.raises(CommandError, match="empty database"):
        load(seed=2)
    assert digest() == before


def test_one_person_is_enough_to_refuse():
    Peer.objects.create(email="somebody@leeds.example", name="Somebody", slug="somebody")
    with pytest.raises(CommandError, match="empty database"):
        load()
    assert not Project.objects.exists()
    assert Peer.objects.count() == 1


def test_without_a_city_it_asks_for_one():
    Ward.objects.all().delete()
    with pytest.raises(CommandError, match="load_city"):
        load()
    assert not Peer.objects.exists()


def test_another_city_gets_projects_of_its_own(settings, tmp_path):
    Cause.objects.exclude(parent=None).delete()
    for model in (Ward, Area, Cause, Help):
        model.objects.all().delete()
    columns = (
        (site.BASE_DIR / "leeds_leaders/geography/leeds_wards.csv").read_text().splitlines()[0]
    )
    (tmp_path / "wards.csv").write_text(
        f"{columns}\nX1,Upper Somewhere,51.50,-2.50,1,1,,,,,\n"
        "X2,Lower Somewhere,51.52,-2.52,,,9000,,3.5,,\n"
    )
    (tmp_path / "outcodes.csv").write_text("outcode,lat,lon\nBS1,51.5,-2.5\n")
    (tmp_path / "areas.csv").write_text("name,lat,lon\nOld Quay,51.519,-2.521\n")
    (tmp_path / "city.toml").write_text(
        'name = "Somewhere"\nnetwork = "Somewhere Together"\nstrapline = "Hello"\n'
        'authority_code = "X0"\ncontact = "hello@example.org"\ncentre = [51.51, -2.51]\n'
        'bounds = [-2.6, 51.4, -2.4, 51.6]\nwards = "wards.csv"\noutcodes = "outcodes.csv"\n'
        'areas = "areas.csv"\nattribution = "-"\nsectors = ["Community"]\n'
        '[[causes]]\nname = "Boats"\nabout = "Messing about."\n[[help]]\nname = "Rope"\n'
    )
    settings.CITY = City.from_file(tmp_path / "city.toml")
    geography.lay_out(settings.CITY)
    language.lay_out(settings.CITY)
    load(projects=40, sessions=6)
    assert set(Project.objects.values_list("ward", flat=True)) == {"X1", "X2"}
    assert Tally.objects.get(facet="cause").count == 40
    assert all(settings.CITY.has_point(p.latitude, p.longitude) for p in Project.objects.all())
    assert "Leeds" not in " ".join(Project.objects.values_list("story", flat=True))


def test_somebody_has_a_digest_to_read_and_news_of_their_own_project(city):
    peer = Peer.objects.get(email="peer@example.org")
    assert peer.preference.rhythm == Rhythm.WEEKLY
    assert peer.preference.causes.exists()
    assert peer.preference.wards.exists()
    assert peer.preference.next_digest_at > timezone.now()
    assert peer.consents.get().purpose == Purpose.DIGEST
    decision, digest = peer.notices.order_by("pk")
    assert (decision.purpose, decision.read_at is None) == (Purpose.DECISION, False)
    assert (digest.purpose, digest.read_at) == (Purpose.DIGEST, None)
    assert "new project" in digest.text
    assert "breakfast" in digest.text
    letter = peer.letters.get(purpose=Purpose.DIGEST)
    own = city.filter(lead=peer).values_list("title", flat=True)
    assert not [title for title in own if title in letter.text]


def test_whoever_has_chosen_nothing_gets_nothing(city):
    newcomer = Peer.objects.get(email="newcomer@example.org")
    assert not newcomer.notices.exists()
    assert not newcomer.letters.exists()
    assert not newcomer.consents.exists()


def test_people_tell_of_themselves_and_some_keep_it_closer():
    load(peers=400, projects=0)
    profiles = Profile.objects.all()
    shares = Counter(profiles.values_list("audience", flat=True))
    assert shares[Audience.MEMBERS] > shares[Audience.PUBLIC] > shares[Audience.CONNECTIONS]
    assert shares[Audience.CONNECTIONS] > shares[Audience.HIDDEN] > 0
    assert len(set(profiles.values_list("audiences__story", flat=True))) == 4
    for name in ("story", "called", "talents", "lived_experience", "fighting_for", "interests"):
        assert 0.1 < profiles.exclude(**{name: ""}).count() / 400 < 0.9, name
    assert profiles.exclude(parked_until=None).exists()
    assert profiles.exclude(paused_until=None).exclude(stand_in=None).exists()
    assert set(profiles.values_list("wards", flat=True)) >= set(
        Ward.objects.values_list("pk", flat=True)
    )
    states = Counter(Item.objects.values_list("state", flat=True))
    assert states[ItemState.OPEN] > states[ItemState.MET] > states[ItemState.PAST] > 0
    forms = Counter(Organisation.objects.values_list("form", flat=True))
    assert forms.most_common(1)[0][0] == "community"
    assert not [text for text in Item.objects.values_list("title", flat=True) if "{" in text]
    assert not [text for text in profiles.values_list("story", flat=True) if "{" in text]


def test_each_circle_finds_what_it_may(city):
    found = Counter(Entry.objects.values_list("audience", flat=True))
    has = Counter(Profile.objects.values_list("audience", flat=True))
    assert found[Audience.PUBLIC] == has[Audience.PUBLIC]
    assert found[Audience.MEMBERS] == has[Audience.PUBLIC] + has[Audience.MEMBERS]
    assert found[Audience.CONNECTIONS] == Peer.objects.count() - has[Audience.HIDDEN]
    everybody = PeerTally.objects.get(audience=Audience.MEMBERS, facet="all")  # folded: one row
    assert everybody.count == found[Audience.MEMBERS]


def test_nobody_is_tied_to_somebody_they_cannot_see(city):
    reached = Connection.objects.exclude(asker__email__in=[one.email for one in SIGN_INS])
    assert not reached.filter(asked__profile__audience__in=["hidden", "connections"]).exists()
    assert not reached.filter(asker__profile__audience="hidden").exists()
    for connection_ in Connection.objects.select_related("asker", "asked", "about"):
        moments = [connection_.asked_at, connection_.connected_at or timezone.now()]
        assert moments == sorted(moments)
        assert moments[0] <= timezone.now()
        if connection_.about:
            assert connection_.about.peer == connection_.asked
    for item in Item.objects.exclude(closed_at=None):
        assert item.opened_at <= item.closed_at <= timezone.now()


def test_something_waits_for_each_sign_in(city):
    for sign_in in SIGN_INS:
        peer = Peer.objects.get(email=sign_in.email)
        assert peer.asks_received.filter(state=Tie.ASKED).exists(), peer
    peer = Peer.objects.get(email="peer@example.org")
    assert peer.introduced_first.get().first_answer == ""
    assert peer.pairs_received.exists()
    assert peer.thanks_received.exists()
    assert peer.items.filter(state=ItemState.OPEN).count() == 4
    assert Claim.objects.filter(verdict=Verdict.WAITING).count() == 2
    newcomer = Peer.objects.get(email="newcomer@example.org").profile
    assert (newcomer.story, newcomer.welcomed_at) == ("", None)


def test_more_peers_change_no_project():
    def titles(count: int) -> list[tuple]:
        with transaction.atomic():
            load(peers=count, projects=30)
            found = list(Project.objects.order_by("pk").values_list("title", "story", "place"))
            transaction.set_rollback(True)
        return found

    assert titles(20) == titles(60)


def test_what_projects_ask_for_is_of_its_kind_and_needed(city):
    said = texts.read("support")
    kinds = {
        (kind, title): help["name"]
        for help in said["helps"]
        for kind in ("ask", "offer")
        for title, *_more in help[f"{kind}s"]
    }
    assert {help["name"] for help in said["helps"]} == set(
        Help.objects.values_list("name", flat=True)
    )
    asked = Support.objects.filter(kind__in=["ask", "offer"]).prefetch_related("tags")
    for support in asked.select_related("project"):
        (tag,) = support.tags.all()
        assert kinds.get((support.kind, support.title), tag.name) == tag.name
        assert "{" not in support.title + support.words + support.amount
        needed = support.project.need_ids if support.kind == "ask" else support.project.offer_ids
        assert (tag.pk in needed) == (support.state == "open")
    assert set(Support.objects.values_list("kind", flat=True)) == {
        "ask", "offer", "challenge", "partners",
    }  # fmt: skip
    assert not Support.objects.filter(state="open", project__stage__in=["completed", "ended"])


def test_searches_know_what_they_find_and_have_a_little_to_tell(city):
    untold = Find.objects.to_tell()
    assert set(untold.values_list("search__peer__email", flat=True)) == {"peer@example.org"}
    assert untold.count() == 2
    known = set(Find.objects.values_list("search", "project"))
    assert searches.look() is False
    assert set(Find.objects.values_list("search", "project")) == known
    assert len({search for search, _project in known}) == SavedSearch.objects.count()


def test_a_moderator_finds_a_pair_and_what_was_merged_leads_to_what_was_kept(city):
    (pair,) = likely_duplicates()
    titles = {city.get(pk=pair.newer).title, city.get(pk=pair.older).title}
    assert titles == {"Everyday English, Burmantofts", "English for everyday life, Burmantofts"}
    kept = Project.objects.get(slug="lunch-club-at-the-welfare-hall")
    answer = Client().get("/projects/lunch-club-welfare-hall/")
    assert (answer.status_code, answer.headers["Location"]) == (301, kept.get_absolute_url())
