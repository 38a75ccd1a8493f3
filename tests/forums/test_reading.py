"""Finding sessions: what is to come, what has been, months, filters; and one's own list."""

import re
from datetime import date, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from forums.choices import Seat, State
from forums.models import Session
from forums.pages.month import Month
from forums.querysets.search import Search
from leeds_leaders.geography.models import Ward
from leeds_leaders.language.models import Cause
from tests.factories import (
    BookingFactory,
    SeriesFactory,
    SessionFactory,
    VenueFactory,
)

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


def titles(response) -> list[str]:
    """The sessions that a list shows, in its order."""
    return re.findall(r'<h3><a href="[^"]+">([^<]+)</a>', response.content.decode())


def ago(days: float, **facts) -> Session:
    return SessionFactory(starts_at=timezone.now() - timedelta(days=days), **facts)


def test_the_list_has_what_is_to_come_soonest_first_and_then_the_last_few_that_have_been(client):
    SessionFactory(title="Later", starts_at=timezone.now() + 9 * DAY)
    SessionFactory(title="Soon", starts_at=timezone.now() + DAY)
    for days in (40, 10, 20, 30):
        ago(days, title=f"{days} days ago")
    assert titles(client.get("/forums/")) == [
        "Soon", "Later", "10 days ago", "20 days ago", "30 days ago",
    ]  # fmt: skip


def test_what_is_going_on_right_now_is_still_to_come(client):
    ago(1 / 48, title="Since half an hour")
    assert titles(client.get("/forums/")) == ["Since half an hour"]
    assert titles(client.get("/forums/?when=past")) == []


def test_what_has_been_is_on_pages_newest_first(client):
    Session.objects.bulk_create(
        SessionFactory.build(
            title=f"Session {n:02}", slug=f"s-{n}", venue=None,
            starts_at=timezone.now() - (n + 1) * DAY,
        )
        for n in range(23)
    )  # fmt: skip
    first, second = (client.get(f"/forums/?when=past&page={n}") for n in (1, 2))
    assert titles(first) + titles(second) == [f"Session {n:02}" for n in range(23)]
    assert b"Page 2 of 2" in second.content
    assert client.get("/forums/?when=past&page=3").status_code == 404


def test_drafts_are_listed_for_their_hosts_and_for_organisers_alone(cast):
    SessionFactory(title="In the drawer", state=State.DRAFT).hosts.add(cast.lead.peer)
    for name, player in cast:
        seen = titles(player.client.get("/forums/")) == ["In the drawer"]
        assert seen == (name in {"lead", "organiser", "admin"}), name


@pytest.fixture
def found(client):
    """Which of some sessions an address finds."""
    armley, roundhay = (Ward.objects.get(slug=slug) for slug in ("armley", "roundhay"))
    SessionFactory(
        title="Breakfast in Armley", theme="Beans and benches", venue=VenueFactory(ward=armley)
    ).causes.add(Cause.objects.get(slug="community-growing"))
    about = SessionFactory(
        title="From afar", purpose="Loneliness in winter", venue=None, online_link="https://x.test",
        series=SeriesFactory(slug="thursdays"), series_day=date(2026, 12, 10),
    )  # fmt: skip
    about.wards.add(roundhay)
    SessionFactory(
        title="Both ways", online_link="https://y.test", venue=VenueFactory(name="Corn Exchange")
    )
    return lambda query: set(titles(client.get(f"/forums/?{query}")))


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("q=bench", {"Breakfast in Armley"}),
        ("q=lonel", {"From afar"}),
        ("q=corn+exch", {"Both ways"}),
        ("q=breakfast+afar", set()),
        ("cause=community-growing", {"Breakfast in Armley"}),
        ("ward=armley", {"Breakfast in Armley"}),
        ("ward=roundhay", {"From afar"}),
        ("how=in-person", {"Breakfast in Armley", "Both ways"}),
        ("how=online", {"From afar", "Both ways"}),
        ("series=thursdays", {"From afar"}),
        ("how=online&q=ways", {"Both ways"}),
        ("when=past&q=ways", set()),
    ],
)
def test_filters_find_by_words_cause_ward_series_and_how_to_take_part(found, query, expected):
    assert found(query) == expected


def test_a_cause_finds_what_is_about_a_part_of_it(client):
    part = Cause.objects.exclude(parent=None).first()
    SessionFactory(title="About a part").causes.add(part)
    assert titles(client.get(f"/forums/?cause={part.parent.slug}")) == ["About a part"]


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("cause=no-such-thing", 404),
        ("ward=atlantis", 404),
        ("series=none", 404),
        ("page=99", 404),
        ("page=-1", 400),
        ("how=by-post", 400),
        ("when=never", 400),
        ("view=week", 400),
        ("sort=password", 400),
        ("view=month&month=2026-13", 400),
        ("view=month&month=9999-01", 400),
        ("view=month&month=%00", 400),
        ("cause=%00", 400),
        ("q=%00", 400),
        ("q=" + "x" * 300, 400),
    ],
)
def test_what_an_address_cannot_mean_is_said_in_words(client, query, status):
    SessionFactory()
    response = client.get(f"/forums/?{query}")
    assert response.status_code == status
    assert b"<h1>" in response.content


def test_the_address_bar_is_the_state(client):
    SeriesFactory(slug="thursdays")
    SessionFactory(
        series=SeriesFactory(slug="fridays", title="Fridays"), series_day=date(2026, 12, 11)
    )
    page = client.get("/forums/?q=bre&cause=community-growing&how=online&series=fridays").content
    for part in (
        b'value="bre"',
        b'value="community-growing" selected',
        b'value="online" selected',
        b'value="fridays" selected',
        b"?q=bre&amp;how=online&amp;series=fridays",  # without the cause
    ):
        assert part in page.replace(b"&series", b"&amp;series").replace(b"&how", b"&amp;how")
    assert b"thursdays" not in page  # there is nothing in it


def test_an_empty_network_says_what_could_be_here(client):
    assert b"Propose a breakfast" in client.get("/forums/").content
    assert b"What came of each" in client.get("/forums/?when=past").content
    assert b"Take something away" in client.get("/forums/?q=beans").content


# Months -----------------------------------------------------------------------------------------


def test_a_month_has_its_own_sessions_on_their_days_by_the_clock_on_the_wall(client):
    zone = timezone.get_default_timezone()
    for title, moment in (
        ("Before midnight", datetime(2027, 4, 30, 23, 30, tzinfo=zone)),
        ("After midnight", datetime(2027, 5, 1, 0, 10, tzinfo=zone)),
        ("Last evening", datetime(2027, 5, 31, 23, 50, tzinfo=zone)),
        ("Next month", datetime(2027, 6, 1, 0, 0, tzinfo=zone)),
    ):
        SessionFactory(title=title, starts_at=moment)
    page = client.get("/forums/?view=month&month=2027-05").content.decode()
    assert "May 2027" in page
    assert "After midnight" in page
    assert "Last evening" in page
    assert "Before midnight" not in page
    assert "Next month" not in page
    assert "month=2027-04" in page
    assert "month=2027-06" in page


def test_every_day_of_a_month_stands_in_exactly_one_square():
    month = Month(date(2027, 2, 1), [])
    days = [day.date for week in month.weeks for day in week if not day.is_outside]
    assert days == [date(2027, 2, 1) + n * DAY for n in range(28)]
    assert all(week[0].date.weekday() == 0 for week in month.weeks)


@pytest.mark.parametrize(("first", "end"), [("2000-01", "before"), ("2100-12", "after")])
def test_months_end_where_days_do(client, first, end):
    year, number = map(int, first.split("-"))
    assert getattr(Month(date(year, number, 1), []), end) is None
    assert client.get(f"/forums/?view=month&month={first}").status_code == 200


def test_a_crowded_day_folds_its_rest_away():
    cards = SessionFactory.build_batch(7, starts_at=timezone.now())
    for card in cards:
        card.day = timezone.localdate()
    month = Month(timezone.localdate().replace(day=1), cards)
    (today,) = [day for week in month.weeks for day in week if day.is_today]
    assert (len(today.first), len(today.rest)) == (4, 3)


def test_filters_hold_in_the_month_too(client):
    start = timezone.localtime() + DAY
    SessionFactory(title="Online alone", starts_at=start, venue=None, online_link="https://x.test")
    SessionFactory(title="In the hall", starts_at=start)
    page = client.get(f"/forums/?view=month&month={start:%Y-%m}&how=online").content
    assert b"Online alone" in page
    assert b"In the hall" not in page


# Conferences ------------------------------------------------------------------------------------


@pytest.fixture
def conference():
    start = (timezone.now() + 9 * DAY).replace(hour=9)
    whole = SessionFactory(slug="conference", title="The Conference", starts_at=start)
    for title, room, hours in (
        ("Opening", "Hall", 0),
        ("Beans", "Hall", 1),
        ("Benches", "Attic", 1),
        ("Somewhere", "", 2),
    ):
        begin = start + timedelta(hours=hours)
        SessionFactory(
            title=title, room=room, parent=whole, starts_at=begin,
            ends_at=begin + timedelta(minutes=50), slug=title.lower(),
        )  # fmt: skip
    SessionFactory(title="Unsure", parent=whole, state=State.DRAFT, starts_at=start, slug="unsure")
    return whole


def test_parts_stand_on_the_programme_and_on_lists_only_where_they_are_looked_for(
    client, conference
):
    assert titles(client.get("/forums/")) == ["The Conference"]
    assert titles(client.get("/forums/?q=beans")) == ["Beans"]
    assert b"A conference with 4 parts" in client.get("/forums/conference/").content
    assert b"The Conference" in client.get("/forums/beans/").content


def test_the_programme_goes_by_time_and_room(client, conference):
    page = client.get("/forums/conference/programme/").content.decode()
    table = page[page.index("<table>") : page.index("</table>")]
    rooms = re.findall(r'<th scope="col">([^<]+)</th>', table)
    assert rooms == ["Begins", "Attic", "Hall", "No room yet"]
    rows = [
        [re.findall(r">([A-Z]\w+)</a>", cell) for cell in re.findall(r"<td>(.*?)</td>", row, re.S)]
        for row in re.findall(r"<tr>(.*?)</tr>", table, re.S)[1:]
    ]
    assert rows == [
        [[], ["Opening"], []],
        [["Benches"], ["Beans"], []],
        [[], [], ["Somewhere"]],
    ]
    assert "Unsure" not in page


def test_a_programme_is_as_hidden_as_its_parts(cast, conference):
    conference.parts.exclude(state=State.DRAFT).update(state=State.DRAFT)
    assert cast.peer.client.get("/forums/conference/programme/").status_code == 404
    assert b"Unsure" in cast.organiser.client.get("/forums/conference/programme/").content


# One's own --------------------------------------------------------------------------------------


def test_my_sessions_are_sorted_by_how_they_stand(cast):
    me, now = cast.peer.peer, timezone.now()
    for title, state, more in (
        ("Offered to me", Seat.OFFERED, {"offered_until": now + DAY}),
        ("I go", Seat.GOING, {}),
        ("I wait", Seat.WAITING, {}),
        ("Perhaps", Seat.MAYBE, {}),
        ("Not me", Seat.NOT_GOING, {}),
    ):
        BookingFactory(session=SessionFactory(title=title), peer=me, state=state, **more)
    SessionFactory(title="I host", state=State.DRAFT).hosts.add(me)
    BookingFactory(session=ago(9, title="I was there"), peer=me)
    BookingFactory(session=ago(9, title="I was not"), peer=me, state=Seat.NOT_GOING)
    BookingFactory(session=SessionFactory(title="Somebody else goes"))
    assert titles(cast.peer.client.get("/me/sessions/")) == [
        "Offered to me", "I go", "I wait", "Perhaps", "I host", "I was there",
    ]  # fmt: skip


def test_an_organiser_reads_their_own_sessions_there_and_not_everybodys(cast):
    BookingFactory(session=SessionFactory(title="Somebody else goes"))
    page = cast.organiser.client.get("/me/sessions/")
    assert titles(page) == []
    assert b"Nothing yet" in page.content


def test_what_went_back_into_the_drawer_is_no_session_of_mine(cast):
    session = SessionFactory(title="Hidden again", state=State.DRAFT)
    BookingFactory(session=session, peer=cast.peer.peer)
    assert titles(cast.peer.client.get("/me/sessions/")) == []


# How many queries -------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 5])
@pytest.mark.parametrize(
    ("address", "queries"),
    [
        ("/forums/", 5),  # the stamp, the choices, how many, the rows, the last few
        ("/forums/?when=past", 4),
        ("/forums/?view=month", 3),
        ("/forums/?q=breakfast&how=in-person", 4),
    ],
)
def test_a_list_takes_as_many_queries_whatever_it_holds(
    django_assert_num_queries, count, address, queries
):
    series = SeriesFactory()
    for n in range(count):
        SessionFactory(series=series, series_day=date(2027, 1, 1) + n * DAY)
        ago(n + 2)
    Client().get("/forums/?q=warm")  # the words of the house are read once in a process
    with django_assert_num_queries(queries):
        Client().get(address)


@pytest.mark.parametrize("count", [1, 5])
def test_my_sessions_take_as_many_queries_however_many_they_are(
    cast, django_assert_num_queries, count
):
    for n in range(count):
        BookingFactory(session=SessionFactory(), peer=cast.peer.peer)
        BookingFactory(session=ago(n + 2), peer=cast.peer.peer)
        SessionFactory().hosts.add(cast.peer.peer)
    with django_assert_num_queries(6):  # who I am: two; bookings, arranged, how many, past
        cast.peer.client.get("/me/sessions/")


def test_the_search_keeps_what_else_was_chosen():
    search = Search(q="beans", when="past", view="month", month=date(2026, 12, 1), page=3)
    assert search.query_string(q="") == "when=past&view=month&month=2026-12"
