"""Telling of oneself, deciding who sees it, and reading what others tell."""

from functools import partial

import pytest
from django.core.cache import caches
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from leeds_leaders.geography.models import Ward
from leeds_leaders.language.models import Cause, Principle, Sector
from peers import actions
from peers.choices import Audience, ItemState, Part, Tie
from peers.forms.profile import SECTIONS
from peers.models import Connection, Introduction, Pair, Peer, Profile
from tests.conftest import in_threads
from tests.factories import (
    ItemFactory,
    OrganisationFactory,
    PeerFactory,
    ProjectFactory,
    RoleFactory,
)

pytestmark = pytest.mark.django_db
ALL = {part.value: "public" for part in Part}


def seen_by(*names: str, audience: str = "public") -> dict[str, str]:
    return {f"{name}_audience": audience for name in names}


ABOUT = {
    "pronouns": "they/them", "called": "The one with the keys", "one_line": "I open doors.",
    "story": "It began with **a key**.\n\nThen came the doors.", "languages": "English, some BSL",
    **seen_by("pronouns", "called", "one_line", "story", "languages"),
}  # fmt: skip
PLACE = seen_by("sector", "wards", "causes", "principles")
GIFTS = {
    "talents": "Keys.", "lived_experience": "Locked out for a winter.", "agenda": "Open doors.",
    "fighting_for": "A hall that is open.", "parked_until": "2031-03-02",
    **seen_by("talents", "lived_experience", "agenda", "fighting_for"),
}  # fmt: skip
DUTIES = {
    "is_organiser": "on", "organises_in": "Armley", "elected_as": "School governor",
    "elected_ward": "", "term_ends_on": "2030-05-02", "interests": "I work for the water company.",
    **seen_by("organiser", "elected", "interests"),
}  # fmt: skip
CONTACT = {"contact": "Tuesdays at the library", **seen_by("contact", audience="connections")}


def section(client, name: str, data: dict):
    return client.post(f"/me/profile/{name}/", data)


def page(client, peer: Peer) -> str:
    answer = client.get(f"/peers/{peer.slug}/")
    assert answer.status_code == 200
    return answer.content.decode()


def opened(peer: Peer, audience: str = "public", **parts: str) -> Profile:
    return actions.change_profile(peer, {"audience": audience}, ALL | parts)


# Writing ----------------------------------------------------------------------------------------


def test_each_section_keeps_what_is_said_and_who_sees_it(cast):
    client, peer = cast.peer.client, cast.peer.peer
    wards = Ward.objects.filter(slug__in=["armley", "roundhay"])
    place = PLACE | {
        "sector": Sector.objects.get(slug="housing").pk,
        "wards": [ward.pk for ward in wards],
        "causes": [Cause.objects.get(slug="community-growing").pk],
        "principles": [Principle.objects.first().pk],
    }
    duties = DUTIES | {"elected_ward": wards[0].pk}
    said = {"about": ABOUT, "place": place, "gifts": GIFTS, "duties": duties, "contact": CONTACT}
    for name, data in said.items():
        assert section(client, name, data).status_code == 302, name
    profile = Profile.objects.get(pk=peer.pk)
    assert profile.called == "The one with the keys"
    assert profile.story == "It began with **a key**.\n\nThen came the doors."
    assert profile.sector.slug == "housing"
    assert {ward.slug for ward in profile.wards.all()} == {"armley", "roundhay"}
    assert [cause.slug for cause in profile.causes.all()] == ["community-growing"]
    assert profile.principles.count() == 1
    assert str(profile.parked_until) == "2031-03-02"
    assert profile.is_organiser
    assert profile.elected_ward == wards[0]
    assert profile.audiences["contact"] == "connections"
    assert profile.audiences["story"] == "public"
    text = page(cast.lead.client, peer)
    for words in ("The one with the keys", "<strong>a key</strong>", "parked until 2 March 2031",
                  "School governor", "I work for the water company.", "Housing"):  # fmt: skip
        assert words in text
    assert "Tuesdays at the library" not in text


def test_a_form_shows_what_stands_there(cast):
    client = cast.peer.client
    section(client, "about", ABOUT)
    section(client, "gifts", GIFTS)
    html = client.get("/me/profile/about/").content.decode()
    assert 'value="The one with the keys"' in html
    assert "It began with **a key**." in html
    assert 'value="2031-03-02"' in client.get("/me/profile/gifts/").content.decode()


def test_a_section_that_was_open_for_long_overwrites_no_other(cast):
    client, peer = cast.peer.client, cast.peer.peer
    section(client, "about", ABOUT)
    section(client, "contact", CONTACT)
    section(client, "about", ABOUT | {"called": "Doorkeeper"} | seen_by("story", audience="hidden"))
    profile = Profile.objects.get(pk=peer.pk)
    assert (profile.contact, profile.audiences["contact"]) == (
        "Tuesdays at the library",
        "connections",
    )
    assert (profile.called, profile.audiences["story"]) == ("Doorkeeper", "hidden")


@pytest.mark.django_db(transaction=True)
def test_two_sections_saved_at_once_are_both_kept():
    peer = PeerFactory()
    for number in range(5):
        in_threads(
            *(
                partial(actions.change_profile, peer, {name: str(number)}, {name: audience})
                for name, audience in (("called", "hidden"), ("agenda", "members"))
            )
        )
        profile = Profile.objects.get(pk=peer.pk)
        assert (profile.called, profile.agenda) == (f"{number}", f"{number}")
        assert (profile.audiences["called"], profile.audiences["agenda"]) == ("hidden", "members")
        actions.change_profile(peer, {}, ALL)


def test_the_same_thing_sent_twice_is_one(cast):
    client, peer = cast.peer.client, cast.peer.peer
    data = PLACE | {"causes": [cause.pk for cause in Cause.objects.all()[:3]]}
    for _click in range(2):
        assert section(client, "place", data).status_code == 302
    assert peer.profile.causes.count() == 3


def test_everything_may_be_left_empty(cast):
    client, peer = cast.peer.client, cast.peer.peer
    for name, data in {
        "about": ABOUT,
        "gifts": GIFTS,
        "duties": DUTIES,
        "contact": CONTACT,
    }.items():
        section(client, name, data)
        empty = {key: value if key.endswith("_audience") else "" for key, value in data.items()}
        empty.pop("is_organiser", None)
        assert section(client, name, empty).status_code == 302, name
    profile = Profile.objects.get(pk=peer.pk)
    assert not any([profile.called, profile.story, profile.talents, profile.parked_until,
                    profile.is_organiser, profile.elected_as, profile.contact])  # fmt: skip


BAD = [
    ("about", ABOUT | {"pronouns": "x" * 41}, "pronouns"),
    ("about", ABOUT | {"called": "a\x00b"}, "called"),
    ("about", ABOUT | {"one_line": "a\x1bb"}, "one_line"),
    ("about", ABOUT | {"story": "x" * 10_001}, "story"),
    ("about", ABOUT | seen_by("story", audience="friends"), "story_audience"),
    ("about", {key: value for key, value in ABOUT.items() if key != "called_audience"},
     "called_audience"),
    ("place", PLACE | {"sector": "999999"}, "sector"),
    ("place", PLACE | {"wards": ["nowhere"]}, "wards"),
    ("place", PLACE | {"causes": ["9" * 30]}, "causes"),
    ("place", PLACE | {"principles": ["x"]}, "principles"),
    ("gifts", GIFTS | {"parked_until": "9999-01-01"}, "parked_until"),
    ("gifts", GIFTS | {"parked_until": "0001-01-01"}, "parked_until"),
    ("gifts", GIFTS | {"talents": "x" * 2_001}, "talents"),
    ("duties", DUTIES | {"term_ends_on": "soon"}, "term_ends_on"),
    ("duties", DUTIES | {"elected_ward": "E99999999"}, "elected_ward"),
    ("contact", CONTACT | {"contact": "x" * 201}, "contact"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "data", "field"), BAD)
def test_what_cannot_be_kept_is_said_beside_its_field_and_nothing_is_lost(cast, name, data, field):
    answer = section(cast.peer.client, name, data)
    assert answer.status_code == 422
    form = answer.context["form"]
    assert set(form.errors) == {field}
    html = answer.content.decode()
    for key, value in data.items():
        if isinstance(value, str) and value.isascii() and value.isprintable() and value != "on":
            assert value in html or key == field or key.endswith(("_ward", "sector")), key
    assert Profile.objects.get(pk=cast.peer.peer.pk).changed_at <= timezone.now()
    assert not Profile.objects.get(pk=cast.peer.peer.pk).called


def test_there_are_no_other_sections(cast):
    for name in ("password", "is_staff", "audience", "abouts"):
        assert section(cast.peer.client, name, ABOUT).status_code == 404
        assert cast.peer.client.get(f"/me/profile/{name}/").status_code == 404


def test_nothing_is_written_that_a_section_does_not_ask_for(cast):
    before = Profile.objects.filter(pk=cast.peer.peer.pk).values().get()
    extra = {"audience": "public", "peer": "1", "takes_on": "9", "greeted_at": "2030-01-01",
             "stand_in": "1", "contact": "x", "contact_audience": "public"}  # fmt: skip
    section(cast.peer.client, "about", ABOUT | extra)
    after = Profile.objects.filter(pk=cast.peer.peer.pk).values().get()
    changed = {name for name in after if after[name] != before[name]}
    assert changed == {"pronouns", "called", "one_line", "story", "languages", "changed_at"}


def test_every_part_is_asked_for_by_one_section_or_by_the_page_of_organisations():
    asked = [part for form in SECTIONS.values() for part in form.parts]
    assert len(asked) == len(set(asked))
    assert set(Part) - set(asked) == {Part.ORGANISATIONS}


def test_my_profile_says_what_is_there_and_gently_what_could_be(cast):
    client = cast.peer.client
    section(client, "about", ABOUT | {"story": ""} | seen_by("called", audience="hidden"))
    html = client.get("/me/profile/").content.decode()
    assert "The one with the keys" in html
    assert "only for: Nobody but me" in html
    assert "Could be added:" in html
    assert "My story" in html
    assert "%" not in html.split("<main")[1].split("</main")[0]


# Who sees it ------------------------------------------------------------------------------------


def test_a_new_profile_is_for_members_until_its_owner_opens_it(client):
    peer = PeerFactory()
    assert client.get(f"/peers/{peer.slug}/").status_code == 404
    client.force_login(PeerFactory())
    assert peer.name in page(client, peer)


def whole(audience: str, **more: str) -> dict:
    return {"audience": audience} | seen_by(*Part.values) | more


def test_opening_to_everybody_says_first_what_they_will_see(cast, client):
    peer = cast.peer.peer
    section(cast.peer.client, "about", ABOUT)
    data = whole("public", called_audience="members")
    answer = cast.peer.client.post("/me/profile/audiences/", data)
    html = answer.content.decode()
    assert answer.status_code == 200
    assert "I open doors." in html
    assert "The one with the keys" not in html
    assert Profile.objects.get(pk=peer.pk).audience == "members", "nothing is done yet"
    assert client.get(f"/peers/{peer.slug}/").status_code == 404
    sure = cast.peer.client.post("/me/profile/audiences/", data | {"is_sure": "on"})
    assert sure.status_code == 302
    assert "I open doors." in page(client, peer)
    assert "The one with the keys" not in page(client, peer)
    again = cast.peer.client.post("/me/profile/audiences/", data)
    assert again.status_code == 302, "who is open already is not asked again"


def test_closing_holds_with_the_next_click(cast, client):
    peer = cast.peer.peer
    opened(peer)
    assert client.get(f"/peers/{peer.slug}/").status_code == 200
    assert cast.peer.client.post("/me/profile/audiences/", whole("hidden")).status_code == 302
    for player in (cast.nobody, cast.lead, cast.moderator, cast.admin):
        assert player.client.get(f"/peers/{peer.slug}/").status_code == 404
    assert "nobody but you sees this page" in page(cast.peer.client, peer)


def test_audiences_that_are_none_are_refused(cast):
    for data in ({}, whole("friends"), whole("members", story_audience=""), {"audience": "public"}):
        answer = cast.peer.client.post("/me/profile/audiences/", data)
        assert answer.status_code == 422
    assert Profile.objects.get(pk=cast.peer.peer.pk).audience == "members"


MAY_SEE = {
    Audience.PUBLIC: {"nobody", "suspended", "member", "connection", "peer"},
    Audience.MEMBERS: {"member", "connection", "peer"},
    Audience.CONNECTIONS: {"connection", "peer"},
    Audience.HIDDEN: {"peer"},
}


@pytest.mark.parametrize("audience", Audience)
@pytest.mark.parametrize("part", ["public", "members", "connections", "hidden"])
def test_a_page_and_its_parts_are_for_whom_they_are_meant(cast, audience, part):
    peer = cast.peer.peer
    Connection.objects.create(asker=peer, asked=cast.connection.peer, state=Tie.ACCEPTED)
    actions.change_profile(peer, {"audience": audience, "story": "mark-story"}, {"story": part})
    for name, player in cast:
        stands = "member" if name in ("lead", "organiser", "moderator", "admin") else name
        answer = player.client.get(f"/peers/{peer.slug}/")
        assert (answer.status_code == 200) == (stands in MAY_SEE[audience]), name
        if name != "peer":
            may = MAY_SEE[audience] & MAY_SEE[Audience(part)]
            assert (b"mark-story" in answer.content) == (stands in may), name


def test_what_is_hidden_and_what_never_was_answer_alike(cast):
    hidden = cast.peer.peer
    opened(hidden, "hidden")
    for player in (cast.nobody, cast.lead, cast.connection, cast.admin):
        one = player.client.get(f"/peers/{hidden.slug}/")
        other = player.client.get("/peers/no-such-peer/")
        assert one.status_code == other.status_code == 404
        assert one.content == other.content
        assert one.headers.items() == other.headers.items()


@pytest.mark.parametrize(
    ("circle", "viewer"), [("visitor", "nobody"), ("member", "lead"), ("connection", "connection")]
)
@pytest.mark.parametrize("audience", ["public", "members", "connections", "hidden"])
def test_a_preview_is_what_that_circle_sees(cast, circle, viewer, audience):
    peer = cast.peer.peer
    Connection.objects.create(asker=peer, asked=cast.connection.peer, state=Tie.ACCEPTED)
    facts = {"story": "m-story", "agenda": "m-agenda", "talents": "m-talents", "contact": "m-reach"}
    audiences = {"story": "public", "agenda": "members", "talents": "connections"}
    actions.change_profile(peer, facts | {"audience": audience}, audiences)
    ProjectFactory(lead=peer, title="Led by me")
    html = cast.peer.client.get(f"/me/profile/seen-by/{circle}/").content.decode()
    real = getattr(cast, viewer).client.get(f"/peers/{peer.slug}/")
    if real.status_code == 404:
        assert "to them there is no such page" in html
    for words in (*facts.values(), "Led by me"):
        assert (words in html) == (words in real.content.decode()), words


def test_there_are_no_other_previews(cast):
    for circle in ("hidden", "public", "me"):
        assert cast.peer.client.get(f"/me/profile/seen-by/{circle}/").status_code == 404


def test_oneself_is_shown_what_members_see(cast):
    peer = cast.peer.peer
    actions.change_profile(peer, {"story": "m-story", "agenda": "m-agenda"}, {"agenda": "hidden"})
    html = page(cast.peer.client, peer)
    assert "This is how members see you." in html
    assert "m-story" in html
    assert "m-agenda" not in html


# Reading ----------------------------------------------------------------------------------------


def test_who_comes_as_themselves_stands_there_like_an_organisation(cast):
    peer = cast.peer.peer
    actions.change_profile(peer, {"comes_as_self": True}, {})
    RoleFactory(peer=peer, title="Baker", organisation=OrganisationFactory(name="The Oven"))
    RoleFactory(
        peer=peer, title="Clerk", organisation=OrganisationFactory(name="Waiting", standing="held")
    )
    html = page(cast.lead.client, peer)
    assert html.index("I come as myself") < html.index("The Oven")
    assert "Waiting" in html
    opened(peer)
    assert "Waiting" not in page(cast.nobody.client, peer)


def test_offers_and_asks_stand_on_the_page_while_they_are_open(cast):
    peer = cast.peer.peer
    opened(peer)
    for title, audience in (("A van", "public"), ("A shed", "members"), ("A key", "connections")):
        ItemFactory(peer=peer, title=title, audience=audience)
    ItemFactory(peer=peer, title="Was met", state=ItemState.MET, closed_at=timezone.now())
    shown = {
        name: {title for title in ("A van", "A shed", "A key", "Was met") if title in html}
        for name in ("nobody", "lead")
        for html in [page(getattr(cast, name).client, peer)]
    }
    assert shown == {"nobody": {"A van"}, "lead": {"A van", "A shed"}}


def test_a_page_that_says_nothing_yet_says_so(cast):
    assert "has not written anything here yet" in page(cast.lead.client, PeerFactory())


def test_what_somebody_writes_is_text_and_no_markup(cast):
    peer = cast.peer.peer
    evil = "<script>alert(1)</script>"
    facts = dict.fromkeys(
        ("called", "one_line", "story", "talents", "lived_experience", "agenda", "fighting_for",
         "interests", "languages", "contact", "organises_in", "elected_as", "pronouns"), evil,
    )  # fmt: skip
    actions.change_profile(peer, facts | {"is_organiser": True, "audience": "public"}, ALL)
    for player in (cast.nobody, cast.lead):
        assert evil not in page(player.client, peer)
    for address in ("/me/", "/me/profile/", "/me/profile/about/", "/me/profile/seen-by/member/"):
        assert evil not in cast.peer.client.get(address).content.decode(), address


def test_a_visitors_page_is_kept_until_something_changes(client):
    peer = PeerFactory()
    opened(peer)
    actions.change_profile(peer, {"story": "First words"}, {})
    assert "First words" in page(client, peer)
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(f"/peers/{peer.slug}/")
    assert len(queries) == 1
    assert not answer.cookies
    actions.change_profile(peer, {"story": "Other words"}, {})
    assert "Other words" in page(client, peer)
    actions.change_profile(peer, {"contact": "At the library"}, {})
    assert "At the library" in page(client, peer)
    actions.change_profile(peer, {}, {"story": "members"})
    assert "Other words" not in page(client, peer)


def filled(rows: int) -> Peer:
    peer = PeerFactory()
    opened(peer)
    profile = peer.profile
    profile.wards.set(Ward.objects.all()[:rows])
    profile.causes.set(Cause.objects.all()[:rows])
    profile.principles.set(Principle.objects.all()[:rows])
    for _ in range(rows):
        ItemFactory(peer=peer)
        RoleFactory(peer=peer)
        ProjectFactory(lead=peer)
    return peer


def queries_of(client, address: str) -> int:
    caches["pages"].clear()
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


def test_a_page_costs_the_same_few_queries_whatever_stands_on_it(cast):
    numbers = {"nobody": set(), "peer": set(), "owner": set()}
    for rows in (1, 5):
        peer = filled(rows)
        cast.lead.client.force_login(peer)
        for name, client in (
            ("nobody", cast.nobody.client),
            ("peer", cast.peer.client),
            ("owner", cast.lead.client),
        ):
            numbers[name].add(queries_of(client, f"/peers/{peer.slug}/"))
    assert {name: len(found) for name, found in numbers.items()} == {
        "nobody": 1, "peer": 1, "owner": 1,
    }  # fmt: skip
    assert max(numbers["nobody"]) <= 3  # one for the way to what they do
    assert max(numbers["peer"]) <= 8
    assert max(numbers["owner"]) <= 8


def test_own_pages_cost_the_same_few_queries_whatever_stands_on_them(cast):
    addresses = ["/me/", "/me/profile/", "/me/profile/audiences/", "/me/profile/seen-by/member/"]
    addresses += [f"/me/profile/{name}/" for name in SECTIONS]
    numbers = {address: set() for address in addresses}
    for rows in (1, 5):
        cast.lead.client.force_login(filled(rows))
        for address in addresses:
            numbers[address].add(queries_of(cast.lead.client, address))
    for address, found in numbers.items():
        assert len(found) == 1, (address, found)
        assert max(found) <= 16, (address, found)


def test_a_lead_is_named_on_a_project_to_those_who_may_see_them(cast):
    project = ProjectFactory(lead=PeerFactory(name="Nomvula Lead"))
    path = f"/peers/{project.lead.slug}/"
    html = cast.peer.client.get(project.get_absolute_url()).content.decode()
    assert "Nomvula Lead" in html
    assert f'href="{path}"' in html
    for audience, may in (("public", True), ("connections", False), ("hidden", False)):
        opened(project.lead, audience)
        html = cast.peer.client.get(project.get_absolute_url()).content.decode()
        assert ("Nomvula Lead" in html) == may, audience
        assert (path in html) == may, audience
        assert b"Nomvula" not in cast.nobody.client.get(project.get_absolute_url()).content


# My page ----------------------------------------------------------------------------------------


def test_my_page_leads_to_all_that_is_mine(cast):
    html = cast.peer.client.get("/me/").content.decode()
    for path in ("profile/", "profile/audiences/", "items/", "organisations/", "in-common/",
                 "connections/", "thanks/", "pace/", "start/", "notices/"):  # fmt: skip
        assert f'href="/me/{path}"' in html, path
        assert cast.peer.client.get(f"/me/{path}").status_code == 200, path
    assert "What waits for me" not in html


def test_what_waits_for_me_comes_first(cast):
    me, other, third = cast.peer.peer, cast.lead.peer, cast.connection.peer
    Connection.objects.create(asker=other, asked=me, state=Tie.ASKED)
    Introduction.objects.create(by=other, first=me, second=third, words="You both bake.")
    ItemFactory(peer=me, state=ItemState.PAST, closed_at=timezone.now())
    Connection.objects.create(asker=third, asked=me, state=Tie.ACCEPTED)
    html = cast.peer.client.get("/me/").content.decode()
    assert html.index("What waits for me") < html.index("Me and others")
    assert "1 person asks to connect with me" in html
    assert "1 offer or ask of mine is past its date" in html
    Pair.objects.create(
        proposed_by=third, proposed_to=me, review_on=timezone.localdate(), kind="peers"
    )
    assert "1 person proposes to meet regularly" in cast.peer.client.get("/me/").content.decode()


def test_who_was_blocked_waits_where_nobody_looks(cast):
    me, other = cast.peer.peer, cast.lead.peer
    Connection.objects.create(asker=other, asked=me, state=Tie.ASKED)
    me.blocks_made.create(blocked=other)
    assert "What waits for me" not in cast.peer.client.get("/me/").content.decode()
