"""The directory: whom each viewer finds, and counts that add up for them."""

import random
from collections import Counter

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from leeds_leaders.geography.models import Ward
from leeds_leaders.language.models import Cause, Help, Principle, Sector
from peers.choices import Audience, Form, Part, Scale, Tie
from peers.models import Block, Connection, Entry, EntryText, Peer, Profile
from peers.querysets.facts import facts_of
from peers.querysets.finding import find
from peers.querysets.search import YES, Search
from peers.querysets.sight import Sight
from tests.factories import ConnectionFactory, OrganisationFactory, PeerFactory, RoleFactory, people

pytestmark = pytest.mark.django_db
NAMES = ("Amina", "Bogdan", "Carys", "Dwayne", "Esther", "Farah", "Grzegorz", "Hannah")
LISTS = {
    "cause": ("cause_ids", Cause), "ward": ("ward_codes", Ward), "offers": ("offer_ids", Help),
    "asks": ("ask_ids", Help), "principle": ("principle_ids", Principle),
}  # fmt: skip


def crowd(count: int, dice: random.Random) -> list[Peer]:
    """People of every kind and audience, some in organisations."""
    few = {
        model: list(model.objects.order_by("slug").values_list("slug", flat=True)[:5])
        for model in (Ward, Cause, Help, Sector)
    }

    def some(model) -> list[str]:
        return dice.sample(few[model], dice.randrange(3))

    told = people(
        *(
            {
                "name": f"{dice.choice(NAMES)} {dice.choice(NAMES)} {number}",
                "wards": some(Ward),
                "causes": some(Cause),
                "offers": some(Help),
                "asks": some(Help),
                "sector": dice.choice(few[Sector]),
                "items_audience": dice.choice(Audience.values),
                "audience": dice.choice([*Audience.values, "members", "public"]),
                "is_organiser": dice.random() < 0.5,
            }
            for number in range(count)
        )
    )
    for profile in Profile.objects.filter(peer__in=told):
        profile.audiences = {part: dice.choice(Audience.values) for part in Part.values}
        profile.save()
    organisations = [
        OrganisationFactory(form=form, scale=dice.choice(Scale.values))
        for form in dice.sample(Form.values, 4)
    ]
    for peer in told:
        if dice.random() < 0.5:
            RoleFactory(peer=peer, organisation=dice.choice(organisations))
    return told


def tied(viewer: Peer, others: list[Peer], dice: random.Random) -> None:
    """Some are connected with the viewer, some blocked, some both, some have only been asked."""
    for other in others:
        match dice.randrange(6):
            case 0:
                ConnectionFactory(asker=viewer, asked=other)
            case 1:
                ConnectionFactory(asker=other, asked=viewer, state=dice.choice(Tie.values))
            case 2:
                Block.objects.create(by=viewer, blocked=other)
            case 3:
                Block.objects.create(by=other, blocked=viewer)
            case 4 if dice.random() < 0.5:
                ConnectionFactory(asker=viewer, asked=other)
                Block.objects.create(by=viewer, blocked=other)


def seen_by(viewer) -> list[Entry]:
    """What a viewer may find, one peer after the other, in Python."""
    if not viewer.is_authenticated:
        return list(Entry.objects.filter(audience=Audience.PUBLIC))
    seen = []
    for peer in Peer.objects.exclude(blocks_received__by=viewer):
        circle = Audience.MEMBERS
        if Connection.objects.between(viewer, peer).made().exists():
            circle = Audience.CONNECTIONS
        seen += Entry.objects.filter(peer=peer, audience=circle)
    return seen


def keys_of(entry: Entry) -> dict[str, set[str]]:
    """What an entry has of each facet, as the address bar says it."""
    keys = {}
    for facet, (column, model) in LISTS.items():
        slugs = model.objects.filter(pk__in=getattr(entry, column))
        keys[facet] = set(slugs.values_list("slug", flat=True))
    keys["sector"] = set(Sector.objects.filter(pk=entry.sector_id).values_list("slug", flat=True))
    keys["form"], keys["scale"] = set(entry.forms), set(entry.scales)
    keys["free"] = {YES} if entry.offers_free else set()
    keys["organiser"] = {YES} if entry.is_organiser else set()
    return keys


def has_words(entry: Entry, q: str) -> bool:
    texts = EntryText.objects.filter(peer=entry.peer_id, audience=entry.audience)
    return texts.extra(where=["words @@ to_tsquery('house', %s)"], params=[f"{q}:*"]).exists()


def naive(search: Search, entries: list[Entry]) -> tuple[list[str], dict[str, Counter]]:
    """Names on the first page, and counts of each facet, with one loop for each."""
    told = [
        (entry, keys_of(entry)) for entry in entries if not search.q or has_words(entry, search.q)
    ]

    def fit(keys, but=""):
        return all(getattr(search, f) in keys[f] for f in search.chosen if f != but)

    counts = {
        facet: Counter(key for _entry, keys in told if fit(keys, facet) for key in keys[facet])
        for facet in Search.FACETS
    }
    found = sorted((e.sort_name, e.peer_id) for e, keys in told if fit(keys))
    names = dict(Peer.objects.values_list("pk", "name"))
    return [names[pk] for _name, pk in found], counts


@pytest.mark.parametrize("seed", range(4))
def test_everybody_finds_whom_they_may_and_the_counts_add_up(seed):
    dice = random.Random(seed)
    viewer, other = PeerFactory(name="Amina Viewer"), PeerFactory()
    tied(viewer, crowd(30, dice), dice)
    values = {facet: list(model.objects.order_by("slug").values_list("slug", flat=True)[:5])
              for facet, (_column, model) in LISTS.items()}  # fmt: skip
    values |= {"form": Form.values, "scale": Scale.values, "free": [YES], "organiser": [YES]}
    values["sector"] = list(Sector.objects.order_by("slug").values_list("slug", flat=True)[:5])
    for who in (viewer, other, AnonymousUser()):
        entries, sight = seen_by(who), Sight.of(who)
        for chosen in [0, 1, 1, 1, 1, 2, 3]:
            facets = dice.sample(Search.FACETS, chosen)
            search = Search(
                q=dice.choice(["", "", "ami", "amina", "hands"]),
                **{facet: dice.choice(values[facet]) for facet in facets},
            )
            found = find(search, sight)
            names, counts = naive(search, entries)
            if found.is_rough:
                assert not any(counts.values())
                continue
            assert found.total == len(names), search
            assert [card.name for card in found.cards] == names[:20], search
            for facet in Search.FACETS:
                shown = {o.value: o.count for o in found.options_of(facet) if o.count}
                assert shown == dict(counts[facet]), (search, facet)


def test_one_choice_of_a_facet_counts_its_others_for_the_viewer_not_for_their_circle():
    viewer = PeerFactory()
    near, far, blocked = people(*[{"wards": ["armley"]}] * 3)
    Profile.objects.filter(peer=near).update(
        audiences={Part.WARDS: Audience.CONNECTIONS}, audience=Audience.MEMBERS
    )
    ConnectionFactory(asker=viewer, asked=near)
    Block.objects.create(by=viewer, blocked=blocked)
    found = find(Search(ward="armley"), Sight.of(viewer))
    assert sorted(card.slug for card in found.cards) == sorted([near.slug, far.slug])
    assert next(o.count for o in found.options_of("ward") if o.value == "armley") == 2


def names_in(client: Client, address: str = "/peers/") -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


@pytest.fixture
def two_clients():
    """Two members at the same worker."""
    clients = []
    for name in ("First Viewer", "Second Viewer"):
        client = Client()
        client.force_login(PeerFactory(name=name))
        clients.append(client)
    return clients


def viewer_of(client: Client) -> Peer:
    return Peer.objects.get(pk=client.session["_auth_user_id"])


def test_what_is_kept_for_one_viewer_is_shown_to_no_other(two_clients):
    first, second = two_clients
    [friend] = people({"name": "Only Friends", "audience": Audience.CONNECTIONS})
    ConnectionFactory(asker=viewer_of(first), asked=friend)
    for _again in range(2):
        assert "Only Friends" in names_in(first)
        assert "Only Friends" not in names_in(second)
        assert "Only Friends" not in names_in(Client())


def test_most_in_common_is_one_viewers_alone(two_clients):
    first, second = two_clients
    people({"name": "Zed", "causes": ["community-growing"]}, {"name": "Abe"})
    profile = Profile.objects.get(peer=viewer_of(first))
    profile.causes.set(Cause.objects.filter(slug="community-growing"))
    for _again in range(2):
        html = names_in(first, "/peers/?sort=common")
        assert html.index("Zed</a>") < html.index("Abe</a>") < html.index("First Viewer</a>")
        html = names_in(second, "/peers/?sort=common")
        assert html.index("Abe</a>") < html.index("Zed</a>") < html.index("Second Viewer</a>")


def change_name(peer, _viewer):
    Peer.objects.filter(pk=peer.pk).update(name="Other Name")


def hide(peer, _viewer):
    Profile.objects.filter(peer=peer).update(audience=Audience.HIDDEN)


def suspend(peer, _viewer):
    Peer.objects.filter(pk=peer.pk).update(is_active=False)


def block(peer, viewer):
    Block.objects.create(by=viewer, blocked=peer)


@pytest.mark.parametrize("change", [change_name, hide, suspend, block])
def test_a_change_is_seen_by_the_very_next_request(two_clients, change):
    first, _second = two_clients
    [peer] = people({"name": "Here Before"})
    assert "Here Before" in names_in(first)
    assert "Here Before" in names_in(first)
    change(peer, viewer_of(first))
    assert "Here Before" not in names_in(first)


def test_a_connection_is_seen_by_the_very_next_request_and_its_end_too(two_clients):
    first, _second = two_clients
    [peer] = people({"name": "For Friends", "audience": Audience.CONNECTIONS})
    assert "For Friends" not in names_in(first)
    made = ConnectionFactory(asker=peer, asked=viewer_of(first))
    assert "For Friends" in names_in(first)
    Connection.objects.filter(pk=made.pk).update(state=Tie.ENDED)
    assert "For Friends" not in names_in(first)


def test_results_are_kept_until_something_changes(two_clients):
    first, _second = two_clients
    names_in(first)
    with CaptureQueriesContext(connection) as queries:
        names_in(first)
    assert len(queries) == 3  # session, viewer, ties and stamp


def test_a_blocked_person_notices_nothing(two_clients):
    first, second = two_clients
    before = names_in(second)
    Block.objects.create(by=viewer_of(first), blocked=viewer_of(second))
    caches["pages"].clear()
    assert names_in(second) == before
    assert "Second Viewer" not in names_in(first).split("<main")[1]


@pytest.mark.parametrize("count", [1, 5, 50])
@pytest.mark.parametrize("address", ["/peers/", "/peers/?ward=armley&q=ami", "/peers/?sort=common"])
def test_the_directory_asks_a_few_queries_at_any_size(two_clients, count, address):
    first, _second = two_clients
    people(*[{"name": f"Amina {n}", "wards": ["armley"]} for n in range(count)])
    names_in(first)
    caches["pages"].clear()
    with CaptureQueriesContext(connection) as queries:
        assert "Amina 0" in names_in(first, address)
    assert len(queries) <= 5
    with CaptureQueriesContext(connection) as queries:
        names_in(Client(), address)
    assert len(queries) <= 3  # the stamp, the search, what comes close


def test_a_misspelt_name_comes_close_and_operators_are_meant(two_clients):
    first, _second = two_clients
    people({"name": "Grzegorz Nowak"}, {"name": "Farah Khan"})
    html = names_in(first, "/peers/?q=gzegorz")
    assert "Grzegorz Nowak" in html
    assert "come close" in html
    assert "Farah Khan" not in html
    assert "Farah Khan" in names_in(first, "/peers/?q=far")
    assert "Nobody found" in names_in(first, '/peers/?q="gzegorz nowak"')


def test_pages_follow_by_name(two_clients):
    first, _second = two_clients
    people(*[{"name": f"Amina {n:02}"} for n in range(25)])
    html = names_in(first)
    assert "Amina 19" in html
    assert "Amina 20" not in html
    html = names_in(first, "/peers/?page=2")
    assert "Amina 20" in html
    assert "Amina 19" not in html
    assert first.get("/peers/?page=3").status_code == 404


ODD = {
    "page=-1": 400, "page=0": 400, "page=x": 400, "page=99999999999": 400, "sort=password": 400,
    "sort=connections": 400, "q=%00": 400, "q=a%00b": 400, "q=%ED%A0%80": 400, "q=%25": 200,
    "ward=no-such-ward": 404, "cause=%27": 400, "form=shop": 400, "free=maybe": 400, "page=2": 404,
    "q=" + "x" * 201: 400, "q=-": 200, "q=()|%26!:*": 200, "q=%22": 200, "nothing=known": 200,
}  # fmt: skip


@pytest.mark.parametrize(("query", "status"), ODD.items())
def test_odd_addresses_are_answered_in_words(two_clients, query, status):
    for client in (*two_clients[:1], Client()):
        response = client.get(f"/peers/?{query}")
        assert response.status_code == status
        assert b"<h1" in response.content


def test_a_part_is_the_same_page_through_the_same_door(two_clients):
    first, _second = two_clients
    people({"name": "Amina"}, {"name": "Hidden", "audience": Audience.HIDDEN})
    part = first.get("/peers/", headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert "Amina" in part
    assert "Hidden" not in part
    assert 'hx-swap-oob="innerHTML"' in part
    assert "hx-swap-oob" not in names_in(first)


def test_search_engines_keep_nothing_that_a_search_finds():
    assert "X-Robots-Tag" not in Client().get("/peers/").headers
    for _again in range(2):
        assert "noindex" in Client().get("/peers/?q=a").headers["X-Robots-Tag"]


def test_what_people_write_is_shown_as_text(two_clients):
    first, _second = two_clients
    people({"name": "<b>Bold</b>", "one_line": "<script>alert(1)</script>", "pronouns": "<i>"})
    html = names_in(first)
    assert "&lt;b&gt;Bold" in html
    for tag in ("<b>Bold", "<script>alert", "<i>"):
        assert tag not in html


def test_nobody_is_ranked_by_contacts(two_clients):
    first, _second = two_clients
    popular, alone = people({"name": "Zoe"}, {"name": "Alone"})
    for _ in range(3):
        ConnectionFactory(asked=popular)
    for address in ("/peers/", "/peers/?sort=common"):
        html = names_in(first, address)
        assert html.index("Alone") < html.index("Zoe")
    assert facts_of(alone).peer_id == alone.pk


def test_small_numbers_between_sectors_are_not_told(two_clients):
    first, _second = two_clients
    sectors = list(Sector.objects.order_by("position")[:2])
    told = people(*[{"sector": sectors[n % 2].slug} for n in range(12)])
    for one, other in zip(told[::2], told[1::2], strict=True):
        ConnectionFactory(asker=one, asked=other)
    html = names_in(first, "/peers/between/")
    assert html.count('<td class="number">6</td>') == 1
    Profile.objects.filter(peer__in=told[:4]).update(audiences={})
    html = names_in(first, "/peers/between/")
    assert '<td class="number">6</td>' not in html
    assert "fewer than 5" in html
    assert not any(peer.name in html for peer in told)
    assert Client().get("/peers/between/").status_code == 302
