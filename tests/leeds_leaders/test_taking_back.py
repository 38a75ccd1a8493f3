"""What was taken back within the minute counts nowhere, and stays written down; what was taken away
is brought back once."""

import json

import pytest
from django.urls import reverse
from django.utils import timezone

from leeds_leaders.moderation import actions
from leeds_leaders.moderation import personal_data as held
from leeds_leaders.moderation.actions import appeals, claiming, queue
from leeds_leaders.moderation.actions.hiding import waited
from leeds_leaders.moderation.actions.screening import why_out_of_sight
from leeds_leaders.moderation.choices import Because, HouseRule, Outcome
from leeds_leaders.moderation.errors import NotNow
from leeds_leaders.moderation.models import Act, Case, Decision, Undone
from leeds_leaders.moderation.pages import figures
from leeds_leaders.moderation.pages.looking import Looked, to_take_back
from leeds_leaders.personal_data import holdings
from peers import actions as peers
from peers.models import Item
from tests.conftest import in_threads
from tests.factories import ItemFactory, PeerFactory

pytestmark = pytest.mark.django_db
REASON = {"reason": "Not from there.", "rule": HouseRule.PRETENCE}
DECISION = "/admin/moderation/decision/"


@pytest.fixture
def mo(cast):
    """Who decides here; of the cast's projects none waits."""
    Case.objects.all().delete()
    return cast.moderator.peer


def reported(author=None) -> Case:
    """The case of an offer that others see."""
    item = ItemFactory(peer=author or PeerFactory(name="Auth Or"))
    return Case.objects.create(kind="item", object_id=str(item.pk), author=item.peer, reports=1)


def taken_back(case: Case, *, by, outcome: str = Outcome.REMOVED) -> Decision:
    """A decision on a case that is undone at once."""
    decision = queue.answer(case, outcome=outcome, by=by, **REASON)
    queue.undo(decision, by=by)
    return decision


def test_it_is_in_no_figures_and_no_log(mo, client):
    for _number in range(figures.FEW):
        taken_back(reported(), by=mo)
    assert Decision.objects.filter(outcome=Outcome.REMOVED).count() == figures.FEW
    assert figures.quarters() == []
    assert figures.taken_away() == []
    for _number in range(figures.FEW):
        queue.answer(reported(), outcome=Outcome.REMOVED, by=mo, **REASON)
    (quarter,) = figures.quarters()
    assert quarter.decided == figures.FEW
    ((line,),) = (log.lines for log in figures.taken_away())
    assert line.times == figures.FEW


def test_the_public_page_that_is_kept_for_visitors_is_made_anew(mo, client):
    decisions = [
        queue.answer(reported(), outcome=Outcome.REMOVED, by=mo, **REASON)
        for _number in range(figures.FEW)
    ]
    assert "Fewer than five decisions." not in client.get("/moderation/").text
    queue.undo(decisions[-1], by=mo)
    assert "Fewer than five decisions." in client.get("/moderation/").text


def test_it_is_in_nobodys_history_and_in_no_parcel(cast, mo):
    author = cast.peer.peer
    case = reported(author)
    decision = taken_back(case, by=mo)
    looked = Looked(Case.objects.get(pk=case.pk), mo)
    assert looked.decisions == []
    assert (looked.history.decided, looked.history.lately) == ([], [])
    assert to_take_back(mo) is None
    mine = next(one for one in holdings() if one.name == "decisions_on_mine")
    assert mine in held.HOLDINGS
    assert list(mine.tell(mine.rows(author), author)) == []
    assert decision in mine.rows(author)  # to be forgotten with them
    stands = queue.answer(case, outcome=Outcome.REMOVED, by=mo, **REASON)
    (told,) = mine.tell(mine.rows(author), author)
    assert json.loads(json.dumps(told["reason"])) == stands.reason
    assert Looked(case, mo).decisions == [stands]
    assert to_take_back(mo).decision == stands


def test_whose_it_is_finds_no_page_and_asks_for_no_other_look(cast, mo):
    decision = taken_back(reported(cast.peer.peer), by=mo)
    for player in (cast.peer, cast.moderator, cast.admin, cast.nobody):
        assert player.client.get(decision.get_absolute_url()).status_code in {302, 404}
    assert cast.peer.client.get(decision.get_absolute_url()).status_code == 404
    answer = cast.peer.client.post(decision.get_absolute_url(), {"words": "Why?"})
    assert answer.status_code == 404
    with pytest.raises(NotNow, match="taken back"):
        appeals.appeal(decision, by=cast.peer.peer, words="Why?")
    token = decision.secret_link()
    assert cast.nobody.client.get(token).status_code == 404
    for verb in (queue.undo, queue.bring_back):
        with pytest.raises(NotNow):
            verb(decision, by=mo)


def test_what_somebody_asked_another_look_at_is_not_undone(cast, mo):
    decision = queue.answer(reported(cast.peer.peer), outcome=Outcome.REMOVED, by=mo, **REASON)
    appeals.appeal(decision, by=cast.peer.peer, words="Why?")
    with pytest.raises(NotNow, match="cannot be undone"):
        queue.undo(decision, by=mo)
    assert not Undone.objects.exists()


def test_moderators_still_read_it_and_the_acts_say_so(cast, mo):
    decision = taken_back(reported(), by=mo)
    assert Decision.objects.visible_to(mo).filter(pk=decision.pk).exists()
    assert "taken back" in cast.admin.client.get(DECISION).text
    page = cast.admin.client.get(reverse("admin:moderation_decision_change", args=[decision.pk]))
    assert "taken back" in page.text
    assert decision.get_absolute_url() not in page.text
    acts = list(Act.objects.filter(by=mo).order_by("pk").values_list("what", flat=True))
    assert (acts[0], acts[-1]) == (Outcome.REMOVED, "undone")


def test_what_waited_waits_as_if_nothing_had_been_decided(mo):
    item = ItemFactory()
    actions.hold(item, Because.LINKS, author=item.peer)
    case = Case.objects.get()
    taken_back(case, by=mo, outcome=Outcome.DECLINED)
    item.refresh_from_db()
    assert waited(item)
    Case.objects.update(closed_at=timezone.now())  # its author took it off
    why, decision = why_out_of_sight(item)
    assert decision is None
    assert "taken this away" not in why
    Case.objects.update(closed_at=None)
    assert queue.answer(case, outcome=Outcome.APPROVED, by=mo).outcome == Outcome.APPROVED


def test_what_showed_it_again_while_it_was_undone_counts_as_little(mo):
    taken_back(reported(), by=mo)
    assert Undone.objects.count() == Decision.objects.count() == 2
    assert not Decision.objects.standing().exists()
    assert not Item.objects.get().is_hidden


def test_an_appeal_looks_past_what_was_taken_back(cast, mo):
    case = reported(cast.peer.peer)
    decision = queue.answer(case, outcome=Outcome.REMOVED, by=mo, **REASON)
    asked = appeals.appeal(decision, by=cast.peer.peer, words="Why?")
    later = Decision.objects.create(
        kind=case.kind, object_id=case.object_id, outcome=Outcome.LEFT, by=mo
    )
    Undone.objects.create(decision=later)
    appeals.uphold(asked, by=cast.admin.peer)
    assert not Item.objects.get().is_hidden


def test_whoever_is_erased_leaves_no_word_of_what_was_taken_back(mo):
    author = PeerFactory()
    decision = taken_back(reported(author), by=mo)
    peers.erase(author)
    decision.refresh_from_db()
    assert (decision.author, decision.reason, decision.texts) == (None, "", {})


# Bringing back -----------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_two_bring_it_back_once(cast, mo):
    decision = queue.answer(reported(), outcome=Outcome.REMOVED, by=mo, **REASON)
    said = []

    def bring_back(by):
        try:
            queue.bring_back(decision, by=by)
        except NotNow as refusal:
            said.append(str(refusal))

    in_threads(*(lambda by=by: bring_back(by) for by in (mo, cast.admin.peer)))
    assert said == ["There is nothing to bring back."]
    outcomes = Decision.objects.order_by("pk").values_list("outcome", flat=True)
    assert list(outcomes) == [Outcome.REMOVED, Outcome.RESTORED]


def test_what_another_has_in_hand_is_theirs(cast, mo):
    decision = queue.answer(reported(), outcome=Outcome.REMOVED, by=mo, **REASON)
    item = Item.objects.get()
    actions.look_again(item, author=item.peer)
    claiming.claim(Case.objects.open().get(), by=cast.admin.peer)
    with pytest.raises(NotNow, match="Ada Admin has it in hand"):
        queue.bring_back(decision, by=mo)
    assert Item.objects.get().is_hidden
