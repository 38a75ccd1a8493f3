"""Sessions that come again: their days, laying them out, changing one or all that follow."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import islice

import pytest
from django.utils import timezone

from forums import actions
from forums.actions import places
from forums.actions.details import details_of
from forums.actions.series import hosts_in_turn
from forums.choices import Ordinal, State, Unit, Weekday
from forums.errors import IllegalMove, TooFewPlaces
from forums.models import Series, Session
from tests.conftest import in_threads
from tests.factories import PeerFactory, SessionFactory, VenueFactory

LONDON = timezone.get_default_timezone()
NOW = datetime(2030, 3, 1, 12, tzinfo=LONDON)


@pytest.fixture(autouse=True)
def first_of_march(time_machine):
    """The clocks go forward on 31 March 2030."""
    time_machine.move_to(NOW, tick=False)


def series_with(**more) -> Series:
    rule = {
        "title": "Breakfast on Thursdays", "slug": "thursdays", "unit": Unit.WEEK, "every": 1,
        "weekday": Weekday.THURSDAY, "ordinal": None, "starts_on": date(2030, 3, 1),
        "begins": time(8), "ends": time(9, 30), "capacity": 20, "venue": None,
    }  # fmt: skip
    series = Series(**rule | more)
    series.venue = series.venue or VenueFactory()
    series.save()
    return series


def days_of(series: Series, count: int) -> list[str]:
    return [f"{day:%m-%d}" for day in islice(series.days_from(date(2030, 3, 1)), count)]


# The rule ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rule", "days", "words"),
    [
        ({}, ["03-07", "03-14", "03-21"], "every Thursday"),
        ({"every": 3}, ["03-21", "04-11", "05-02"], "every 3 weeks on Thursday"),
        (
            {"unit": Unit.MONTH, "ordinal": Ordinal.SECOND},
            ["03-14", "04-11", "05-09"],
            "on the second Thursday of each month",
        ),
        (
            {
                "unit": Unit.MONTH,
                "ordinal": Ordinal.LAST,
                "every": 2,
                "weekday": Weekday.SUNDAY,
                "starts_on": date(2030, 3, 1),
            },
            ["03-31", "05-26", "07-28"],
            "on the last Sunday, every 2 months",
        ),
        (
            {"exceptions": [date(2030, 3, 14)], "ends_on": date(2030, 3, 21)},
            ["03-07", "03-21"],
            "every Thursday",
        ),
    ],
)
@pytest.mark.django_db
def test_a_rule_gives_its_days_and_says_so_in_words(rule, days, words):
    series = series_with(**{"starts_on": date(2030, 2, 28)} | rule)
    assert days_of(series, 3) == days
    assert series.rule == words


@pytest.mark.django_db
def test_a_weekly_breakfast_is_at_eight_on_both_sides_of_the_clocks():
    series, organiser = series_with(), PeerFactory()
    days = list(islice(series.days_from(date(2030, 3, 28)), 2))
    before, after = actions.lay_out(series, days, by=organiser, is_published=True)
    assert [timezone.localtime(each.starts_at).hour for each in (before, after)] == [8, 8]
    assert after.starts_at - before.starts_at == timedelta(days=7, hours=-1)


@pytest.mark.django_db
def test_an_hour_that_does_not_exist_on_a_day_is_refused_in_words_and_nothing_is_laid_out():
    series = series_with(weekday=Weekday.SUNDAY, begins=time(1, 30))
    days = list(islice(series.days_from(date(2030, 3, 24)), 2))
    with pytest.raises(IllegalMove, match=r"31\.03\.2030.*clocks go forward"):
        actions.lay_out(series, days, by=PeerFactory())
    assert not Session.objects.exists()


# Laying out -------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_laying_out_the_same_days_again_changes_nothing_and_hosts_take_turns():
    series = series_with()
    hosts = [PeerFactory(name=name) for name in ("Amina", "Ben")]
    series.hosts.set(hosts)
    days = list(islice(series.days_from(date(2030, 3, 1)), 3))
    for _click in range(2):
        actions.lay_out(series, days, by=PeerFactory())
    sessions = series.sessions.order_by("starts_at")
    assert [str(session.hosts.get()) for session in sessions] == ["Amina", "Ben", "Amina"]
    assert {(each.title, each.venue_id, each.capacity, each.state) for each in sessions} == {
        (series.title, series.venue_id, 20, State.DRAFT)
    }


@pytest.mark.django_db(transaction=True)
def test_two_who_lay_out_the_same_days_at_once_make_each_session_once():
    series = series_with()
    days = list(islice(series.days_from(date(2030, 3, 1)), 3))
    in_threads(*[lambda: actions.lay_out(series, days, by=PeerFactory())] * 3)
    assert series.sessions.count() == 3


@pytest.mark.django_db
def test_the_host_who_is_proposed_has_not_hosted_yet_or_longest_ago():
    series = series_with()
    names = ("Amina", "Ben", "Cy", "Gone")
    amina, ben, cy, gone = (PeerFactory(name=name) for name in names)
    gone.is_active = False
    gone.save()
    series.hosts.set([amina, ben, cy, gone])
    for day, host, state in (
        (date(2030, 2, 7), amina, State.HELD),
        (date(2030, 2, 14), ben, State.HELD),
        (date(2030, 2, 21), cy, State.CANCELLED),
    ):
        at = datetime.combine(day, time(8), LONDON)
        session = SessionFactory(series=series, series_day=day, starts_at=at, state=state)
        session.hosts.add(host)
    assert list(hosts_in_turn(series)) == [cy, amina, ben]


def test_the_next_session_of_a_series_is_a_day_and_a_question(cast):
    series = series_with(questions=["Who is missing?"])
    series.hosts.add(cast.lead.peer)
    address = "/forums/series/thursdays/next/"
    form = cast.organiser.client.get(address).context["form"]
    assert form["day"].value() is None
    assert form.fields["day"].widget.choices[0] == ("2030-03-07", "Thursday 7 March 2030")
    assert form["hosts"].value() == [cast.lead.peer.slug]
    data = {"day": "2030-03-07", "theme": "Who cooks?", "publish": "yes",
            "hosts": form["hosts"].value()}  # fmt: skip
    for _click in range(2):
        answer = cast.organiser.client.post(address, data)
        assert answer.status_code == 302, answer.context["form"].errors
    session = Session.objects.get()
    assert (session.title, session.theme, session.state) == (
        "Breakfast on Thursdays", "Who cooks?", "published",
    )  # fmt: skip
    assert list(session.hosts.all()) == [cast.lead.peer]
    form = cast.organiser.client.get(address).context["form"]
    assert form.fields["day"].widget.choices[0][0] == "2030-03-14"


def test_another_day_than_the_rule_gives_can_be_had_but_not_twice(cast):
    series_with()
    address = "/forums/series/thursdays/next/"
    data = {"day": "2030-03-07", "other_day": "2030-03-08", "theme": "On a Friday"}
    cast.organiser.client.post(address, data)
    assert Session.objects.get().series_day == date(2030, 3, 8)
    answer = cast.organiser.client.post(address, data | {"theme": "Once more"})
    assert answer.status_code == 422
    assert "on that day already" in answer.content.decode()
    answer = cast.organiser.client.post(address, data | {"other_day": "2030-02-01"})
    assert "over already" in answer.content.decode()


def test_hosts_of_a_series_arrange_but_do_not_publish_and_others_do_neither(cast):
    series = series_with()
    series.hosts.add(cast.peer.peer)
    lay_out = "/forums/series/thursdays/lay-out/"
    assert cast.lead.client.get("/forums/series/thursdays/next/").status_code == 403
    assert cast.lead.client.post(lay_out, {"days": ["2030-03-07"]}).status_code == 403
    cast.peer.client.post(lay_out, {"days": ["2030-03-07"], "publish": "yes"})
    assert Session.objects.get().state == State.DRAFT
    cast.organiser.client.post(lay_out, {"days": ["2030-03-14"], "publish": "yes"})
    assert Session.objects.filter(state=State.PUBLISHED).count() == 1
    cast.organiser.client.post(lay_out, {"days": ["2030-03-15"]})  # no day of the rule
    assert Session.objects.count() == 2


# Leaving out ------------------------------------------------------------------------------------


def test_a_day_is_left_out_and_brought_back_and_never_under_a_session(cast):
    series = series_with()
    skip, back = "/forums/series/thursdays/skip/", "/forums/series/thursdays/bring-back/"
    for _click in range(2):
        cast.organiser.client.post(skip, {"day": "2030-03-14"})
    series.refresh_from_db()
    assert series.exceptions == [date(2030, 3, 14)]
    page = cast.organiser.client.get("/forums/series/thursdays/").content.decode()
    assert "left out" in page
    for _click in range(2):
        cast.organiser.client.post(back, {"day": "2030-03-14"})
    series.refresh_from_db()
    assert series.exceptions == []
    actions.arrange(series, date(2030, 3, 14), by=cast.organiser.peer, hosts=[])
    with pytest.raises(IllegalMove, match="call it off"):
        actions.skip(series, date(2030, 3, 14), by=cast.organiser.peer)


# Changing one, or all that follow ---------------------------------------------------------------


@pytest.fixture
def laid_out():
    """Five published Thursdays, the third of which was moved to another room by hand."""
    series, organiser = series_with(), PeerFactory()
    days = list(islice(series.days_from(date(2030, 3, 1)), 5))
    sessions = actions.lay_out(series, days, by=organiser, is_published=True)
    third = replace(details_of(sessions[2], viewer=organiser), room="Attic")
    sessions[2] = actions.change(sessions[2], third, by=organiser)
    return series, sessions, organiser


def rooms(series: Series) -> list[str]:
    return list(series.sessions.order_by("starts_at").values_list("room", flat=True))


@pytest.mark.django_db
def test_only_this_one_changes_by_default(laid_out):
    series, sessions, organiser = laid_out
    said = replace(details_of(sessions[1], viewer=organiser), room="Hall")
    actions.change(sessions[1], said, by=organiser)
    assert rooms(series) == ["", "Hall", "Attic", "", ""]


@pytest.mark.django_db
def test_the_following_ones_change_but_for_what_was_changed_by_hand(laid_out):
    series, sessions, organiser = laid_out
    said = replace(
        details_of(sessions[1], viewer=organiser), room="Hall", theme="Mine alone", capacity=30,
        starts_at=sessions[1].starts_at + timedelta(hours=1),
        ends_at=sessions[1].ends_at + timedelta(hours=1),
    )  # fmt: skip
    actions.change(sessions[1], said, by=organiser, and_following=True)
    assert rooms(series) == ["", "Hall", "Attic", "Hall", "Hall"]
    rows = list(series.sessions.order_by("starts_at"))
    assert [timezone.localtime(row.starts_at).hour for row in rows] == [8, 9, 9, 9, 9]
    assert [row.capacity for row in rows] == [20, 30, 30, 30, 30]
    assert [row.theme for row in rows] == ["", "Mine alone", "", "", ""]
    assert [row.sequence for row in rows] == [0, 1, 2, 1, 1]
    assert all(row.tell_at for row in rows[1:])
    series.refresh_from_db()
    assert (series.begins, series.ends, series.capacity) == (time(9), time(10, 30), 30)


@pytest.mark.django_db
def test_one_that_is_too_full_for_it_refuses_the_whole_change(laid_out):
    series, sessions, organiser = laid_out
    for _ in range(3):
        places.go(sessions[3], by=PeerFactory())
    said = replace(details_of(sessions[1], viewer=organiser), capacity=1)
    with pytest.raises(TooFewPlaces):
        actions.change(sessions[1], said, by=organiser, and_following=True)
    assert set(series.sessions.values_list("capacity", flat=True)) == {20}


@pytest.mark.django_db
def test_an_event_of_others_is_not_made_of_following_ones_that_people_have_answered(laid_out):
    series, sessions, organiser = laid_out
    places.go(sessions[3], by=PeerFactory())
    link = "https://tickets.example.org/"
    said = replace(details_of(sessions[1], viewer=organiser), ticket_link=link)
    with pytest.raises(IllegalMove, match="answered here"):
        actions.change(sessions[1], said, by=organiser, and_following=True)
    assert set(series.sessions.values_list("ticket_link", flat=True)) == {""}


@pytest.mark.django_db
def test_parts_of_following_ones_come_along_to_another_venue(laid_out):
    _series, sessions, organiser = laid_out
    details = actions.Details("A part", sessions[3].starts_at, sessions[3].ends_at)
    part = actions.propose(details, by=organiser, parent=sessions[3])
    said = replace(details_of(sessions[1], viewer=organiser), venue=VenueFactory(name="Elsewhere"))
    actions.change(sessions[1], said, by=organiser, and_following=True)
    part.refresh_from_db()
    assert part.venue.name == "Elsewhere"


@pytest.mark.django_db
def test_parts_of_following_ones_are_never_left_outside(laid_out):
    _series, sessions, organiser = laid_out
    details = actions.Details("A part", sessions[3].starts_at, sessions[3].ends_at)
    actions.propose(details, by=organiser, parent=sessions[3])
    said = replace(
        details_of(sessions[1], viewer=organiser),
        ends_at=sessions[1].ends_at - timedelta(minutes=30),
    )
    with pytest.raises(IllegalMove, match="would lie outside"):
        actions.change(sessions[1], said, by=organiser, and_following=True)


@pytest.mark.django_db
def test_changing_the_series_leaves_what_is_laid_out_alone(laid_out):
    series, _sessions, organiser = laid_out
    details = actions.SeriesDetails(
        title="Breakfast on Fridays", starts_on=series.starts_on, begins=time(7), ends=time(8),
        unit=Unit.WEEK, weekday=Weekday.FRIDAY,
    )  # fmt: skip
    actions.change_series(series, details, by=organiser)
    assert set(series.sessions.values_list("title", flat=True)) == {"Breakfast on Thursdays"}
    series.refresh_from_db()
    assert days_of(series, 1) == ["03-01"]


# Pages ------------------------------------------------------------------------------------------


def form_data(**more) -> dict:
    return {
        "title": "Second Thursdays", "unit": "month", "every": "1", "ordinal": "2", "weekday": "3",
        "begins": "08:00", "ends": "09:30", "starts_on": "2030-03-01",
        "questions": "Who is missing?\n\nWhat would help?",
    } | more  # fmt: skip


def test_an_organiser_begins_a_series_once_and_it_says_when_and_what_for(cast):
    for _click in range(2):
        answer = cast.organiser.client.post("/forums/series/new/", form_data(new_venue="The Mill"))
    series = Series.objects.get()
    assert answer.url == series.get_absolute_url()
    assert series.questions == ["Who is missing?", "What would help?"]
    page = cast.nobody.client.get(answer.url).content.decode()
    for words in ("On the second Thursday of each month, 8:00 to 9:30", "The Mill",
                  "Who is missing?", "Thursday 14 March 2030"):  # fmt: skip
        assert words in page
    assert cast.peer.client.get("/forums/series/new/").status_code == 403


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"every": "0"}, "every"),
        ({"ordinal": ""}, "ordinal"),
        ({"ends": "07:00"}, "ends"),
        ({"ends_on": "2030-02-01"}, "ends_on"),
        ({"starts_on": "9999-01-01"}, "starts_on"),
        ({"questions": "q\n" * 13}, "questions"),
        ({"questions": "q" * 301}, "questions"),
        ({"weekday": "7"}, "weekday"),
    ],
)
def test_a_rule_that_is_none_is_refused_in_words(cast, more, field):
    answer = cast.organiser.client.post("/forums/series/new/", form_data(**more))
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]


def test_the_page_of_a_series_shows_drafts_only_to_those_who_may_see_them(cast):
    series = series_with()
    actions.arrange(
        series, date(2030, 3, 7), by=cast.organiser.peer, theme="Still secret", hosts=[]
    )
    pages = {
        name: player.client.get("/forums/series/thursdays/").content.decode()
        for name, player in cast
    }
    assert {name for name, page in pages.items() if "Still secret" in page} == {
        "organiser", "admin",
    }  # fmt: skip
    assert "Tick the days" not in pages["peer"]


@pytest.mark.parametrize("count", [1, 5])
def test_the_pages_of_series_take_as_many_queries_for_five_as_for_one(
    cast, count, django_assert_num_queries
):
    series = series_with()
    for _ in range(count):
        series_with(slug=f"other-{_}", title=f"Other {_}")
    days = list(islice(series.days_from(date(2030, 3, 1)), count))
    actions.lay_out(series, days, by=PeerFactory(), is_published=True)
    with django_assert_num_queries(3):
        cast.nobody.client.get("/forums/series/")
    with django_assert_num_queries(6):
        cast.nobody.client.get("/forums/series/thursdays/")
