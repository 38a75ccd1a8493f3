"""Places where breakfasts are held: saved once, chosen again, found by whoever comes."""

from datetime import timedelta

import pytest
from django.utils import timezone

from forums import actions
from forums.choices import State
from forums.models import Session, Venue
from tests.factories import PeerFactory, SessionFactory, VenueFactory
from tests.leeds_leaders.test_images import picture, upload

CITY = {"lat": "53.8", "lon": "-1.55"}


def said(**more) -> dict:
    return {"name": "The Mill", "address": "Weir Lane", "ward": "armley"} | more


def test_an_organiser_saves_a_place_with_pin_and_photo_once(cast):
    for _click in range(2):
        data = said(photo=upload(picture("JPEG")), photo_alt="A brick mill", **CITY)
        answer = cast.organiser.client.post("/forums/venues/new/", data)
        assert answer.status_code == 302, answer.context["form"].errors
    venue = Venue.objects.get()
    assert (venue.latitude, venue.longitude, venue.ward.slug) == (53.8, -1.55, "armley")
    SessionFactory(venue=venue)
    page = cast.nobody.client.get(venue.get_absolute_url()).content.decode()
    assert venue.photo_url in page
    photo = cast.nobody.client.get(venue.photo_url)
    assert photo.headers["Content-Type"] == "image/webp"
    assert photo.headers["Cache-Control"] == "private, max-age=600"
    assert b"".join(photo.streaming_content).startswith(b"RIFF")
    assert cast.peer.client.get("/forums/venues/new/").status_code == 403


@pytest.mark.parametrize(
    ("more", "field", "words"),
    [
        ({"name": ""}, "name", "required"),
        ({"lat": "53.8"}, "address", "Put the pin on the map again."),
        ({"lat": "48.8", "lon": "2.3"}, "address", "outside"),
        ({"lat": "nan", "lon": "1"}, "lat", "number"),
        ({"address": "a\x0bb"}, "address", "cannot be shown"),
        ({"ward": "atlantis"}, "ward", "Select a valid choice"),
    ],
)
def test_what_is_wrong_with_a_place_is_said_in_words(cast, more, field, words):
    answer = cast.organiser.client.post("/forums/venues/new/", said(**more))
    assert answer.status_code == 422
    assert words in str(answer.context["form"].errors[field])


def test_a_photo_needs_words_and_is_taken_away_with_its_file(cast):
    answer = cast.organiser.client.post("/forums/venues/new/", said(photo=upload(picture("JPEG"))))
    assert "Say what the photo shows." in answer.content.decode()
    cast.organiser.client.post(
        "/forums/venues/new/", said(photo=upload(picture("JPEG")), photo_alt="A brick mill")
    )
    venue = Venue.objects.get()
    edit = f"/forums/venues/{venue.slug}/edit/"
    cast.organiser.client.post(edit, said(name="The old mill", photo_alt="A brick mill"))
    kept = Venue.objects.get()
    assert (kept.name, kept.photo) == ("The old mill", venue.photo)
    cast.organiser.client.post(edit, {**said(), "photo-clear": "on"})
    assert Venue.objects.get().photo == ""


@pytest.mark.django_db
def test_another_address_is_told_to_whoever_comes_there_and_to_nobody_else():
    venue, organiser = VenueFactory(), PeerFactory()
    now = timezone.now()
    coming, elsewhere = SessionFactory(venue=venue), SessionFactory()
    draft = SessionFactory(venue=venue, state=State.DRAFT)
    past = SessionFactory(venue=venue, starts_at=now - timedelta(days=3))
    details = actions.VenueDetails(name=venue.name, address="New Street")
    actions.change_venue(venue, details, by=organiser)
    told = {row.pk for row in Session.objects.filter(tell_at__isnull=False)}
    assert told == {coming.pk}
    coming.refresh_from_db()
    assert (coming.sequence, coming.told["venue"]) == (1, "The old library, Station Road")
    notes = actions.VenueDetails(name=venue.name, address="New Street", access_notes="Ring.")
    actions.change_venue(venue, notes, by=organiser)
    coming.refresh_from_db()
    assert coming.sequence == 1
    assert {elsewhere.sequence, draft.sequence, past.sequence} == {0}


def test_who_finds_a_place_is_whoever_may_see_something_there(cast):
    venue = VenueFactory(created_by=cast.peer.peer)
    session = SessionFactory(venue=venue, state=State.DRAFT, proposed_by=cast.lead.peer)

    def seen_by() -> set[str]:
        address = venue.get_absolute_url()
        return {name for name, player in cast if player.client.get(address).status_code == 200}

    assert seen_by() == {"peer", "lead", "organiser", "admin"}
    actions.publish(session, by=cast.organiser.peer)
    assert seen_by() == {name for name, _player in cast}


def test_who_saved_a_place_changes_it_until_something_is_public_there(cast):
    venue = VenueFactory(created_by=cast.peer.peer)
    edit = f"/forums/venues/{venue.slug}/edit/"
    assert cast.peer.client.get(edit).status_code == 200
    assert cast.lead.client.get(edit).status_code == 404
    SessionFactory(venue=venue)
    assert cast.peer.client.get(edit).status_code == 403
    assert cast.lead.client.get(edit).status_code == 403
    assert cast.organiser.client.get(edit).status_code == 200


def test_a_retired_place_is_offered_no_more_and_stays_where_it_was_chosen(cast):
    venue = VenueFactory(name="The closed café")
    session = SessionFactory(venue=venue)
    verb = {"action": "retire", "_selected_action": [venue.pk]}
    cast.admin.client.post("/admin/forums/venue/", verb)
    assert "The closed café" not in cast.organiser.client.get("/forums/new/").content.decode()
    edit = cast.organiser.client.get(f"/forums/{session.slug}/edit/")
    assert "The closed café" in edit.content.decode()
    cast.admin.client.post("/admin/forums/venue/", verb | {"action": "bring_back"})
    assert "The closed café" in cast.organiser.client.get("/forums/new/").content.decode()


@pytest.mark.parametrize("count", [1, 5])
def test_the_list_of_places_takes_as_many_queries_for_five_as_for_one(
    cast, count, django_assert_num_queries
):
    SessionFactory.create_batch(count)
    with django_assert_num_queries(3):
        page = cast.nobody.client.get("/forums/venues/")
    assert page.content.decode().count("<article") == count
