"""Organisations: who sees them, how they are found, added, changed and decided on."""

from datetime import timedelta
from itertools import product

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.test import Client
from django.utils import timezone

from leeds_leaders.geography.models import Ward
from leeds_leaders.language.models import Sector
from leeds_leaders.moderation.choices import MOVES, Standing
from leeds_leaders.moderation.errors import NoReason, NotTheirsToDecide, TooMuch
from leeds_leaders.moderation.models import Decision
from leeds_leaders.notices.choices import Purpose
from leeds_leaders.notices.models import Letter, Notice
from peers import actions, jobs
from peers.actions import ItemDetails, OrganisationDetails, RoleDetails
from peers.choices import Audience, Form, Kind, Part, Scale, Tie
from peers.errors import IllegalDecision, IllegalRole, TakenByAnother
from peers.models import Block, Connection, EntryText, Organisation, Profile, Role
from tests.conftest import in_threads
from tests.factories import OrganisationFactory, PeerFactory, RoleFactory

pytestmark = pytest.mark.django_db
LONG_AGO = timezone.now() - timedelta(days=30)
VISITOR = AnonymousUser()


def member(**more):
    """Somebody who joined a while ago."""
    return PeerFactory(joined_at=LONG_AGO, **more)


def details(**more) -> OrganisationDetails:
    return OrganisationDetails(**{"name": "Armley Helping Hands", **more})


@pytest.fixture
def me(client):
    peer = member()
    client.force_login(peer)
    return peer


@pytest.fixture
def moderator():
    return member(is_staff=True, is_superuser=True)


def names(client, words: str) -> list[str]:
    answer = client.get("/organisations/names.json", {"q": words})
    return [each["name"] for each in answer.json()["organisations"]]


# Who sees an organisation -------------------------------------------------------------------------

SEES = {
    Standing.LIVE: {"visitor", "member", "moderator"},
    Standing.HELD: {"member", "moderator"},
    Standing.DECLINED: {"moderator"},
    Standing.WITHDRAWN: {"moderator"},
}


@pytest.mark.parametrize("standing", Standing)
def test_a_page_is_there_for_those_alone_who_may_see_it(standing, moderator):
    organisation = OrganisationFactory(standing=standing)
    clients = {"visitor": Client(), "member": Client(), "moderator": Client()}
    clients["member"].force_login(member())
    clients["moderator"].force_login(moderator)
    page = organisation.get_absolute_url()
    assert {n for n, c in clients.items() if c.get(page).status_code == 200} == SEES[standing]


@pytest.mark.parametrize("standing", Standing)
def test_what_was_declined_is_on_no_list_not_even_a_moderators(client, standing, moderator):
    RoleFactory(organisation=OrganisationFactory(standing=standing, name="Quiet Corner"))
    client.force_login(moderator)
    is_there = standing in (Standing.LIVE, Standing.HELD)
    assert ("Quiet Corner" in client.get("/organisations/").content.decode()) == is_there
    assert (names(client, "quiet") == ["Quiet Corner"]) == is_there
    cards = EntryText.objects.values_list("card", flat=True)
    assert any("Quiet Corner" in str(card) for card in cards) == is_there
    listed = Client().get("/organisations/").content.decode()
    assert ("Quiet Corner" in listed) == (standing == Standing.LIVE)


# Finding ------------------------------------------------------------------------------------------


def test_the_list_is_by_name_and_narrowed_by_kind_size_sector_and_name(client):
    sector = Sector.objects.first()
    OrganisationFactory(name="zebra works", form=Form.BUSINESS)
    OrganisationFactory(name="Ant Farm", scale=Scale.LARGE)
    OrganisationFactory(name="Moth Club", sector=sector)

    def found(**query):
        body = client.get("/organisations/", query).content.decode()
        return sorted(
            (n for n in ("Ant Farm", "Moth Club", "zebra works") if f">{n}</a>" in body),
            key=body.index,
        )

    assert found() == ["Ant Farm", "Moth Club", "zebra works"]
    assert found(form="business") == ["zebra works"]
    assert found(scale="large") == ["Ant Farm"]
    assert found(sector=sector.slug) == ["Moth Club"]
    assert found(q="zebr") == ["zebra works"]
    assert found(q="zebra wrks") == ["zebra works"]
    assert found(q="a", form="") == ["Ant Farm"]
    assert found(q="nothing of the kind") == []


@pytest.mark.parametrize("query", ["form=x", "sector=x", "page=0", "page=x", "q=" + "x" * 121])
def test_an_address_that_cannot_be_read_is_a_400(client, query):
    assert client.get(f"/organisations/?{query}").status_code == 400


def test_communities_come_first_in_the_filter(client):
    body = client.get("/organisations/").content.decode()
    places = [body.index(f'value="{form}"') for form in Form.values]
    assert places == sorted(places)


@pytest.mark.parametrize("count", [1, 5])
def test_the_list_takes_as_many_queries_for_five_as_for_one(
    client, me, count, django_assert_num_queries
):
    for _ in range(count):
        OrganisationFactory(sector=Sector.objects.first(), ward=Ward.objects.first())
    with django_assert_num_queries(5):  # session, peer, sectors, count, rows
        client.get("/organisations/")


def test_typing_suggests_what_begins_so_then_what_comes_close(client, me):
    for name in ("The Armley Bell", "Armley Baths", "Armley Mills", "Bramley Baths"):
        OrganisationFactory(name=name)
    assert names(client, "armley b")[:2] == ["Armley Baths", "The Armley Bell"]
    assert names(client, "A") == ["Armley Baths", "Armley Mills"]
    assert "Armley Baths" in names(client, "Armly Bath")
    assert names(client, "") == []
    assert names(client, "100%_") == []


def test_at_most_ten_names_are_suggested_and_each_says_what_tells_it_apart(client, me):
    ward = Ward.objects.get(slug="armley")
    for number in range(12):
        OrganisationFactory(name=f"Armley Friends {number}", ward=ward)
    answer = client.get("/organisations/names.json?q=armley").json()["organisations"]
    assert len(answer) == 10
    assert answer[0]["about"] == "Community group · Armley"


def test_names_are_for_members(client):
    answer = client.get("/organisations/names.json?q=a")
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/accounts/login/")


def test_odd_letters_typed_are_answered_in_json(client, me):
    answer = client.get("/organisations/names.json", {"q": "x" * 121})
    assert answer.status_code == 400
    assert "error" in answer.json()


@pytest.mark.slow
def test_ten_thousand_organisations_are_found_in_as_many_queries(
    client, me, django_assert_num_queries
):
    Organisation.objects.bulk_create(
        Organisation(name=f"Group {n} of {n % 97}", slug=f"group-{n}", standing="live")
        for n in range(10_000)
    )
    with django_assert_num_queries(5):
        assert "10,000 organisations" in client.get("/organisations/?page=300").content.decode()
    with django_assert_num_queries(3):
        assert len(names(client, "group 9")) == 10
    with django_assert_num_queries(4):  # none has the words to the letter
        assert len(names(client, "gruop 97 of 5")) == 10


# Who is there -------------------------------------------------------------------------------------


def people(client, organisation) -> set[str]:
    body = client.get(organisation.get_absolute_url()).content.decode()
    return {role.peer.name for role in Role.objects.all() if f">{role.peer.name}</a>" in body}


@pytest.mark.parametrize(("whole", "part"), list(product(Audience, Audience)))
def test_a_page_names_those_alone_who_let_its_reader_know(whole, part):
    organisation = OrganisationFactory()
    role = RoleFactory(organisation=organisation, peer=member(name="Fern Keeper"))
    audiences = role.peer.profile.audiences | {Part.ORGANISATIONS.value: part.value}
    Profile.objects.filter(peer=role.peer).update(audience=whole, audiences=audiences)
    friend, other = member(), member()
    Connection.objects.create(asker=role.peer, asked=friend, state=Tie.ACCEPTED)
    order = list(Audience)
    narrower = order[max(order.index(whole), order.index(part))]
    seen = {
        Audience.PUBLIC: [True, True, True],
        Audience.MEMBERS: [False, True, True],
        Audience.CONNECTIONS: [False, False, True],
        Audience.HIDDEN: [False, False, False],
    }
    clients = [Client(), Client(), Client()]
    clients[1].force_login(other)
    clients[2].force_login(friend)
    told = [
        "Fern Keeper" in c.get(organisation.get_absolute_url()).content.decode() for c in clients
    ]
    assert told == seen[narrower]


def test_nobody_is_there_who_left_or_whom_the_reader_has_blocked_or_who_is_suspended(client, me):
    organisation = OrganisationFactory()
    yesterday = timezone.localdate() - timedelta(days=1)
    RoleFactory(organisation=organisation, peer=member(name="Lefty Left"), ends_on=yesterday)
    RoleFactory(
        organisation=organisation, peer=member(name="Here Today"), ends_on=timezone.localdate()
    )
    blocked = RoleFactory(organisation=organisation, peer=member(name="Bo Blocked")).peer
    blocker = RoleFactory(organisation=organisation, peer=member(name="Kit Blocker")).peer
    RoleFactory(organisation=organisation, peer=member(name="Sus Pended", is_active=False))
    Block.objects.create(by=me, blocked=blocked)
    Block.objects.create(by=blocker, blocked=me)
    assert people(client, organisation) == {"Here Today", "Kit Blocker"}


def test_a_role_elsewhere_puts_nobody_on_this_page(client, me):
    organisation = OrganisationFactory()
    RoleFactory(peer=member(name="Fern Keeper"))
    assert people(client, organisation) == set()


@pytest.mark.parametrize("count", [1, 5])
def test_a_page_takes_as_many_queries_for_five_as_for_one(
    client, me, count, django_assert_num_queries
):
    organisation = OrganisationFactory(keeper=member(), ward=Ward.objects.first())
    for _ in range(count):
        RoleFactory(organisation=organisation)
    with django_assert_num_queries(9):
        client.get(organisation.get_absolute_url())


def test_its_keeper_is_named_only_to_those_who_may_see_them(client):
    keeper = member(name="Fern Keeper")
    organisation = OrganisationFactory(keeper=keeper)
    page = organisation.get_absolute_url()
    assert "Fern Keeper" not in client.get(page).content.decode()
    Profile.objects.filter(peer=keeper).update(audience=Audience.PUBLIC)
    assert "Fern Keeper" in client.get(page).content.decode()
    keeper.is_active = False
    keeper.save()
    assert "Fern Keeper" not in client.get(page).content.decode()


def test_a_page_says_whether_somebody_from_there_writes_it(client):
    organisation = OrganisationFactory()
    assert (
        "Nobody from here looks after this page yet."
        in client.get(organisation.get_absolute_url()).content.decode()
    )
    organisation.keeper = member()
    organisation.save()
    assert "In our own words" in client.get(organisation.get_absolute_url()).content.decode()


def test_a_link_is_marked_as_not_ours(client):
    organisation = OrganisationFactory(link="https://example.org/", about="[x](https://a.example)")
    body = client.get(organisation.get_absolute_url()).content.decode()
    assert '<a href="https://example.org/" rel="nofollow ugc noopener">' in body
    assert '<a href="https://a.example" rel="nofollow ugc noopener">' in body


# Adding -------------------------------------------------------------------------------------------

ADD = "/me/organisations/add/"


def test_a_name_that_is_known_is_taken_without_asking(client, me):
    organisation = OrganisationFactory(name="Armley Helping Hands")
    answer = client.post(ADD, {"organisation": "armley helping  HANDS", "title": "Cook"})
    assert answer.status_code == 302
    role = Role.objects.get()
    assert (role.peer, role.organisation, role.title) == (me, organisation, "Cook")


def test_what_was_chosen_counts_whatever_was_typed(client, me):
    organisation = OrganisationFactory(name="Armley Helping Hands")
    client.post(ADD, {"organisation": "Armley", "chosen": organisation.slug})
    assert Role.objects.get().organisation == organisation


def test_what_is_alike_is_shown_before_a_new_one_is_added(client, me):
    OrganisationFactory(name="Armley Helping Hands")
    OrganisationFactory(name="Roundhay Bowls")
    said = {"organisation": "Armly Helping Hands CIC", "title": "I make the tea"}
    body = client.post(ADD, said).content.decode()
    assert "Is it one of these?" in body
    assert "Armley Helping Hands</span>" not in body.replace("> <span>", "")
    assert "Armley Helping Hands" in body
    assert "Roundhay Bowls" not in body
    assert "I make the tea" in body
    assert not Role.objects.exists()
    answer = client.post(ADD, said | {"shown": "1"})
    assert answer.status_code == 422
    assert "Choose one of these, or that it is none of them." in answer.content.decode()
    client.post(ADD, said | {"shown": "1", "chosen": "+", "form": "charity"})
    new = Role.objects.get().organisation
    assert (new.name, new.form, new.standing, new.added_by, new.keeper) == (
        "Armly Helping Hands CIC", Form.CHARITY, Standing.HELD, me, None,
    )  # fmt: skip


def test_one_that_was_declined_can_be_neither_chosen_nor_found(client, me):
    declined = OrganisationFactory(name="Spam Ltd", standing=Standing.DECLINED)
    body = client.post(ADD, {"organisation": "Spam Ltd", "chosen": declined.slug}).content.decode()
    assert "It is new here" in body
    client.post(ADD, {"organisation": "Spam Ltd", "chosen": "+"})
    assert Role.objects.get().organisation != declined


def test_everything_that_is_said_of_a_new_one_is_kept(client, me):
    sector, ward = Sector.objects.first(), Ward.objects.get(slug="armley")
    said = {
        "organisation": "Armley Bell", "chosen": "+", "form": "community", "scale": "few",
        "sector": sector.slug, "ward": "armley", "link": "bell.example.org",
        "charity_number": "1 234 567", "company_number": "1234567", "title": "Ringer",
        "is_paid": "no", "starts_on": "1975-05-01",
    }  # fmt: skip
    assert client.post(ADD, said).status_code == 302
    new, role = Organisation.objects.get(), Role.objects.get()
    assert (new.form, new.scale, new.sector, new.ward, new.link) == (
        "community", "few", sector, ward, "https://bell.example.org",
    )  # fmt: skip
    assert (new.charity_number, new.company_number) == ("1234567", "01234567")
    assert (role.title, role.is_paid, role.starts_on.year) == ("Ringer", False, 1975)


ODD = {
    "charity_number": ["12345", "123456789", "SC01234", "1234567a", "１２３４５６"],
    "company_number": ["12345", "123456789", "S1234567", "ABCDEFGH", "SC12345", "SC12345X"],
    "link": ["javascript:alert(1)", "ftp://example.org", "https://me:secret@example.org", "x y"],
    "form": ["gang"], "scale": ["huge"], "sector": ["none"], "ward": ["atlantis"],
    "organisation": ["", "x" * 121, "\u200b", "a\x0bb"],
    "title": ["x" * 121], "is_paid": ["maybe"],
    "starts_on": ["1929-12-31", "9999-01-01", "soon"], "ends_on": ["1929-12-31"],
    "chosen": ["a b", "../x"],
}  # fmt: skip


@pytest.mark.parametrize(("name", "value"), [(n, v) for n, values in ODD.items() for v in values])
def test_odd_input_is_answered_in_words(client, me, name, value):
    said = {"organisation": "Armley Bell", "chosen": "+", name: value}
    assert client.post(ADD, said).status_code in {400, 422}
    assert not Organisation.objects.exists()
    assert not Role.objects.exists()


def test_a_day_before_it_began_is_no_end(client, me):
    said = {
        "organisation": "Bell",
        "chosen": "+",
        "starts_on": "2020-02-02",
        "ends_on": "2020-02-01",
    }
    assert "That is before it began." in client.post(ADD, said).content.decode()


@pytest.mark.parametrize("number", ["SC123456", "OC301234", "IP12345R", "R0000123", "01234567"])
def test_company_numbers_as_companies_house_writes_them_are_taken(client, me, number):
    client.post(ADD, {"organisation": "Bell", "chosen": "+", "company_number": number.lower()})
    assert Organisation.objects.get().company_number == number


@pytest.mark.parametrize("number", [{"charity_number": "1234567"}, {"company_number": "01234567"}])
def test_a_number_stands_for_one_organisation_and_the_form_leads_there(client, me, number):
    holder = OrganisationFactory(name="First Come", **number)
    said = {"organisation": "Second Come", "chosen": "+", **number}
    answer = client.post(ADD, said)
    body = answer.content.decode()
    assert answer.status_code == 422
    assert "That is “First Come” already." in body
    assert f'<a href="{holder.get_absolute_url()}">' in body
    assert (Organisation.objects.count(), Role.objects.count()) == (1, 0)
    Organisation.objects.update(standing=Standing.DECLINED)
    assert client.post(ADD, said).status_code == 302


@pytest.mark.django_db(transaction=True)
def test_people_who_add_the_same_name_at_once_get_one():
    adders = [member() for _ in range(4)]
    spellings = ["Armley Bell", "armley bell", "ARMLEY BELL", "Armley Bell"]
    in_threads(*[
        lambda peer=peer, name=name: actions.add_role_in_new(
            details(name=name), RoleDetails(), by=peer
        )
        for peer, name in zip(adders, spellings, strict=True)
    ])  # fmt: skip
    assert Organisation.objects.count() == 1
    assert Role.objects.count() == 4


@pytest.mark.django_db(transaction=True)
def test_of_two_who_claim_a_number_at_once_one_is_refused_in_words():
    refused = []

    def add(name):
        try:
            actions.add_organisation(details(name=name, charity_number="1234567"), by=member())
        except TakenByAnother as refusal:
            refused.append(str(refusal))

    in_threads(*[lambda name=name: add(name) for name in ("One Bell", "Two Bells", "Three Bells")])
    assert Organisation.objects.count() == 1
    assert len(refused) == 2


def test_names_of_one_slug_get_addresses_of_their_own(me):
    slugs = {actions.add_organisation(details(name=n), by=me).slug for n in ("A B", "A-B", "A, B!")}
    assert "a-b" in slugs
    assert len(slugs) == 3


@pytest.mark.parametrize("name", ["names.json", "Names", "🎉"])
def test_no_name_takes_the_address_of_another_page(client, me, name):
    organisation = actions.add_organisation(details(name=name), by=me)
    assert name in client.get(organisation.get_absolute_url()).content.decode()


def test_a_newcomers_offers_and_organisations_count_together():
    newcomer = PeerFactory()
    for number in range(6):
        actions.add_item(Kind.OFFER, ItemDetails(f"Offer {number}"), by=newcomer)
    for number in range(4):
        actions.add_organisation(details(name=f"Bell {number}"), by=newcomer)
    with pytest.raises(TooMuch):
        actions.add_organisation(details(name="Bell 5"), by=newcomer)


# What I do there ----------------------------------------------------------------------------------


def test_the_same_role_told_twice_is_one(me):
    organisation = OrganisationFactory()
    actions.add_role(organisation, RoleDetails(title="Cook"), by=me)
    actions.add_role(organisation, RoleDetails(title="Cook", is_paid=True), by=me)
    actions.add_role(organisation, RoleDetails(title="Driver"), by=me)
    assert list(Role.objects.order_by("pk").values_list("title", "is_paid")) == [
        ("Cook", True), ("Driver", None),
    ]  # fmt: skip


def test_a_page_holds_thirty_roles(me):
    organisation = OrganisationFactory()
    for number in range(30):
        actions.add_role(organisation, RoleDetails(title=f"Cook {number}"), by=me)
    with pytest.raises(IllegalRole, match="30"), transaction.atomic():
        actions.add_role(organisation, RoleDetails(title="One more"), by=me)
    actions.add_role(organisation, RoleDetails(title="Cook 3", is_paid=True), by=me)


def test_roles_are_changed_ended_and_taken_away(client, me):
    role = RoleFactory(peer=me, title="Cook")
    other = RoleFactory(peer=me, organisation=role.organisation, title="Driver")
    page = f"/me/organisations/{role.pk}/"
    assert client.post(f"{page}edit/", {"title": "Driver"}).status_code == 422
    client.post(f"{page}edit/", {"title": "Head cook", "is_paid": "yes"})
    role.refresh_from_db()
    assert (role.title, role.is_paid) == ("Head cook", True)
    client.post(f"{page}end/")
    client.post(f"{page}end/")
    role.refresh_from_db()
    assert role.ends_on == timezone.localdate()
    client.post(f"{page}remove/")
    assert client.post(f"{page}remove/").status_code == 404
    assert list(Role.objects.all()) == [other]


def test_what_has_not_begun_cannot_end(client, me):
    role = RoleFactory(peer=me, starts_on=timezone.localdate() + timedelta(days=3))
    body = client.post(f"/me/organisations/{role.pk}/end/", follow=True).content.decode()
    assert "It has not begun yet." in body


def test_a_role_leaves_what_others_find_in_the_night_after_its_last_day():
    today = timezone.localdate()
    role, staying = RoleFactory(ends_on=today), RoleFactory()

    def cards(role):
        texts = EntryText.objects.filter(peer=role.peer)
        return [
            role.organisation.slug in str(card) for card in texts.values_list("card", flat=True)
        ]

    assert all(cards(role))
    assert jobs.let_roles_end() == 0
    Role.objects.filter(pk=role.pk).update(ends_on=today - timedelta(days=1))
    texts = EntryText.objects.filter(peer=role.peer)
    for text in texts:  # as it was written while the role went on
        text.card["roles"] = [["Key holder", "Helping Hands", role.organisation.slug]]
    EntryText.objects.bulk_update(texts, ["card"])
    assert all(cards(role))
    assert jobs.let_roles_end() == 1
    assert not any(cards(role))
    assert all(cards(staying))


def test_nobody_touches_the_roles_of_others(client, me):
    role = RoleFactory()
    for verb in ("edit", "end", "remove"):
        assert (
            client.post(f"/me/organisations/{role.pk}/{verb}/", {"title": "x"}).status_code == 404
        )
    for verb in (actions.end_role, lambda r, by: actions.change_role(r, RoleDetails(), by=by)):
        with pytest.raises(Role.DoesNotExist), transaction.atomic():
            verb(role, by=me)
    actions.remove_role(role, by=me)
    assert Role.objects.get() == role


def test_a_role_in_what_was_declined_is_its_peers_alone(client, me):
    RoleFactory(peer=me, organisation=OrganisationFactory(name="Gone Ltd", standing="declined"))
    body = client.get("/me/organisations/").content.decode()
    assert "Nobody else sees this: a moderator has said no to this organisation." in body
    assert 'href="/organisations/helping' not in body


def test_coming_as_oneself_is_a_choice_like_the_other(client, me):
    for come, is_so in (("self", True), ("self", True), ("organisations", False)):
        client.post("/me/organisations/come-as/", {"come": come})
        assert Profile.objects.get(peer=me).comes_as_self is is_so
    assert client.post("/me/organisations/come-as/", {"come": "x"}).status_code == 400


@pytest.mark.parametrize("count", [1, 5])
def test_my_roles_take_as_many_queries_for_five_as_for_one(
    client, me, count, django_assert_num_queries
):
    for _ in range(count):
        RoleFactory(peer=me)
    with django_assert_num_queries(4):  # session, peer, roles, profile
        client.get("/me/organisations/")


# Changing -----------------------------------------------------------------------------------------

SAID = {"name": "Armley Bell", "about": "We *ring*.", "link": "", "form": "charity"}


def test_its_keeper_writes_what_stands_there(client, me):
    organisation = OrganisationFactory(keeper=me, added_by=member())
    client.post(
        f"{organisation.get_absolute_url()}edit/", SAID | {"standing": "held", "keeper": ""}
    )
    again = Organisation.objects.get()
    assert (again.name, again.about, again.slug) == ("Armley Bell", "We *ring*.", organisation.slug)
    assert (again.keeper, again.standing) == (me, Standing.LIVE)


WHO_MAY = {  # (standing, is kept by somebody else) → whoever has added it may change it
    (Standing.HELD, False): True,
    (Standing.HELD, True): False,
    (Standing.LIVE, False): False,
    (Standing.LIVE, True): False,
}


@pytest.mark.parametrize(("standing", "is_kept"), WHO_MAY)
def test_whoever_has_added_it_changes_it_until_it_is_kept_or_looked_at(
    client, me, standing, is_kept
):
    keeper = member() if is_kept else None
    organisation = OrganisationFactory(standing=standing, added_by=me, keeper=keeper)
    answer = client.get(f"{organisation.get_absolute_url()}edit/")
    assert (answer.status_code == 200) == WHO_MAY[standing, is_kept]
    stranger = Client()
    stranger.force_login(member())
    assert stranger.get(f"{organisation.get_absolute_url()}edit/").status_code == 403


def test_a_keeper_cannot_take_the_name_of_another(client, me):
    organisation = OrganisationFactory(keeper=me)
    other = OrganisationFactory(name="Armley Bell")
    answer = client.post(f"{organisation.get_absolute_url()}edit/", SAID | {"name": "ARMLEY bell"})
    assert answer.status_code == 422
    assert f'<a href="{other.get_absolute_url()}">' in answer.content.decode()
    assert Organisation.objects.get(pk=organisation.pk).name == organisation.name


# Deciding -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("here", "there"), list(product(Standing, (Standing.LIVE, Standing.DECLINED)))
)
def test_only_moves_of_the_table_are_made(moderator, here, there):
    organisation = OrganisationFactory(standing=here)
    verbs = {
        Standing.LIVE: lambda: actions.approve_organisation(organisation, by=moderator),
        Standing.DECLINED: lambda: actions.decline_organisation(
            organisation, by=moderator, reason="It is a shop."
        ),
    }
    if there in MOVES[here] or here == there == Standing.LIVE:  # left as it is
        assert verbs[there]().standing == there
    else:
        with pytest.raises(IllegalDecision, match=str(here.label)):
            verbs[there]()


def test_whoever_has_added_it_is_told_what_was_decided(moderator):
    adder = member()
    good = OrganisationFactory(name="Armley Bell", standing=Standing.HELD, added_by=adder)
    actions.approve_organisation(good, by=moderator)
    letter = Letter.objects.get()
    assert (letter.recipient, letter.purpose) == (adder, Purpose.DECISION)
    assert letter.subject == "“Armley Bell” is on the site for everybody"
    assert "A moderator has looked at “Armley Bell”. Visitors find it now, too." in letter.text
    actions.decline_organisation(good, by=moderator, reason="It is a shop.")
    letter = Letter.objects.latest("pk")
    assert letter.subject == "About “Armley Bell”"
    assert "cannot be shown on the site. The reason:\n\nIt is a shop." in letter.text
    decision = Decision.objects.latest("pk")
    assert Notice.objects.latest("pk").url == decision.get_absolute_url()


def test_nobody_decides_on_what_they_have_added_or_keep(moderator):
    for own in ({"added_by": moderator}, {"keeper": moderator}):
        organisation = OrganisationFactory(standing=Standing.HELD, **own)
        with pytest.raises(NotTheirsToDecide, match="of their own"):
            actions.approve_organisation(organisation, by=moderator)
        with pytest.raises(NotTheirsToDecide, match="of their own"):
            actions.decline_organisation(organisation, by=moderator, reason="x")


def test_declining_needs_a_reason(moderator):
    with pytest.raises(NoReason, match="Say why"):
        actions.decline_organisation(OrganisationFactory(), by=moderator, reason=" ")


def test_what_was_declined_comes_back_unless_another_has_its_name_by_now(moderator):
    old = OrganisationFactory(name="Armley Bell", standing=Standing.DECLINED)
    new = OrganisationFactory(name="armley bell")
    with pytest.raises(TakenByAnother, match="armley bell"), transaction.atomic():
        actions.approve_organisation(old, by=moderator)
    actions.decline_organisation(new, by=moderator, reason="Double.")
    assert actions.approve_organisation(old, by=moderator).is_live
