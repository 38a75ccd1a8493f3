"""Proposing, changing, publishing and calling off a session; what people are told of it."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.utils import timezone

from forums import actions
from forums.actions import places
from forums.actions.details import details_of, seal_of
from forums.choices import Seat, State
from forums.errors import IllegalMove, TooFewPlaces
from forums.models import Session, Venue
from leeds_leaders.notices.models import Reminder
from projects.models import Project
from tests.conftest import in_threads
from tests.factories import (
    ActionFactory,
    NoteFactory,
    PeerFactory,
    PerspectiveFactory,
    ProjectFactory,
    QuestionFactory,
    RecordFactory,
    ResponseFactory,
    SessionFactory,
    VenueFactory,
)

LONDON = timezone.get_default_timezone()
DAY = date(2030, 5, 16)


def said(**more) -> dict:
    """What somebody types into the form of a session."""
    return {"title": "Who cooks?", "day": f"{DAY}", "begins": "08:00", "ends": "09:30"} | more


def at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), LONDON)


def details(**more) -> actions.Details:
    plain = {"title": "Who cooks?", "starts_at": at(DAY, 8), "ends_at": at(DAY, 9, 30)}
    return actions.Details(**plain | more)


# Proposing and publishing -----------------------------------------------------------------------


def test_an_organiser_publishes_a_session_with_a_new_venue_in_one_step(cast):
    data = said(new_venue="The Mill", new_address="Weir Lane", new_ward="armley", publish="yes")
    answer = cast.organiser.client.post("/forums/new/", data)
    session = Session.objects.get()
    assert answer.status_code == 302
    assert (session.state, session.starts_at) == (State.PUBLISHED, at(DAY, 8))
    assert str(session.venue) == "The Mill, Weir Lane"
    assert session.venue.ward.slug == "armley"
    assert cast.nobody.client.get(session.get_absolute_url()).status_code == 200


def test_what_a_member_proposes_is_a_draft_even_if_they_send_publish(cast):
    data = said(online_link="https://meet.example.org/x", publish="yes")
    cast.peer.client.post("/forums/new/", data)
    session = Session.objects.get()
    assert (session.state, list(session.hosts.all())) == (State.DRAFT, [])
    assert session.proposed_by == cast.peer.peer
    assert cast.connection.client.get(session.get_absolute_url()).status_code == 404
    answer = cast.peer.client.post(f"/forums/{session.slug}/publish/")
    assert answer.status_code == 403


def test_the_form_proposes_breakfast_time_and_oneself_as_host(cast):
    form = cast.peer.client.get("/forums/new/").context["form"]
    assert form["begins"].value() == "08:00"
    assert form["hosts"].value() == [cast.peer.peer.slug]


def test_a_double_click_proposes_one_session_and_saves_one_venue(cast):
    data = said(new_venue="The Mill", publish="yes")
    for _click in range(2):
        cast.organiser.client.post("/forums/new/", data)
    assert Session.objects.count() == Venue.objects.count() == 1
    assert Session.objects.get().state == State.PUBLISHED


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_once_propose_one_session():
    peer = PeerFactory()
    in_threads(*[lambda: actions.propose(details(), by=peer)] * 4)
    assert Session.objects.count() == 1


@pytest.mark.parametrize(
    ("more", "field", "words"),
    [
        ({"day": "2030-03-31", "begins": "01:30"}, "begins", "the clocks go forward"),
        ({"day": "2030-10-27", "begins": "01:30"}, "begins", "it comes twice"),
        ({"ends": "07:00"}, "ends", "It ends before it begins."),
        ({"day": "2020-01-01"}, "day", "That is over already."),
        ({"day": "1999-12-31"}, "day", "between 2000 and 2100"),
        ({"venue": ""}, "venue", "Say where"),
        ({"title": "a\x07b"}, "title", "cannot be shown"),
        ({"capacity": "-1"}, "capacity", "greater than or equal to 0"),
        ({"ticket_link": "javascript:alert(1)"}, "ticket_link", "valid URL"),
        ({"more_hosts": "Nobody At All"}, "more_hosts", "was not found"),
        ({"new_venue": "Elsewhere"}, "new_venue", "Choose a place from the list"),
    ],
)
def test_what_is_wrong_is_said_in_words_and_what_was_written_is_kept(cast, more, field, words):
    data = said(venue=str(VenueFactory().pk), theme="My words are kept", hosts=[]) | more
    VenueFactory._meta.model.objects.update(created_by=cast.organiser.peer)
    answer = cast.organiser.client.post("/forums/new/", data)
    assert answer.status_code == 422
    assert words in str(answer.context["form"].errors[field])
    assert "My words are kept" in answer.content.decode()
    assert not Session.objects.exists()


def test_hosts_are_named_by_name_and_by_page_where_two_have_one_name(cast):
    one, two = PeerFactory(name="Kim Lee"), PeerFactory(name="Kim Lee")
    data = said(online_link="https://x.example.org", more_hosts="pat peer\nKim Lee")
    answer = cast.organiser.client.post("/forums/new/", data)
    assert "several" in str(answer.context["form"].errors["more_hosts"])
    data["more_hosts"] = f"pat peer\nhttps://leeds.example.org/peers/{two.slug}/"
    cast.organiser.client.post("/forums/new/", data)
    assert set(Session.objects.get().hosts.all()) == {cast.peer.peer, two}
    assert one not in Session.objects.get().hosts.all()


def test_somebody_whom_the_viewer_cannot_see_is_not_found_as_a_host(cast):
    hidden = cast.connection.peer
    hidden.profile.audience = "hidden"
    hidden.profile.save()
    data = said(online_link="https://x.example.org", more_hosts=hidden.name)
    answer = cast.organiser.client.post("/forums/new/", data)
    assert "was not found" in str(answer.context["form"].errors["more_hosts"])


# Changing ---------------------------------------------------------------------------------------


def test_hosts_and_the_proposer_edit_theirs_and_others_do_not(cast):
    session = SessionFactory(proposed_by=cast.peer.peer)
    session.hosts.add(cast.connection.peer)
    address = f"/forums/{session.slug}/edit/"
    expected = {"peer": 200, "connection": 200, "organiser": 200, "lead": 403, "nobody": 302}
    for name, status in expected.items():
        assert getattr(cast, name).client.get(address).status_code == status, name


def test_an_edit_that_changes_nothing_changes_nothing(cast):
    session = SessionFactory(state=State.DRAFT, venue__access_notes="", theme="Q")
    session.hosts.add(cast.organiser.peer)
    form = cast.organiser.client.get(f"/forums/{session.slug}/edit/").context["form"]
    data = {
        name: value
        for name, value in ((field.name, field.value()) for field in form)
        if value is not None
    }
    data |= {"begins": f"{data['begins']:%H:%M}", "ends": f"{data['ends']:%H:%M}"}
    answer = cast.organiser.client.post(f"/forums/{session.slug}/edit/", data)
    assert answer.status_code == 302, answer.context["form"].errors
    again = Session.objects.get()
    for name in (*actions.Details.PLAIN, "capacity"):
        assert getattr(again, name) == getattr(session, name), name
    assert list(again.hosts.all()) == [cast.organiser.peer]


def test_a_seal_is_the_same_for_the_same_moment_in_any_zone(cast):
    session = SessionFactory(starts_at=datetime(2030, 6, 6, 7, tzinfo=UTC))
    said = details_of(session, viewer=cast.organiser.peer)
    said.starts_at = timezone.localtime(said.starts_at)
    assert seal_of(said) == seal_of(session)


def test_whoever_saves_over_somebody_elses_change_is_told_first_and_a_double_click_is_not(cast):
    session = SessionFactory(capacity=40)
    address = f"/forums/{session.slug}/edit/"
    start = timezone.localtime(session.starts_at)
    data = {
        "title": "Mine", "day": f"{start:%Y-%m-%d}", "begins": "08:00", "ends": "09:00",
        "venue": session.venue_id, "capacity": 40,
        "seen": cast.organiser.client.get(address).context["seen"],
    }  # fmt: skip
    places.set_capacity(session, 60, by=cast.admin.peer)
    answer = cast.organiser.client.post(address, data)
    assert answer.status_code == 422
    assert "Somebody else saved this" in answer.content.decode()
    session.refresh_from_db()
    assert (session.title == "Mine", session.capacity) == (False, 60)
    data["seen"] = answer.context["seen"]
    for _click in range(2):
        assert cast.organiser.client.post(address, data).status_code == 302
    session.refresh_from_db()
    assert (session.title, session.capacity) == ("Mine", 40)


@pytest.mark.django_db(transaction=True)
def test_answers_that_come_while_somebody_edits_are_not_lost():
    session, organiser = SessionFactory(capacity=50), PeerFactory()
    stale = Session.objects.get()
    said_now = actions.sessions.details_of(session, viewer=organiser)
    edits = [
        lambda n=n: actions.change(
            stale, actions.sessions.replace(said_now, bring=f"Cup {n}"), by=organiser
        )
        for n in range(4)
    ]
    peers = PeerFactory.create_batch(8)
    answers = [lambda peer=peer: places.go(stale, by=peer) for peer in peers]
    in_threads(*edits, *answers)
    session.refresh_from_db()
    assert session.taken == session.numbers == 8
    assert session.bring.startswith("Cup")


@pytest.mark.django_db
def test_people_hear_once_of_five_edits_and_at_once_when_it_is_near(time_machine):
    time_machine.move_to(at(DAY, 6) - timedelta(days=3), tick=False)
    organiser, venue = PeerFactory(), VenueFactory(name="Elsewhere")
    session = actions.publish(actions.propose(details(), by=organiser), by=organiser)
    for minutes in range(5):
        now = details(starts_at=at(DAY, 8, minutes + 1), venue=venue)
        session = actions.change(session, now, by=organiser)
    assert session.sequence == 5
    assert session.tell_at == timezone.now() + timedelta(minutes=10)
    Session.objects.update(tell_at=None, told=session.news)  # as it is once they were told
    time_machine.move_to(at(DAY, 5, 50), tick=False)
    session = actions.change(session, details(starts_at=at(DAY, 8, 20), venue=venue), by=organiser)
    assert session.tell_at == at(DAY, 6)
    time_machine.move_to(at(DAY, 5, 55), tick=False)
    session = actions.change(session, details(starts_at=at(DAY, 7, 40), venue=venue), by=organiser)
    assert session.tell_at == at(DAY, 5, 55)


@pytest.mark.django_db
def test_words_alone_are_no_news_and_a_draft_has_none():
    organiser = PeerFactory()
    draft = actions.propose(details(), by=organiser)
    draft = actions.change(draft, details(starts_at=at(DAY, 7)), by=organiser)
    assert (draft.sequence, draft.tell_at) == (0, None)
    session = actions.publish(draft, by=organiser)
    session = actions.change(
        session, details(starts_at=at(DAY, 7), theme="Another question"), by=organiser
    )
    assert (session.sequence, session.tell_at) == (0, None)


@pytest.mark.django_db
def test_reminders_follow_the_start_and_go_with_a_cancelled_session(time_machine):
    time_machine.move_to(at(DAY, 8) - timedelta(days=9), tick=False)
    organiser = PeerFactory()
    session = actions.publish(actions.propose(details(), by=organiser), by=organiser)
    first = set(Reminder.objects.values_list("due_at", flat=True))
    later = details(starts_at=at(DAY, 10), ends_at=at(DAY, 11))
    session = actions.change(session, later, by=organiser)
    assert first
    assert first.isdisjoint(Reminder.objects.values_list("due_at", flat=True))
    actions.cancel(session, by=organiser, reason="The boiler is broken.")
    assert not Reminder.objects.exists()


def test_fewer_places_than_are_taken_asks_what_to_do(cast):
    session = SessionFactory(capacity=3)
    for _ in range(3):
        places.go(session, by=PeerFactory())
    start = timezone.localtime(session.starts_at)
    data = {
        "title": session.title, "day": f"{start:%Y-%m-%d}", "begins": f"{start:%H:%M}",
        "ends": f"{start + timedelta(minutes=30):%H:%M}", "venue": session.venue_id, "capacity": 1,
    }  # fmt: skip
    address = f"/forums/{session.slug}/edit/"
    answer = cast.organiser.client.post(address, data)
    assert answer.status_code == 422
    assert "2 places too many" in answer.content.decode()
    assert "let_last_wait" in answer.content.decode()
    session.refresh_from_db()
    assert (session.capacity, session.taken) == (3, 3)
    cast.organiser.client.post(address, data | {"let_last_wait": "on"})
    session.refresh_from_db()
    assert (session.capacity, session.taken, session.waiting) == (1, 1, 2)


@pytest.mark.django_db
def test_an_event_of_others_takes_no_answers_here_and_does_not_become_one_with_people_in_it():
    organiser = PeerFactory()
    link = "https://tickets.example.org/"
    theirs = actions.propose(details(ticket_link=link), by=organiser)
    assert not actions.publish(theirs, by=organiser).takes_answers
    ours = SessionFactory()
    places.go(ours, by=PeerFactory())
    with pytest.raises(IllegalMove, match="answered here"):
        actions.change(ours, details(ticket_link=link), by=organiser)


# The life of a session --------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_session_is_called_off_with_a_reason_and_brought_back_and_calendars_count_both():
    organiser = PeerFactory()
    session = actions.publish(actions.propose(details(), by=organiser), by=organiser)
    session = actions.cancel(session, by=organiser, reason="The boiler is broken.")
    again = actions.cancel(session, by=organiser, reason="Said twice")
    assert (again.state, again.reason, again.sequence) == ("cancelled", "The boiler is broken.", 1)
    back = actions.publish(again, by=organiser)
    assert (back.state, back.reason, back.sequence) == ("published", "", 2)
    assert back.tell_at <= timezone.now()


@pytest.mark.django_db
def test_what_is_over_is_not_called_off(time_machine):
    session = SessionFactory()
    time_machine.move_to(session.ends_at)
    with pytest.raises(IllegalMove, match="over already"):
        actions.cancel(session, by=PeerFactory(), reason="Too late.")
    session.refresh_from_db()
    assert (session.state, session.tell_at) == (State.PUBLISHED, None)


@pytest.mark.django_db
def test_calendars_count_that_a_session_was_taken_back():
    session = actions.publish(SessionFactory(state=State.DRAFT), by=PeerFactory())
    assert session.sequence == 0
    assert actions.take_back(session, by=PeerFactory()).sequence == 1


@pytest.mark.django_db
def test_only_what_nobody_has_answered_is_taken_back_or_thrown_away():
    organiser = PeerFactory()
    session = actions.publish(actions.propose(details(), by=organiser), by=organiser)
    with pytest.raises(IllegalMove):
        actions.discard(session, by=organiser)
    actions.take_back(session, by=organiser)
    session = actions.publish(session, by=organiser)
    places.go(session, by=PeerFactory())
    with pytest.raises(IllegalMove, match="Call it off"):
        actions.take_back(session, by=organiser)
    other = actions.propose(details(title="Another"), by=organiser)
    actions.discard(other, by=organiser)
    assert list(Session.objects.all()) == [session]


@pytest.mark.django_db
def test_a_session_has_not_taken_place_before_it_is_over(time_machine):
    session = SessionFactory()
    with pytest.raises(IllegalMove, match="not over"):
        actions.mark_held(session, by=PeerFactory())
    time_machine.move_to(session.ends_at + timedelta(minutes=1), tick=False)
    assert actions.mark_held(session, by=PeerFactory()).state == State.HELD
    assert actions.mark_held(session, by=PeerFactory()).state == State.HELD


def test_only_organisers_publish_and_take_back(cast):
    session = SessionFactory(state=State.DRAFT)
    session.hosts.add(cast.peer.peer)
    for verb in ("publish", "take-back"):
        answer = cast.peer.client.post(f"/forums/{session.slug}/{verb}/")
        assert answer.status_code == 403
    cast.organiser.client.post(f"/forums/{session.slug}/publish/")
    session.refresh_from_db()
    assert session.state == State.PUBLISHED


def test_a_host_throws_their_draft_away(cast):
    session = SessionFactory(state=State.DRAFT)
    session.hosts.add(cast.peer.peer)
    assert cast.lead.client.post(f"/forums/{session.slug}/discard/").status_code == 404
    cast.peer.client.post(f"/forums/{session.slug}/discard/")
    assert not Session.objects.exists()


@pytest.mark.parametrize(
    "write",
    [
        lambda session: NoteFactory(record=RecordFactory(session=session, state="draft")),
        lambda session: QuestionFactory(session=session),
        lambda session: ActionFactory(session=session),
        lambda session: PerspectiveFactory(session=session, published_at=None),
        lambda session: ResponseFactory(session=session, perspective=None),
    ],
)
@pytest.mark.parametrize("is_part", [False, True])
def test_a_draft_about_which_somebody_wrote_is_not_thrown_away(cast, write, is_part):
    session = SessionFactory(state=State.DRAFT)
    part = SessionFactory(state=State.DRAFT, parent=session)
    write(part if is_part else session)
    answer = cast.organiser.client.post(f"/forums/{session.slug}/discard/", follow=True)
    assert "Something was written about it" in answer.content.decode()
    assert Session.objects.count() == 2


def test_a_draft_goes_with_notes_that_were_begun_and_are_empty(cast):
    session = RecordFactory(session=SessionFactory(state=State.DRAFT), state="draft").session
    actions.discard(session, by=cast.organiser.peer)
    assert not Session.objects.exists()


# Once more --------------------------------------------------------------------------------------


def test_a_session_is_done_once_more_at_the_same_hour_on_the_other_side_of_the_clocks(cast):
    session = SessionFactory(starts_at=at(date(2030, 3, 21), 8), ends_at=at(date(2030, 3, 21), 9))
    session.hosts.add(cast.peer.peer)
    places.go(session, by=PeerFactory())
    address = f"/forums/{session.slug}/duplicate/"
    for _click in range(2):
        answer = cast.organiser.client.post(address, {"day": "2030-04-04"})
    again = Session.objects.exclude(pk=session.pk).get()
    assert answer.url == f"/forums/{again.slug}/edit/"
    assert again.starts_at == at(date(2030, 4, 4), 8)
    assert again.starts_at - session.starts_at == timedelta(days=14, hours=-1)
    assert (again.state, again.taken, list(again.hosts.all())) == ("draft", 0, [cast.peer.peer])
    answer = cast.organiser.client.post(address, {"day": "2020-01-01"})
    assert answer.status_code == 422


# Projects that the writer cannot see --------------------------------------------------------------


def test_a_session_keeps_the_projects_that_its_writer_cannot_see(cast, project_of):
    session = SessionFactory()
    shown, hidden = project_of("live"), project_of("held")
    session.projects.add(shown, hidden)
    edit = cast.organiser.client.get(f"/forums/{session.slug}/edit/")
    assert hidden.title not in edit.content.decode()
    other = ProjectFactory(title="Beans for all")
    start = timezone.localtime(session.starts_at)
    data = {
        "title": "Renamed", "day": f"{start:%Y-%m-%d}", "begins": "10:00", "ends": "11:00",
        "venue": session.venue_id, "projects": [], "more_projects": "beans for all",
    }  # fmt: skip
    assert cast.organiser.client.post(f"/forums/{session.slug}/edit/", data).status_code == 302
    assert set(session.projects.all()) == {hidden, other}


def test_nobody_attaches_a_project_that_is_hidden_from_them(cast, project_of):
    held = project_of("held")
    data = said(online_link="https://x.example.org", more_projects=held.title)
    answer = cast.organiser.client.post("/forums/new/", data)
    assert "was not found" in str(answer.context["form"].errors["more_projects"])
    data = said(online_link="https://x.example.org", projects=[held.slug])
    assert cast.organiser.client.post("/forums/new/", data).status_code == 422
    assert not Project.objects.filter(sessions__isnull=False).exists()
    assert cast.lead.client.post("/forums/new/", data).status_code == 302  # theirs


# The admin --------------------------------------------------------------------------------------


def test_sessions_are_read_in_the_admin_and_written_by_verbs(cast):
    session = SessionFactory(state=State.DRAFT)
    address = f"/admin/forums/session/{session.pk}/change/"
    assert cast.organiser.client.get(address).status_code == 200
    assert cast.organiser.client.post(address, {"title": "x"}).status_code == 403
    assert cast.organiser.client.get("/admin/forums/session/add/").status_code == 403
    verb = {"action": "publish", "_selected_action": [session.pk]}
    cast.organiser.client.post("/admin/forums/session/", verb)
    session.refresh_from_db()
    assert session.state == State.PUBLISHED


@pytest.mark.django_db
def test_capacity_and_start_change_in_one_edit():
    organiser = PeerFactory()
    session = SessionFactory(capacity=1)
    one, two = (places.go(session, by=PeerFactory()) for _ in range(2))
    assert two.state == Seat.WAITING
    with pytest.raises(TooFewPlaces):
        actions.change(session, details(capacity=0), by=organiser)
    session.refresh_from_db()
    assert session.starts_at != at(DAY, 8)
    actions.change(session, details(capacity=2), by=organiser)
    two.refresh_from_db()
    assert two.state == Seat.OFFERED
    assert two.offered_until < at(DAY, 8)
    assert one.state == Seat.GOING
