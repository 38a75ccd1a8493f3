"""The first steps: led to once, never kept in, each kept by itself, then something real to do."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from forums.models import Session
from leeds_leaders.geography.models import Ward
from leeds_leaders.language.models import Cause, Help, Sector
from leeds_leaders.notices.models import Letter, Notice
from peers import actions
from peers.actions import ItemDetails
from peers.choices import Kind
from peers.models import Item, Peer, Profile
from projects import actions as projects
from projects.models import Project
from tests.conftest import in_threads, signed_in
from tests.factories import PeerFactory, ProjectFactory, SessionFactory, people
from tests.peers.test_accounts import PASSWORD, join, link_in, sign_in
from tests.peers.test_matching_page import words

pytestmark = pytest.mark.django_db

ROOM, VANS, FOOD, HERE = "a-place-to-meet", "transport", "food-and-growing", "armley"
PLACE, CAUSES, HELP = (f"/me/welcome/{step}/" for step in ("place", "causes", "help"))
START = "/me/start/"


@pytest.fixture
def newcomer():
    return signed_in(PeerFactory(name="Nora Newcomer"))


def key(model, slug: str) -> str:
    """What a form sends for one of the shared words."""
    return str(model.objects.only("pk").get(slug=slug).pk)


# Being led there ---------------------------------------------------------------------------------


@pytest.fixture
def joined(client, settings):
    """Somebody who has signed up and opened the mailed link."""
    settings.SITE_URL, settings.ALLOWED_HOSTS = "https://leaders.example.org", ["testserver"]
    join(client)
    client.answer = client.post(link_in(Letter.objects.get()))
    return client


def test_a_newcomer_is_led_to_the_first_step_once(joined):
    assert joined.answer.url == "/me/welcome/"
    assert joined.get("/me/welcome/").url == PLACE
    joined.post("/accounts/logout/")
    assert sign_in(joined, "newcomer@example.net").url == "/"


def test_nobody_who_was_going_somewhere_is_led_away(client):
    peer = PeerFactory(email="going@example.net")
    peer.set_password(PASSWORD)
    peer.save()
    peer.emailaddress_set.create(email=peer.email, verified=True, primary=True)
    going = {"login": peer.email, "password": PASSWORD, "next": "/projects/new/"}
    assert client.post("/accounts/login/", going).url == "/projects/new/"
    client.post("/accounts/logout/")
    assert sign_in(client, peer.email).url == "/me/welcome/"


def test_nobody_is_kept_there(joined):
    for address in ("/", "/projects/", "/me/", "/forums/", START):
        assert joined.get(address).status_code == 200


def test_two_sign_ins_at_once_lead_there_once(transactional_db):
    peer, led = PeerFactory(), []
    in_threads(*[lambda: led.append(actions.lead_in(peer))] * 3)
    assert sorted(led) == [False, False, True]


# The steps ---------------------------------------------------------------------------------------


def test_each_step_is_kept_by_itself_and_leads_to_the_next(newcomer):
    place = {
        "wards": [key(Ward, HERE), key(Ward, "wetherby")],
        "sector": key(Sector, "council"),
        "comes_as_self": "on",
        "one_line": "I  want to know who else is up early.",
    }
    assert newcomer.client.post(PLACE, place).url == CAUSES
    profile = Profile.objects.get(peer=newcomer.peer)
    assert sorted(profile.wards.values_list("slug", flat=True)) == [HERE, "wetherby"]
    assert (profile.sector.slug, profile.comes_as_self) == ("council", True)
    assert profile.one_line == "I want to know who else is up early."

    assert newcomer.client.post(CAUSES, {"causes": [key(Cause, FOOD)]}).url == HELP
    assert [cause.slug for cause in profile.causes.all()] == [FOOD]

    answer = newcomer.client.post(HELP, {"offer_kind": key(Help, VANS), "offer": "A van"})
    assert answer.url == START
    [item] = Item.objects.all()
    assert (item.peer, item.kind, item.title) == (newcomer.peer, Kind.OFFER, "A van")
    assert [tag.slug for tag in item.tags.all()] == [VANS]


def test_each_step_names_all_three_and_where_one_is(newcomer):
    said = words(newcomer.client, CAUSES)
    steps = "1. Where are you now? 2. What do you care about? 3. What could you offer or need?"
    assert steps in said
    html = newcomer.client.get(CAUSES).content.decode()
    assert f'href="{CAUSES}" aria-current="step"' in html


def test_nothing_has_to_be_said(newcomer):
    for step, after in ((PLACE, CAUSES), (CAUSES, HELP), (HELP, START)):
        assert f'href="{after}"' in newcomer.client.get(step).content.decode()
        assert newcomer.client.post(step).url == after
    assert not Item.objects.exists()


def test_what_was_said_stands_there_when_one_comes_back(newcomer):
    newcomer.client.post(PLACE, {"wards": [key(Ward, HERE)], "one_line": "Up early."})
    html = newcomer.client.get(PLACE).content.decode()
    assert 'value="Up early."' in html
    assert html.count(" checked") == 1
    newcomer.client.post(CAUSES, {"causes": [key(Cause, FOOD)]})
    assert newcomer.client.get(CAUSES).content.decode().count(" checked") == 1


def test_a_kind_alone_is_enough_and_is_found(newcomer):
    giver = people({"name": "Amina Khan", "offers": [ROOM], "asks": [VANS]})[0]
    newcomer.client.post(HELP, {"offer_kind": key(Help, VANS), "ask_kind": key(Help, ROOM)})
    assert sorted(Item.objects.filter(peer=newcomer.peer).values_list("title", flat=True)) == [
        "A place to meet", "Transport",
    ]  # fmt: skip
    said = words(newcomer.client, START)
    assert "Amina offers" in said
    assert f"{giver}" in said


def test_words_without_a_kind_are_asked_for_it(newcomer):
    answer = newcomer.client.post(HELP, {"ask": "Somebody with a van"})
    assert answer.status_code == 422
    assert "Choose what kind of help it is" in answer.content.decode()
    assert 'value="Somebody with a van"' in answer.content.decode()
    assert not Item.objects.exists()


def test_what_was_offered_is_shown_and_not_asked_again(newcomer):
    offer = {"offer_kind": key(Help, VANS), "offer": "A van on Sundays"}
    for _click in range(2):
        assert newcomer.client.post(HELP, offer).url == START
    assert Item.objects.count() == 1
    html = newcomer.client.get(HELP).content.decode()
    assert "A van on Sundays" in html
    assert 'name="offer_kind"' not in html
    assert 'name="ask_kind"' in html
    newcomer.client.post(HELP, {"ask_kind": key(Help, ROOM)})
    assert "You have said both." in newcomer.client.get(HELP).content.decode()
    assert newcomer.client.post(HELP).url == START


def test_what_a_step_does_not_ask_it_does_not_touch(newcomer):
    Profile.objects.filter(peer=newcomer.peer).update(
        story="It began.", audience="connections", audiences={"wards": "hidden"}
    )
    newcomer.client.post(PLACE, {"one_line": "Up early."})
    profile = Profile.objects.get(peer=newcomer.peer)
    assert (profile.story, profile.audience) == ("It began.", "connections")
    assert profile.audiences == {"wards": "hidden"}


@pytest.mark.parametrize(
    ("step", "data"),
    [
        (PLACE, {"wards": ["E99999999"]}),
        (PLACE, {"sector": "0"}),
        (PLACE, {"one_line": "a\x00b"}),
        (PLACE, {"one_line": "x" * 161}),
        (CAUSES, {"causes": ["x"]}),
        (HELP, {"offer_kind": "999999"}),
        (HELP, {"offer_kind": "1", "offer": "x" * 121}),
    ],
)
def test_what_cannot_be_is_refused_in_words(newcomer, step, data):
    answer = newcomer.client.post(step, data)
    assert answer.status_code == 422
    assert "Please look at this again" in answer.content.decode()


def test_there_is_no_fourth_step(newcomer):
    assert newcomer.client.get("/me/welcome/more/").status_code == 404


def test_as_many_offers_as_on_any_first_day(newcomer):
    """Ten things a day; what comes then waits for a moderator."""
    for number in range(10):
        details = ItemDetails(title=f"Offer {number}")
        actions.add_item(Kind.OFFER, details, by=newcomer.peer)
    Item.objects.update(state="met", closed_at=timezone.now())
    answer = newcomer.client.post(HELP, {"offer_kind": key(Help, VANS)})
    assert answer.status_code == 302
    assert Item.objects.get(state="open").is_hidden


# Something real to do ----------------------------------------------------------------------------


def test_the_end_shows_people_projects_and_the_next_breakfast():
    newcomer, *_others = people(
        {"asks": [ROOM], "offers": [VANS], "causes": [FOOD], "wards": [HERE]},
        {"name": "Amina Khan", "offers": [ROOM], "asks": [VANS]},
    )
    wanted = ProjectFactory(title="Wanted: wheels", needs=[VANS], causes=["arts-and-culture"])
    ProjectFactory(title="Far off", ward=None, needs=["money"], causes=["arts-and-culture"])
    SessionFactory(title="Who is missing?")
    said = words(signed_in(newcomer).client, START)
    assert "Amina offers" in said
    assert f"{wanted.title}" in said
    assert "It asks for what you offer: transport." in said
    assert "Far off" not in said
    assert "Who is missing?" in said


def test_projects_come_best_first_and_never_ones_own():
    [newcomer] = people({"offers": [VANS], "causes": [FOOD], "wards": [HERE]})
    there = Ward.objects.get(slug="wetherby")
    ProjectFactory(title="Own", lead=newcomer, needs=[VANS])
    ProjectFactory(title="Near by", causes=["arts-and-culture"])
    ProjectFactory(title="Same cause, far", causes=[FOOD], ward=there)
    assert shown(newcomer) == ["Same cause, far", "Near by"]
    ProjectFactory(title="Same cause, near", causes=[FOOD])
    assert shown(newcomer) == ["Same cause, near", "Same cause, far"]
    ProjectFactory(title="Asks, far", needs=[VANS], ward=there)
    assert shown(newcomer) == ["Asks, far", "Same cause, near"]
    ProjectFactory(title="Asks, near", needs=[VANS], standing="held")
    assert shown(newcomer) == ["Asks, far", "Same cause, near"]


def shown(peer) -> list[str]:
    html = signed_in(peer).client.get(START).content.decode()
    part = html.partition('aria-labelledby="lend-a-hand"')[2].partition("</section>")[0]
    return [piece.partition("</a>")[0].rpartition(">")[2] for piece in part.split("<h3>")[1:]]


def test_the_end_is_never_empty(newcomer):
    assert not Project.objects.exists()
    assert not Session.objects.exists()
    said = words(newcomer.client, START)
    assert "Say one thing that you care about" in said
    assert "Put a project on the map" in said
    assert "The next date will stand here." in said


@pytest.mark.parametrize("count", [1, 5])
def test_the_end_takes_the_same_queries_however_much_there_is(count, django_assert_num_queries):
    newcomer, *_others = people(
        *({"asks": [ROOM], "offers": [ROOM, VANS], "causes": [FOOD]} for _n in range(count + 1))
    )
    for number in range(count):
        ProjectFactory(needs=[VANS])
        SessionFactory(starts_at=timezone.now() + timedelta(days=number + 1))
    client = signed_in(newcomer).client
    client.get(START)
    with django_assert_num_queries(6):
        client.get(START)


# The first contribution --------------------------------------------------------------------------


def greetings(peer) -> list[str]:
    return list(
        Notice.objects.filter(recipient=peer, key="first-contribution").values_list(
            "title", flat=True
        )
    )


def test_the_first_offer_is_greeted_once_and_warmly(newcomer):
    for number in range(2):
        details = ItemDetails(title=f"A van, number {number}")
        actions.add_item(Kind.OFFER, details, by=newcomer.peer)
    assert greetings(newcomer.peer) == ["Thank you for “A van, number 0”"]
    [letter] = Letter.objects.filter(recipient=newcomer.peer)
    assert "is the first thing you offer here. Thank you" in letter.text
    assert "/peers/items/a-van-number-0-" in letter.text


def test_the_first_project_is_greeted(newcomer):
    details = projects.Details(title="Beans & bread", summary="A corner that nobody used.")
    project = projects.add(details, by=newcomer.peer)
    notice = Notice.objects.get(recipient=newcomer.peer)
    assert notice.title == "Thank you for “Beans & bread”"
    assert notice.url == project.get_absolute_url()
    actions.add_item(Kind.ASK, ItemDetails(title="A reader"), by=newcomer.peer)
    assert len(greetings(newcomer.peer)) == 1


def test_an_answer_in_the_welcome_is_not_greeted_but_the_first_after_it_is(newcomer):
    newcomer.client.post(HELP, {"ask_kind": key(Help, ROOM)})
    assert greetings(newcomer.peer) == []
    actions.add_item(Kind.ASK, ItemDetails(title="A reader"), by=newcomer.peer)
    assert greetings(newcomer.peer) == ["Thank you for “A reader”"]


def test_two_first_gifts_at_once_are_greeted_once(transactional_db):
    peer, greeted = PeerFactory(), []

    def greet(kind):
        return lambda: greeted.append(
            actions.greet_first(Peer.objects.get(pk=peer.pk), kind, "A van", url="/")
        )

    in_threads(greet(Kind.OFFER), greet(Kind.ASK), greet("project"))
    assert sorted(greeted) == [False, False, True]
    assert len(greetings(peer)) == Letter.objects.count() == 1


def test_a_greeting_is_taken_back_with_what_it_was_for(newcomer, monkeypatch):
    monkeypatch.setattr("projects.actions.editing.greet_first", lambda *args, **kwargs: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        projects.add(projects.Details(title="Beans", summary="And bread."), by=newcomer.peer)
    assert not Project.objects.exists()


def test_strangers_are_asked_to_sign_in_first():
    for address in ("/me/welcome/", PLACE, START):
        assert Client().get(address).url.startswith("/accounts/login/")
    assert Client().post(HELP).url.startswith("/accounts/login/")
