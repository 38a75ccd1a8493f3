"""The door in a real browser: on a phone whose connection drops, by keyboard, without a script."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from forums.choices import Seat
from forums.models import Booking, Session
from tests.factories import BookingFactory, PeerFactory, SessionFactory

pytestmark = pytest.mark.browser
DOOR = "/forums/today/arrivals/"


@pytest.fixture
def host(transactional_db):
    return PeerFactory(name="Holly Host")


@pytest.fixture
def today(host) -> Session:
    """It begins soon: Ann comes alone, Bo with two others, Cy waits."""
    session = SessionFactory(slug="today", starts_at=timezone.now() + timedelta(minutes=20))
    session.hosts.add(host)
    for name, more in (
        ("Ann", {}),
        ("Bo", {"places": 3, "companions": ["Dee"]}),
        ("Cy", {"state": Seat.WAITING}),
    ):
        BookingFactory(session=session, peer=PeerFactory(name=f"{name} Surname"), **more)
    return session


@pytest.fixture
def door(visit, host, today) -> Page:
    page = visit(host, width=320, height=640)
    page.goto(DOOR)
    return page


def row(page: Page, name: str):
    return page.get_by_role("listitem").filter(has=page.get_by_text(name, exact=True).first)


def here(name: str) -> int:
    return Booking.objects.named(name).get().arrived


def expect_sent(page: Page) -> None:
    """Nothing waits on the device any more."""
    expect(page.locator("check-in")).to_have_attribute("data-waiting", "0")


def test_one_touch_and_they_are_here(door):
    row(door, "Ann Surname").get_by_role("button", name="Here Ann Surname").click()
    expect(row(door, "Ann Surname")).to_contain_text("1 here")
    expect(door.locator("[data-total]")).to_have_text("1")
    expect_sent(door)
    assert here("Ann") == 1
    door.reload()
    expect(row(door, "Ann Surname")).to_contain_text("1 here")


def test_some_of_a_party_and_a_slip(door):
    party = row(door, "Bo Surname")
    party.get_by_role("combobox").select_option("2")
    party.get_by_role("button", name="Here Bo Surname").click()
    expect(door.locator("[data-total]")).to_have_text("2")
    party.get_by_role("button", name="Undo Bo Surname").click()
    expect(party.get_by_role("button", name="Here Bo Surname")).to_be_focused()
    expect(door.locator("[data-total]")).to_have_text("0")
    expect_sent(door)
    assert here("Bo") == 0


def test_the_list_narrows_while_one_types_and_knows_those_whom_somebody_brings(door):
    door.get_by_label("Who is it?").press_sequentially("dee")
    expect(row(door, "Bo Surname")).to_be_visible()
    expect(row(door, "Ann Surname")).to_be_hidden()


def test_what_is_noted_without_a_connection_is_sent_when_it_is_back(door, watch):
    door.context.set_offline(True)
    row(door, "Ann Surname").get_by_role("button", name="Here Ann Surname").click()
    row(door, "Cy Surname").get_by_role("button", name="Here Cy Surname").click()
    row(door, "Cy Surname").get_by_role("button", name="Undo Cy Surname").click()
    door.get_by_label("Name", exact=True).fill("Kim Stranger")
    door.get_by_label("How many are they?").select_option("2")
    door.get_by_role("button", name="They are here").click()
    expect(row(door, "Kim Stranger")).to_contain_text("2 here")
    expect(door.locator("[data-total]")).to_have_text("3")
    waits = "4 steps wait for a connection. Leave this page open."
    expect(door.get_by_role("status").filter(has_text=waits)).to_be_visible()
    assert (here("Ann"), Booking.objects.named("Kim").count()) == (0, 0)
    door.context.set_offline(False)
    expect(door.get_by_role("status").filter(has_text="All of it is sent.")).to_be_visible()
    expect_sent(door)
    cy, kim = Booking.objects.named("Cy").get(), Booking.objects.named("Kim").get()
    assert (here("Ann"), cy.arrived, cy.state) == (1, 0, Seat.WAITING)
    assert (kim.arrived, kim.places, kim.state) == (2, 2, Seat.WALKED_IN)
    expect(door.locator("[data-total]")).to_have_text("3")


def test_an_answer_that_is_lost_on_the_way_back_is_asked_for_again_and_counts_once(door, today):
    lost = []

    def lose(route):
        if not lost:
            lost.append(route.fetch())  # it arrives, but its answer does not
            route.abort()
        else:
            route.continue_()

    door.route("**/arrivals/walk-in/", lose)
    door.get_by_label("Name", exact=True).fill("Kim Stranger")
    door.get_by_role("button", name="They are here").click()
    expect(door.get_by_role("status").filter(has_text="One step waits")).to_be_visible()
    expect_sent(door)
    assert lost[0].ok
    assert today.bookings.named("Kim").count() == 1


def test_what_waited_survives_closing_the_page(door, today):
    door.context.set_offline(True)
    row(door, "Ann Surname").get_by_role("button", name="Here Ann Surname").click()
    door.evaluate("location.hash = 'closed'")
    door.context.set_offline(False)
    door.route("**/arrivals/arrive/", lambda route: route.abort())
    door.reload()
    expect(row(door, "Ann Surname")).to_contain_text("1 here")
    door.unroute("**/arrivals/arrive/")
    expect_sent(door)
    assert here("Ann") == 1


def test_whoever_was_signed_out_signs_in_again_and_loses_nothing(door, visit, host, watch):
    watch.expect(403)
    cookies = door.context.cookies()
    door.context.clear_cookies()
    row(door, "Ann Surname").get_by_role("button", name="Here Ann Surname").click()
    expect(door.get_by_role("link", name="sign in again")).to_be_visible()
    assert here("Ann") == 0
    door.context.add_cookies(cookies)
    door.get_by_role("link", name="sign in again").click()
    expect_sent(door)
    assert here("Ann") == 1


def test_what_is_refused_is_said_and_taken_back(door, today, watch):
    watch.expect(422)
    today.bookings.named("Ann").get().delete()
    row(door, "Ann Surname").get_by_role("button", name="Here Ann Surname").click()
    words = "Ann Surname: They are not on the list of this session."
    expect(door.get_by_role("status").filter(has_text=words)).to_be_visible()
    expect(door.locator("[data-total]")).to_have_text("0")


def test_a_name_that_is_markup_stays_text(door):
    name = "<img src=x onerror=alert(1)>"
    door.get_by_label("Name", exact=True).fill(name)
    door.get_by_role("button", name="They are here").click()
    expect(row(door, name)).to_be_visible()
    expect(door.locator("check-in img")).to_have_count(0)


def test_the_door_works_without_a_script(visit, host, today):
    page = visit(host, javascript=False, width=320)
    page.goto(DOOR)
    page.get_by_role("button", name="Here Ann Surname").click()
    expect(page.get_by_role("button", name="Undo Ann Surname")).to_be_visible()
    page.get_by_role("button", name="Undo Ann Surname").click()
    page.get_by_label("Name", exact=True).fill("Kim Stranger")
    page.get_by_role("button", name="They are here").click()
    expect(page.get_by_role("button", name="Undo Kim Stranger")).to_be_visible()
    assert (here("Ann"), here("Kim")) == (0, 1)
