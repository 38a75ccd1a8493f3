"""Another pair of eyes: who reads a decision, who asks, who answers, and what comes of it."""

from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from leeds_leaders.geography.models import Ward
from leeds_leaders.moderation.actions import let_stand, take_away, warn
from leeds_leaders.moderation.actions.appeals import appeal, turn_down, uphold
from leeds_leaders.moderation.actions.reporting import report
from leeds_leaders.moderation.choices import AGAINST, HouseRule, Outcome
from leeds_leaders.moderation.errors import (
    AlreadySaid,
    NoReason,
    NotNow,
    NotTheirsToDecide,
    TooLate,
)
from leeds_leaders.moderation.kinds import kinds
from leeds_leaders.moderation.models import Act, Appeal, Case, Decision
from leeds_leaders.notices.models import Letter, Notice
from peers.actions import erase, suspend
from peers.models import Item
from tests.conftest import in_threads
from tests.factories import (
    AssociationFactory,
    CohortFactory,
    HubFactory,
    ItemFactory,
    NewsFactory,
    OrganisationFactory,
    PeerFactory,
    PerspectiveFactory,
    ProjectFactory,
    QuestionFactory,
    RecordFactory,
    ResponseFactory,
    SessionFactory,
    SupportFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def taken(cast) -> Decision:
    """A moderator has taken away an offer of Pat Peer's."""
    item = ItemFactory(peer=cast.peer.peer, title="A van", words="For **anything** that fits.")
    return take_away(item, by=cast.moderator.peer, reason="It sells.", rule=HouseRule.ADVERT)


def is_seen(decision: Decision) -> bool:
    return Item.objects.visible_to(PeerFactory()).filter(pk=decision.object_id).exists()


def letters_to(peer) -> list[str]:
    return [letter.subject for letter in Letter.objects.filter(recipient=peer).order_by("pk")]


def test_whose_thing_it_was_reads_what_why_and_their_own_words(cast, taken):
    page = cast.peer.client.get(taken.get_absolute_url()).text
    for words in ("taken away", "It advertises", "It sells.", "A van", "Ask for another look"):
        assert words in page
    assert cast.moderator.peer.name not in page
    seen_by = {name for name, who in cast if Decision.objects.visible_to(who.peer).exists()}
    assert seen_by == {"peer", "moderator", "admin"}
    assert cast.lead.client.get(taken.get_absolute_url()).status_code == 404
    assert "they have not so far" in cast.moderator.client.get(taken.get_absolute_url()).text
    refused = cast.moderator.client.post(taken.get_absolute_url(), {"words": "Mine"})
    assert refused.status_code == 403


def test_one_asks_once_and_the_other_moderators_hear_of_it(cast, taken):
    url = taken.get_absolute_url()
    assert cast.peer.client.post(url, {"words": "  "}).status_code == 422
    assert cast.peer.client.post(url, {"words": "I lend it for nothing."}).status_code == 302
    again = cast.peer.client.post(url, {"words": "Really."})
    assert again.status_code == 422
    assert "once is enough" in again.text
    asked = Appeal.objects.get()
    assert (asked.words, asked.against) == ("I lend it for nothing.", cast.moderator.peer)
    assert "I lend it for nothing." in cast.peer.client.get(url).text
    assert letters_to(cast.admin.peer) == ["Somebody asks for another pair of eyes"]
    assert letters_to(cast.moderator.peer) == []
    with pytest.raises(AlreadySaid):
        appeal(taken, by=cast.peer.peer, words="Again")


def test_nobody_else_asks_nor_of_what_went_for_them_nor_after_thirty_days(cast, taken):
    with pytest.raises(NotTheirsToDecide):
        appeal(taken, by=cast.lead.peer, words="Me too")
    stands = let_stand(Item.objects.get(pk=taken.object_id), by=cast.moderator.peer)
    with pytest.raises(NotTheirsToDecide):
        appeal(stands, by=cast.peer.peer, words="Thank you")
    with time_machine.travel(timezone.now() + timedelta(days=30, seconds=1)):
        with pytest.raises(TooLate):
            appeal(taken, by=cast.peer.peer, words="Now")
        cast.peer.client.force_login(cast.peer.peer)
        assert "that time is over" in cast.peer.client.get(taken.get_absolute_url()).text
    with time_machine.travel(timezone.now() + timedelta(days=29, hours=23)):
        assert appeal(taken, by=cast.peer.peer, words="Just in time")


def test_an_appeal_that_is_right_brings_the_thing_back_and_both_sides_hear(cast, taken):
    asked = appeal(taken, by=cast.peer.peer, words="I lend it for nothing.")
    for somebody in (cast.moderator.peer, cast.peer.peer):
        with pytest.raises(NotTheirsToDecide):
            uphold(asked, by=somebody)
    assert not is_seen(taken)
    uphold(asked, by=cast.admin.peer, reason="It is lent, not sold.")
    assert is_seen(taken)
    assert "You were right about an offer or ask" in letters_to(cast.peer.peer)
    (told,) = Notice.objects.filter(recipient=cast.moderator.peer)
    assert "sees it otherwise" in told.text
    assert "It is lent, not sold." in told.text
    assert "sees it as you do" in cast.peer.client.get(taken.get_absolute_url()).text
    assert Act.objects.filter(by=cast.admin.peer, what="appeal upheld").exists()
    with pytest.raises(NotNow):
        turn_down(asked, by=cast.admin.peer, reason="Or not.")


def test_an_appeal_that_is_not_right_gets_a_reason(cast, taken):
    asked = appeal(taken, by=cast.peer.peer, words="But why?")
    with pytest.raises(NoReason):
        turn_down(asked, by=cast.admin.peer, reason=" ")
    turn_down(asked, by=cast.admin.peer, reason="It has a price.")
    assert not is_seen(taken)
    page = cast.peer.client.get(taken.get_absolute_url()).text
    assert "the decision stands" in page
    assert "It has a price." in page
    assert "Your appeal about an offer or ask" in letters_to(cast.peer.peer)
    with transaction.atomic(), pytest.raises(IntegrityError), transaction.atomic():
        Appeal.objects.update(decided_by=cast.moderator.peer)


def test_what_was_decided_since_or_was_a_word_alone_is_not_undone(cast, taken):
    asked = appeal(taken, by=cast.peer.peer, words="Not so")
    item = Item.objects.get(pk=taken.object_id)
    let_stand(item, by=cast.admin.peer)
    take_away(item, by=cast.moderator.peer, reason="Another.", rule=HouseRule.UNTRUE)
    uphold(asked, by=cast.admin.peer)
    assert not is_seen(taken)
    texts = Letter.objects.filter(key=f"appeal-answered-{asked.pk}").values_list("text", flat=True)
    assert len(texts) == 2
    assert any("Nothing else changes by it" in text for text in texts)
    assert not any("put right" in text for text in texts)
    other = ItemFactory(peer=cast.peer.peer)
    word = warn(other, by=cast.moderator.peer, reason="Mind.", rule=HouseRule.ABUSE)
    uphold(appeal(word, by=cast.peer.peer, words="I do"), by=cast.admin.peer)
    assert Decision.objects.filter(object_id=str(other.pk), kind="item").count() == 1


def test_a_word_in_between_keeps_nothing_from_coming_back(cast, taken):
    item = Item.objects.get(pk=taken.object_id)
    warn(item, by=cast.moderator.peer, reason="Mind.", rule=HouseRule.ABUSE)
    page = cast.peer.client.get(item.get_absolute_url()).text
    assert "It sells." in page
    assert taken.get_absolute_url() in page
    uphold(appeal(taken, by=cast.peer.peer, words="Not so"), by=cast.admin.peer)
    assert is_seen(taken)
    assert Decision.objects.first().outcome == Outcome.RESTORED


def test_what_is_gone_by_then_is_still_answered(cast, taken):
    asked = appeal(taken, by=cast.peer.peer, words="Not so")
    Item.objects.get(pk=taken.object_id).delete()
    assert "not on the site any more" in cast.peer.client.get(taken.get_absolute_url()).text
    assert uphold(asked, by=cast.admin.peer).is_upheld


def test_whoever_is_suspended_reads_and_asks_by_the_link_of_their_letter(cast, client):
    closed = suspend(cast.peer.peer, by=cast.moderator.peer, reason="Enough.", rule="abuse")
    link = closed.secret_link()
    assert cast.peer.client.get(closed.get_absolute_url()).status_code == 302
    page = client.get(link)
    assert "Enough." in page.text
    assert not page.cookies
    assert page.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert client.post(link, {"words": "It was not me."}).status_code == 302
    assert client.get(link[:-5] + "xxxx/").status_code == 404
    uphold(Appeal.objects.get(), by=cast.admin.peer, reason="We were wrong.")
    cast.peer.peer.refresh_from_db()
    assert cast.peer.peer.is_active
    assert "You were right about a person" in letters_to(cast.peer.peer)
    with time_machine.travel(timezone.now() + timedelta(days=30, seconds=2)):
        assert client.get(link).status_code == 404


def test_a_suspended_person_gets_the_answer_though_their_account_is_closed(cast):
    closed = suspend(cast.peer.peer, by=cast.moderator.peer, reason="Enough.", rule="abuse")
    turn_down(appeal(closed, by=cast.peer.peer, words="No"), by=cast.admin.peer, reason="It was.")
    letter = Letter.objects.filter(recipient=cast.peer.peer).last()
    assert letter.purpose == "account"
    assert "It was." in letter.text
    assert "/moderation/appeal/" in letter.text


@pytest.mark.django_db(transaction=True)
def test_two_moderators_at_once_answer_once():
    by, author, others = PeerFactory(), PeerFactory(), [PeerFactory(), PeerFactory()]
    item = ItemFactory(peer=author)
    asked = appeal(take_away(item, by=by, reason="So."), by=author, words="Not so")
    done = []

    def answer(moderator):
        try:
            done.append(turn_down(asked, by=moderator, reason="It stands."))
        except NotNow:
            done.append(None)

    in_threads(lambda: answer(others[0]), lambda: answer(others[1]))
    assert [answered is None for answered in done].count(True) == 1


def test_appeals_are_answered_in_the_admin(cast, taken, django_assert_max_num_queries):
    asked = appeal(taken, by=cast.peer.peer, words="I lend it for nothing.")
    address = reverse("admin:moderation_appeal_changelist")
    with django_assert_max_num_queries(10):
        listed = cast.admin.client.get(address)
    assert "Pat Peer" in listed.text
    page = cast.admin.client.get(reverse("admin:moderation_appeal_change", args=[asked.pk]))
    for words in ("I lend it for nothing.", "It sells.", "For <strong>anything</strong>"):
        assert words in page.text
    chosen = {"action": "uphold_selected", "_selected_action": [asked.pk]}
    assert "These appeals are right" in cast.admin.client.post(address, chosen).text
    cast.admin.client.post(address, chosen | {"reason": ""})
    asked.refresh_from_db()
    assert asked.is_upheld
    assert Decision.objects.filter(object_id=taken.object_id).first().outcome in {
        Outcome.RESTORED,
        Outcome.APPROVED,
    }
    assert cast.moderator.client.get(address).status_code in {200, 302}


# Every kind ---------------------------------------------------------------------------------------


def of_kind(name: str, author):
    """One thing of somebody's that members see."""
    match name:
        case "peer":
            return author
        case "item":
            return ItemFactory(peer=author)
        case "organisation":
            return OrganisationFactory(added_by=author)
        case "project":
            return ProjectFactory(lead=author)
        case "news":
            return NewsFactory(project=ProjectFactory(lead=author), written_by=author)
        case "ask":
            return SupportFactory(project=ProjectFactory(lead=author), opened_by=author)
        case "cohort":
            return CohortFactory(project=ProjectFactory(lead=author), keeper=author)
        case "association":
            return AssociationFactory(keeper=author)
        case "hub":
            return HubFactory(added_by=author, ward=Ward.objects.get(slug="armley"))
        case "session":
            return SessionFactory(proposed_by=author)
        case "perspective":
            return PerspectiveFactory(author=author)
        case "response":
            return ResponseFactory(perspective=PerspectiveFactory(), author=author)
        case "question":
            return QuestionFactory(record=RecordFactory(), asked_by=author)


WALKED = (
    "peer", "item", "organisation", "project", "news", "ask", "cohort", "association", "hub",
    "session", "perspective", "response", "question",
)  # fmt: skip


@pytest.mark.parametrize("name", WALKED)
def test_the_whole_way_of_each_kind(cast, name):
    kind, author = kinds()[name], PeerFactory(name="Amina Author")
    # Members find an organisation that waits, as they find a new one: they say where they work.
    thing, member = of_kind(name, author), cast.nobody if name == "organisation" else cast.peer

    def is_there() -> bool:
        return kind.visible_to(member.peer).filter(pk=thing.pk).exists()

    def at_hand():
        return kind.rows([str(thing.pk)])[str(thing.pk)]

    assert is_there()
    page = reverse("moderation:report", args=[name, getattr(thing, kind.key)])
    assert member.client.get(page).status_code == 200
    for number in range(3):
        joined_at = timezone.now() - timedelta(days=100 + 9 * number)
        report(at_hand(), by=PeerFactory(joined_at=joined_at), rule=HouseRule.ABUSE, words="Mean")
    assert not is_there()
    assert member.client.get(page).status_code == 404
    assert any("waits for a moderator" in subject for subject in letters_to(author))
    kind.decline(at_hand(), by=cast.moderator.peer, reason="It hurts.", rule=HouseRule.ABUSE)
    decided = Decision.objects.get(kind=name, object_id=str(thing.pk))
    assert (decided.author, decided.reports, decided.outcome in AGAINST) == (author, 3, True)
    assert Client().get(decided.secret_link()).status_code == 200
    assert not is_there()
    uphold(appeal(decided, by=author, words="It does not."), by=cast.admin.peer)
    assert is_there()
    assert not Case.objects.open().filter(kind=name, object_id=str(thing.pk)).exists()


# What was decided on ------------------------------------------------------------------------------


def test_another_moderator_sees_what_was_meant_whatever_it_says_since(cast, taken):
    asked = appeal(taken, by=cast.peer.peer, words="I lend it for nothing.")
    Item.objects.filter(pk=taken.object_id).update(title="A hand with moving")
    for address in (
        reverse("admin:moderation_appeal_change", args=[asked.pk]),
        reverse("admin:moderation_decision_change", args=[taken.pk]),
    ):
        page = cast.admin.client.get(address).text
        assert "A van" in page
        assert "<strong>anything</strong>" in page
        assert "A <del>van</del><ins>hand with moving</ins>" in page
    mine = cast.peer.client.get(taken.get_absolute_url()).text
    assert "A van" in mine
    assert "A hand with moving" not in mine
    Item.objects.all().delete()
    for address in (reverse("admin:moderation_appeal_change", args=[asked.pk]),):
        page = cast.admin.client.get(address).text
        assert "A van" in page
        assert "is gone since" in page
    assert "A van" in cast.peer.client.get(taken.get_absolute_url()).text


def test_what_was_decided_on_cannot_be_put_into_other_words(cast, taken):
    for texts in ({"title": "B"}, [], "x", {}):
        with pytest.raises(IntegrityError, match="stays"), transaction.atomic():
            Decision.objects.update(texts=texts)
    assert Decision.objects.get().texts["title"] == "A van"
    erase(cast.peer.peer)
    assert Decision.objects.get().texts == {}


def test_a_yes_keeps_no_words(cast, taken):
    stands = let_stand(Item.objects.get(pk=taken.object_id), by=cast.moderator.peer)
    assert stands.texts == {}
    assert warn(Item.objects.get(), by=cast.admin.peer, reason="So.").texts["title"] == "A van"
