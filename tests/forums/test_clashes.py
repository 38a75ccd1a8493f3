"""What gets in each other's way is pointed out before it is saved, and never forbidden."""

from datetime import date, datetime, time

import pytest
from django.utils import timezone

from forums import actions
from forums.actions.details import details_of
from forums.choices import State
from forums.models import Session
from forums.pages.clashes import clashes_of
from tests.factories import PeerFactory, SessionFactory, VenueFactory

LONDON = timezone.get_default_timezone()
DAY = date(2030, 5, 16)


def at(hour: int, minute: int = 0) -> datetime:
    return datetime.combine(DAY, time(hour, minute), LONDON)


def details(starts_at=None, ends_at=None, **more) -> actions.Details:
    return actions.Details(
        title="Mine", starts_at=starts_at or at(8), ends_at=ends_at or at(9), **more
    )


@pytest.fixture
def there(db) -> Session:
    """A published session from eight to half past nine in the hall of a venue."""
    return SessionFactory(title="Theirs", starts_at=at(8), ends_at=at(9, 30), room="Hall")


SAME_PLACE = ["“Theirs” is at that place at that time (8:00–9:30)."]
SAME_DAY = ["“Theirs” is on the same day (8:00–9:30)."]


def test_the_same_place_at_the_same_time_the_same_day_and_nothing(there):
    viewer, venue = PeerFactory(), there.venue
    assert clashes_of(details(venue=venue), viewer) == SAME_PLACE
    assert clashes_of(details(venue=venue, room="hall"), viewer) == SAME_PLACE
    assert clashes_of(details(venue=venue, room="Attic"), viewer) == SAME_DAY
    assert clashes_of(details(venue=VenueFactory()), viewer) == SAME_DAY
    assert clashes_of(details(at(9, 30), at(10), venue=venue), viewer) == SAME_DAY
    there.state = State.CANCELLED
    there.save()
    assert clashes_of(details(venue=venue), viewer) == []


def test_a_host_who_hosts_elsewhere_is_named_to_whoever_may_see_them(there):
    host, viewer = PeerFactory(name="Amina"), PeerFactory()
    there.hosts.add(host)
    found = clashes_of(details(hosts=[host]), viewer)
    assert found == ["Amina hosts “Theirs” at that time (8:00–9:30).", *SAME_DAY]
    host.profile.audience = "hidden"
    host.profile.save()
    assert clashes_of(details(hosts=[host]), viewer) == SAME_DAY


def test_a_draft_that_one_may_not_see_is_no_clash(there):
    there.state = State.DRAFT
    there.save()
    assert clashes_of(details(venue=there.venue), PeerFactory()) == []


def test_a_session_is_not_in_its_own_way(there):
    viewer = PeerFactory()
    said = details_of(there, viewer=viewer)
    assert clashes_of(said, viewer, session=there) == []


def test_a_whole_and_its_parts_are_not_in_each_others_way_but_nobody_hosts_two_at_once(there):
    organiser, host = PeerFactory(), PeerFactory(name="Amina")
    said = details(venue=there.venue, room="Attic", hosts=[host])
    part = actions.propose(said, by=organiser, parent=there)
    assert clashes_of(details_of(part, viewer=organiser), organiser, session=part) == []
    other = details(venue=there.venue, room="Hall", hosts=[host])
    assert clashes_of(other, organiser, whole=there) == [
        "Amina hosts “Mine” at that time (8:00–9:00)."
    ]


def test_the_form_points_it_out_once_and_then_saves_all_the_same(cast, there):
    data = {
        "title": "Mine", "day": f"{DAY}", "begins": "08:00", "ends": "09:00",
        "venue": there.venue_id,
    }  # fmt: skip
    answer = cast.peer.client.post("/forums/new/", data)
    assert answer.status_code == 422
    assert answer.context["clashes"] == SAME_PLACE
    assert "Save it all the same" in answer.content.decode()
    assert Session.objects.count() == 1
    read = data | {"clashes_read": "\r\n".join(SAME_PLACE)}
    SessionFactory(title="Yet another", starts_at=at(8), ends_at=at(9))
    assert cast.peer.client.post("/forums/new/", read).status_code == 422  # that one is new
    read["clashes_read"] = "\r\n".join(
        [*SAME_PLACE, "“Yet another” is on the same day (8:00–9:00)."]
    )
    assert cast.peer.client.post("/forums/new/", read).status_code == 302
    assert Session.objects.filter(title="Mine").exists()
