"""The queue: whose turn it is, what a moderator sees of a case, and what the list tells."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from leeds_leaders.moderation.actions import appeals, claiming, hold, queue, take_away
from leeds_leaders.moderation.choices import Because, HouseRule, Outcome, Standing
from leeds_leaders.moderation.errors import NotNow
from leeds_leaders.moderation.kinds import kind_of
from leeds_leaders.moderation.models import Approved, Case, Decision, Report
from peers import actions as peers
from peers.choices import Audience
from tests.conftest import in_threads
from tests.factories import (
    ItemFactory,
    OrganisationFactory,
    PeerFactory,
    PerspectiveFactory,
    ProjectFactory,
    ResponseFactory,
    TeamMemberFactory,
)

pytestmark = pytest.mark.django_db
LIST = "/admin/moderation/case/"
NEXT, PAGE, CLAIM = f"{LIST}next/", LIST + "{}/change/", LIST + "{}/claim/"


def held(*, days: int = 0, **facts) -> Case:
    """The case of an organisation that has waited for some days."""
    organisation = OrganisationFactory(standing=Standing.HELD, **facts)
    cases = Case.objects.open().filter(kind="organisation", object_id=str(organisation.pk))
    cases.update(opened_at=timezone.now() - timedelta(days=days))
    return cases.get()


def reported(item, *, harm: int = 2) -> Case:
    """The case of an offer that others see, of which somebody complained."""
    case = Case.objects.create(
        kind="item", object_id=str(item.pk), author=item.peer, reports=1, harm=harm
    )
    Report.objects.create(
        case=case, reporter=PeerFactory(name="Rae Porter"), rule=HouseRule.ABUSE, words="Unkind."
    )
    return case


def see(player, case: Case) -> str:
    return player.client.get(PAGE.format(case.pk)).content.decode()


@pytest.fixture
def cast(cast):
    """Of their projects none waits."""
    Case.objects.all().delete()
    return cast


@pytest.fixture
def moderators(cast):
    """Two who decide."""
    return cast.moderator.peer, cast.admin.peer


# Whose turn it is ---------------------------------------------------------------------------------


def test_the_most_harmful_comes_first_then_the_oldest_and_the_round_begins_anew(moderators):
    mo, _ada = moderators
    new, old, worst = held(), held(days=2), reported(ItemFactory(), harm=3)
    order, here = [], None
    for _turn in range(4):
        here = claiming.claim_next(by=mo, after=here)
        order.append(here)
    assert order == [worst, old, new, worst]


def test_what_is_ones_own_or_in_somebody_elses_hands_is_passed_over(moderators):
    mo, ada = moderators
    held(added_by=mo)
    held(added_by=PeerFactory(), keeper=mo)  # also theirs, though somebody else is its author
    others = held()
    claiming.claim(others, by=ada)
    assert claiming.claim_next(by=mo) is None
    claiming.release(others, by=mo)  # somebody else's cannot be let go
    assert claiming.claim_next(by=mo) is None
    with time_machine.travel(timezone.now() + claiming.IN_HAND_FOR + timedelta(seconds=1)):
        assert claiming.claim_next(by=mo) == others


def test_a_case_is_in_one_hand_for_ten_minutes_and_says_in_whose(moderators):
    mo, ada = moderators
    case = held()
    claiming.claim(case, by=ada)
    claiming.claim(case, by=ada)  # again: ten more
    with pytest.raises(NotNow, match=r"Ada Admin has it in hand until \d{1,2}:\d\d"):
        claiming.claim(case, by=mo)
    Case.objects.update(closed_at=timezone.now(), claimed_by=None)
    with pytest.raises(NotNow, match="decided on meanwhile"):
        claiming.claim(case, by=mo)


@pytest.mark.django_db(transaction=True)
def test_two_who_ask_at_once_get_two_cases(cast):
    first, second = held(), held()
    got = []
    in_threads(
        *(
            lambda by=player.peer: got.append(claiming.claim_next(by=by))
            for player in (cast.moderator, cast.admin)
        )
    )
    assert {case.pk for case in got} == {first.pk, second.pk}


def test_looking_changes_nothing_and_taking_in_hand_is_a_post(cast):
    case = held()
    before = Case.objects.values().get()
    see(cast.moderator, case)
    assert cast.moderator.client.get(NEXT).status_code == 405
    assert cast.moderator.client.get(CLAIM.format(case.pk)).status_code == 405
    assert Case.objects.values().get() == before
    quietly = {"quietly": "1"}
    assert cast.moderator.client.post(CLAIM.format(case.pk), quietly).status_code == 204
    assert cast.admin.client.post(CLAIM.format(case.pk), quietly).status_code == 409
    assert "Mo Moderator has it in hand until" in see(cast.admin, case)
    assert 'name="outcome"' not in see(cast.admin, case)
    assert "You have it in hand until" in see(cast.moderator, case)


def test_the_next_one_lets_the_last_one_go(cast):
    first, second = held(), held()
    assert cast.moderator.client.post(NEXT).url == PAGE.format(first.pk)
    onward = cast.moderator.client.post(NEXT, {"after": first.pk})
    assert onward.url == PAGE.format(second.pk)
    first.refresh_from_db()
    assert first.claimed_by is None
    for odd in ("x", "-1", "9" * 30, "\u00b2", ""):
        assert cast.moderator.client.post(NEXT, {"after": odd}).status_code == 302
    Case.objects.all().delete()
    assert (
        "Nothing else waits for you"
        in cast.moderator.client.post(NEXT, follow=True).content.decode()
    )


@pytest.mark.parametrize("name", ["nobody", "peer", "organiser", "suspended"])
def test_nobody_but_moderators_comes_near(cast, name):
    case, player = held(), getattr(cast, name)
    for address in (LIST, PAGE.format(case.pk)):
        assert player.client.get(address).status_code in {302, 403}
    for address in (NEXT, CLAIM.format(case.pk), PAGE.format(case.pk)):
        answer = player.client.post(address, {"outcome": "approved"})
        assert answer.status_code in {302, 403}
        assert "login" in answer.get("Location", "login")
    case.refresh_from_db()
    assert case.is_open
    assert case.claimed_by is None


# What a moderator sees ----------------------------------------------------------------------------


def test_a_case_tells_all_there_is_to_know(cast):
    author = PeerFactory(name="Auth Or", joined_at=timezone.now() - timedelta(days=40))
    item = ItemFactory(
        peer=author, title="Singing for all", words="On **Mondays**.\n\n<script>alert(1)</script>"
    )
    take_away(
        ItemFactory(peer=author), by=cast.admin.peer, reason="Sold things.", rule=HouseRule.ADVERT
    )
    ItemFactory(title="Singing for all!", words="On Mondays.")
    other = held(name="Their other thing", added_by=author)
    case = reported(item)
    page = see(cast.moderator, case)
    for told in (
        "An offer or ask",
        "seen by others",
        "1 report",
        "It attacks people for who they are",
        "Unkind.",
        "Rae Porter",
        "Auth Or",
        f"here since {timezone.localtime(author.joined_at):%-d %B %Y}",
        "<strong>Mondays</strong>",
        "&lt;script&gt;",
        "taken away 1",
        "Sold things.",
        "Singing for all!",
        "% alike",
        "Their other thing",
        PAGE.format(other.pk),
        item.get_absolute_url(),
    ):
        assert told in page, told
    assert "<script>alert" not in page


def test_what_changed_since_the_last_yes_is_marked(cast):
    case = held(name="Bean Street", about="We grow beans.\n\nCome on Sunday.")
    key = {"kind": case.kind, "object_id": case.object_id}
    texts = {"name": "Bean Street", "about": "We grow peas.\n\nCome on Sunday."}
    Approved.objects.create(**key, texts=texts)
    page = see(cast.moderator, case)
    assert "<del>peas</del><ins>beans</ins>" in page
    assert "A moderator last said yes on" in page
    assert page.count("What has changed") == 1  # the name is the same


def test_what_is_written_without_a_name_names_nobody(cast):
    author = PeerFactory(name="Nam Eless")
    perspective = PerspectiveFactory(author=author, is_unnamed=True, standing=Standing.LIVE)
    hold(perspective, Because.REPEATED, author=author)
    other = held(name="In their name", added_by=author)
    case = Case.objects.get(kind="perspective")
    assert case.author == author
    for page in (
        see(cast.moderator, case),
        cast.moderator.client.get(LIST, {"kind": "perspective"}).content.decode(),
    ):
        assert "Nam Eless" not in page
        assert "without a name" in page
    assert perspective.title not in see(cast.moderator, other)
    found = cast.moderator.client.get(LIST, {"q": "Nam Eless"}).content.decode()
    assert "In their name" in found
    assert perspective.title not in found


def test_of_ones_own_nothing_can_be_pressed(cast):
    case = held(added_by=cast.moderator.peer)
    page = see(cast.moderator, case)
    assert "This is your own" in page
    assert 'name="outcome"' not in page
    sent = {"outcome": "warned", "words": "Well done."}
    answer = cast.moderator.client.post(PAGE.format(case.pk), sent)
    assert answer.status_code == 409
    assert "Nobody decides on something of their own" in answer.content.decode()
    assert not Decision.objects.exists()


def test_whose_it_is_never_learns_who_reported_it_though_they_are_a_moderator(cast):
    mo = cast.moderator.peer
    of_mine = reported(ItemFactory(peer=mo))
    led = ProjectFactory(lead=PeerFactory(), title="Led by two")
    TeamMemberFactory(project=led, peer=mo, is_lead=True)
    both = Case.objects.create(kind="project", object_id=str(led.pk), author=led.lead, reports=1)
    Report.objects.create(case=both, reporter=PeerFactory(name="Rae Two"), rule=HouseRule.ABUSE)
    for page in (
        see(cast.moderator, of_mine),
        see(cast.moderator, both),
        cast.moderator.client.get(LIST).content.decode(),
        cast.moderator.client.get("/admin/moderation/report/").content.decode(),
    ):
        assert "Rae" not in page
        assert "Unkind." not in page
        assert "1 report" not in page
    assert "Rae Porter" in see(cast.admin, of_mine)
    assert "Rae Two" in cast.admin.client.get("/admin/moderation/report/").content.decode()


def test_no_list_of_decisions_reports_or_appeals_names_who_wrote_without_a_name(cast):
    author = PeerFactory(name="Nam Eless")
    perspective = PerspectiveFactory(author=author, is_unnamed=True, standing=Standing.LIVE)
    hold(perspective, Because.REPEATED, author=author)
    case = Case.objects.get(kind="perspective")
    Report.objects.create(case=case, rule=HouseRule.ABUSE, words="Found by words")
    decision = queue.answer(
        case, outcome=Outcome.DECLINED, by=cast.moderator.peer, reason="It hurts.", read=None
    )
    appeals.appeal(decision, by=author, words="Look again.")
    client = cast.admin.client
    for name in ("decision", "appeal", "report"):
        for query in ({}, {"q": "Nam Eless"}):
            page = client.get(f"/admin/moderation/{name}/", query).content.decode()
            assert page.count("Nam Eless") == len(query) * page.count('value="Nam Eless"')
        assert f"/admin/moderation/{name}/" in page
        assert '<th class="field-' not in page  # nothing is found by the name
    assert "without a name" in client.get("/admin/moderation/decision/").content.decode()
    other = held(added_by=author)
    assert "It hurts." not in see(cast.moderator, other)
    perspective.delete()
    assert "Nam Eless" not in client.get("/admin/moderation/decision/").content.decode()


def test_page_and_list_know_a_thing_by_the_same_digest():
    links = ["https://a.example/é", "https://b.example/"]
    for thing in (ProjectFactory(links=links), OrganisationFactory(about="Beans.\nPeas")):
        kind = kind_of(thing)
        row = kind.model._base_manager.annotate(digest=kind.digest()).get(pk=thing.pk)
        assert row.digest == kind.digest_of(row)


def test_alike_is_what_a_moderator_comes_to_see_anyway(cast):
    words = "Who helps me out of my debt with the loan shark"
    asked = ItemFactory(title=words)
    ItemFactory(title=f"{words}, quietly", audience=Audience.CONNECTIONS)
    hold(ItemFactory(title=f"{words} once more"), Because.REPEATED)
    page = see(cast.moderator, reported(asked))
    assert f"{words} once more" in page
    assert "quietly" not in page


def test_a_case_costs_the_same_however_much_is_around_it(cast):
    author = PeerFactory()
    case = reported(ItemFactory(peer=author, title="Singing for all"))

    def queries() -> int:
        with CaptureQueriesContext(connection) as caught:
            see(cast.moderator, case)
        return len(caught)

    see(cast.moderator, case)
    few = queries()
    for number in range(5):
        held(name=f"Thing {number}", added_by=author)
        ItemFactory(peer=author, title=f"Singing for all {number}")
        peers.follow(ItemFactory(peer=author), by=cast.peer.peer)
    assert queries() <= few + 1  # how the things of other cases begin
    assert few <= 24


# The list -----------------------------------------------------------------------------------------


def test_the_list_has_a_hundred_of_many_kinds_in_ten_queries(cast):
    for _row in range(30):
        held(added_by=PeerFactory())
        reported(ItemFactory())
        ProjectFactory(standing=Standing.HELD)
        PerspectiveFactory(standing=Standing.HELD)
    assert Case.objects.open().count() > 110
    cast.moderator.client.get(LIST)
    with CaptureQueriesContext(connection) as caught:
        page = cast.moderator.client.get(LIST).content.decode()
    assert len(caught) <= 10, [query["sql"][:150] for query in caught]
    assert page.count('<th class="field-begins">') == 100


def test_what_waits_is_listed_by_the_first_words_it_has(cast):
    """A response may say back what was heard before it says its own, or not."""
    hold(ResponseFactory(heard="", words="From the back of the room."), Because.REPEATED)
    page = cast.moderator.client.get(LIST).content.decode()
    assert "From the back of the room." in page


def test_the_list_is_filtered_searched_and_leaves_out_what_is_decided(cast):
    old = timezone.now() - timedelta(days=4)
    held(days=4, name="An old one", added_by=PeerFactory(name="Zed Ancient"))
    held(name="A new one")
    reported(ItemFactory(title="A reported one"), harm=3)
    gone = held(name="A decided one")
    Case.objects.filter(pk=gone.pk).update(closed_at=timezone.now())
    names = ("An old one", "A new one", "A reported one", "A decided one")
    for query, seen in (
        ({}, {0, 1, 2}),
        ({"kind": "organisation"}, {0, 1}),
        ({"is_held__exact": "1"}, {0, 1}),
        ({"reported": "yes"}, {2}),
        ({"reported": "no"}, {0, 1}),
        ({"harm": "3"}, {2}),
        ({"age": "3"}, {0}),
        ({"q": "ancient"}, {0}),
        (
            {"opened_at__year": old.year, "opened_at__month": old.month, "opened_at__day": old.day},
            {0},
        ),
        ({"kind": "no-such-kind"}, set()),
        ({"harm": "x", "age": "x", "reported": "x"}, {0, 1, 2}),
    ):
        answer = cast.moderator.client.get(LIST, query)
        page = answer.content.decode()
        assert {at for at, name in enumerate(names) if name in page} == seen, query


def test_counts_beside_the_filters_are_right_and_ask_once_whose_things_are(cast):
    own = held(added_by=cast.moderator.peer)
    for case in (held(days=4), held(), reported(ItemFactory(), harm=2)):
        assert case != own
    with CaptureQueriesContext(connection) as asked:
        page = cast.moderator.client.get(LIST, {"_facets": "True"}).text
    beside = page.partition('id="changelist-filter"')[2]
    for words in ("organisations (2)", "offers and asks (1)", "more than three days (1)"):
        assert words in " ".join(beside.split()), words
    [counts] = [one["sql"] for one in asked if "FILTER (WHERE" in one["sql"]][:1]
    assert counts.count('"keeper_id"') < 5
