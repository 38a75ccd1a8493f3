"""Deciding: what each key does to a thing, whom it is told, and how it is taken back."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from leeds_leaders.moderation import actions
from leeds_leaders.moderation.actions import claiming, queue
from leeds_leaders.moderation.choices import Because, HouseRule, Outcome, Standing
from leeds_leaders.moderation.errors import NoReason, NotNow, NotTheirsToDecide
from leeds_leaders.moderation.forms.deciding import PREPARED, NeededReasonForm, ReasonForm
from leeds_leaders.moderation.models import Act, Approved, Case, Decision, Report
from leeds_leaders.notices import actions as notices
from leeds_leaders.notices.choices import Purpose, State
from leeds_leaders.notices.models import Letter, Notice
from leeds_leaders.notices.tasks import drain
from peers.choices import Verdict
from peers.models import Claim, Item, Organisation
from tests.conftest import in_threads
from tests.factories import (
    ItemFactory,
    OrganisationFactory,
    OutcomeFactory,
    PeerFactory,
    ProjectFactory,
)

pytestmark = pytest.mark.django_db
LIST = "/admin/moderation/case/"
PAGE = LIST + "{}/change/"
REASON = {"reason": "Not from there.", "rule": HouseRule.PRETENCE}


def waiting(**facts) -> Case:
    """The case of an organisation that waits."""
    organisation = OrganisationFactory(
        standing=Standing.HELD, **{"added_by": PeerFactory(name="Auth Or"), **facts}
    )
    return Case.objects.get(kind="organisation", object_id=str(organisation.pk))


def seen(item=None) -> Case:
    """The case of an offer that others see, of which Rae complained."""
    item = item or ItemFactory(peer=PeerFactory(name="Auth Or"))
    case = Case.objects.create(
        kind="item", object_id=str(item.pk), author=item.peer, reports=1, harm=2
    )
    Report.objects.create(case=case, reporter=PeerFactory(name="Rae"), rule=HouseRule.ABUSE)
    return case


def digest_of(case: Case) -> str:
    """What the page of a case sends along of what stands on it."""
    kind, thing = queue.thing_of(case)
    return kind.digest_of(thing)


def standing_of(case: Case) -> str:
    return Organisation.objects.get(pk=case.object_id).standing


@pytest.fixture
def mo(cast):
    """Who decides here; of the cast's projects none waits."""
    Case.objects.all().delete()
    return cast.moderator.peer


@pytest.fixture
def ada(cast):
    return cast.admin.peer


# Each key -----------------------------------------------------------------------------------------


def test_a_yes_shows_what_waits_and_keeps_what_it_said(mo):
    case = waiting(about="We grow beans.")
    decision = queue.answer(case, outcome=Outcome.APPROVED, by=mo)
    assert (decision.outcome, decision.by, decision.author.name) == ("approved", mo, "Auth Or")
    assert standing_of(case) == Standing.LIVE
    assert Approved.objects.get().texts["about"] == "We grow beans."
    case.refresh_from_db()
    assert (case.is_open, case.claimed_by) == (False, None)
    assert decision.waited > timedelta(0)


def test_whose_it_is_hears_of_changes_to_what_others_saw_all_along(mo):
    case = seen()
    claiming.claim(case, by=mo)
    Item.objects.update(title="Put by a moderator")
    queue.answer(case, outcome=Outcome.EDITED, by=mo)
    assert Letter.objects.filter(recipient=case.author, key__startswith="decided-").count() == 1


def test_a_yes_with_changes_is_one(mo):
    case = waiting()
    claiming.claim(case, by=mo)
    Organisation.objects.update(about="Put by a moderator.")
    claiming.claim(case, by=mo)  # once more, as the page does when it is opened again
    decision = queue.answer(case, outcome=Outcome.EDITED, by=mo)
    assert (decision.outcome, standing_of(case)) == (Outcome.EDITED, Standing.LIVE)
    queue.undo(decision, by=mo)
    claiming.claim(case, by=mo)
    assert queue.answer(case, outcome=Outcome.EDITED, by=mo).outcome == Outcome.EDITED


def test_without_changes_it_is_a_yes_as_any_other(mo):
    in_hand, never_in_hand, all_along = waiting(), waiting(), seen()
    for case in (in_hand, all_along):
        claiming.claim(case, by=mo)
    for case, outcome in (
        (in_hand, Outcome.APPROVED),
        (never_in_hand, Outcome.APPROVED),
        (all_along, Outcome.LEFT),
    ):
        assert queue.answer(case, outcome=Outcome.EDITED, by=mo).outcome == outcome
    told = Letter.objects.filter(recipient__name="Auth Or")
    assert told
    assert not [letter for letter in told if "changed a little of it" in letter.text]


def test_what_others_see_is_left_as_it_is_by_either_yes(mo):
    for outcome in (Outcome.APPROVED, Outcome.LEFT):
        case = seen()
        assert queue.answer(case, outcome=outcome, by=mo).outcome == Outcome.LEFT
        report = Report.objects.get(case=case)
        assert (report.answered_at is None, report.was_right) == (False, False)
    assert Item.objects.filter(hidden_at=None).count() == 2


def test_what_waits_cannot_be_left_as_it_is(mo):
    with pytest.raises(NotNow, match="nobody sees it"):
        queue.answer(waiting(), outcome=Outcome.LEFT, by=mo)


def test_a_no_has_a_reason_and_takes_away_what_others_see(mo):
    case = seen()
    with pytest.raises(NoReason):
        queue.answer(case, outcome=Outcome.REMOVED, by=mo, reason="  ")
    assert not Decision.objects.exists()
    decision = queue.answer(case, outcome=Outcome.REMOVED, by=mo, **REASON)
    assert (decision.outcome, decision.rule) == (Outcome.REMOVED, HouseRule.PRETENCE)
    assert Item.objects.get().is_hidden
    assert Report.objects.get().was_right


def test_a_word_leaves_what_waits_waiting_and_closes_what_is_seen(mo):
    held, reported = waiting(), seen()
    for case in (held, reported):
        assert queue.answer(case, outcome=Outcome.WARNED, by=mo, **REASON).outcome == "warned"
        case.refresh_from_db()
    assert (held.is_open, reported.is_open) == (True, False)
    assert standing_of(held) == Standing.HELD
    assert not Item.objects.get().is_hidden
    assert Notice.objects.filter(text__contains="Nothing is taken away by this").count() == 2


def test_closing_an_account_takes_the_thing_away_too_or_does_nothing(mo):
    case = seen()
    queue.answer(case, outcome=Outcome.SUSPENDED, by=mo, **REASON)
    item = Item.objects.select_related("peer").get()
    assert (item.is_hidden, item.peer.is_active) == (True, False)
    outcomes = set(Decision.objects.values_list("kind", "outcome"))
    assert outcomes == {("item", "removed"), ("peer", "suspended")}
    admins = seen(ItemFactory(peer=PeerFactory(is_superuser=True, is_staff=True)))
    with pytest.raises(Exception, match=r".") as refusal:
        queue.answer(admins, outcome=Outcome.SUSPENDED, by=mo, **REASON)
    assert "Refused" in {kin.__name__ for kin in type(refusal.value).__mro__}
    assert not Item.objects.get(pk=admins.object_id).is_hidden  # all or nothing


def test_what_is_gone_is_closed(mo):
    case = Case.objects.create(kind="item", object_id="999999", reports=1)
    assert queue.answer(case, outcome=Outcome.LEFT, by=mo) is None
    case.refresh_from_db()
    assert not case.is_open


def test_nobody_decides_on_their_own(mo):
    with pytest.raises(NotTheirsToDecide):
        queue.answer(waiting(keeper=mo), outcome=Outcome.APPROVED, by=mo)


def test_a_yes_after_a_no_brings_it_back(mo):
    project = ProjectFactory(standing=Standing.HELD)
    case = Case.objects.get(kind="project")
    decision = queue.answer(case, outcome=Outcome.DECLINED, by=mo, **REASON)
    queue.bring_back(decision, by=mo)
    project.refresh_from_db()
    assert project.standing == Standing.LIVE
    assert Decision.objects.first().outcome == Outcome.RESTORED
    with pytest.raises(NotNow, match="nothing to bring back"):
        queue.bring_back(decision, by=mo)


# Two at once, and what was changed meanwhile ------------------------------------------------------


def test_two_never_decide_on_the_same_thing(mo, ada):
    case = waiting()
    claiming.claim(case, by=ada)
    with pytest.raises(NotNow, match="Ada Admin has it in hand"):
        queue.answer(case, outcome=Outcome.APPROVED, by=mo)
    queue.answer(case, outcome=Outcome.APPROVED, by=ada)
    with pytest.raises(NotNow, match="decided on meanwhile"):
        queue.answer(case, outcome=Outcome.DECLINED, by=mo, **REASON)
    assert Decision.objects.count() == 1
    assert standing_of(case) == Standing.LIVE


@pytest.mark.django_db(transaction=True)
def test_a_double_click_decides_once(mo):
    case, said = seen(), []

    def click():
        try:
            queue.answer(case, outcome=Outcome.REMOVED, by=mo, **REASON)
        except NotNow as refusal:
            said.append(str(refusal))

    in_threads(click, click)
    assert Decision.objects.count() == 1
    assert len(said) == 1


def test_a_stale_page_loses_nothing_that_was_typed(cast, mo, ada):
    case = waiting()
    queue.answer(case, outcome=Outcome.APPROVED, by=ada)
    typed = {"outcome": "declined", "sentence": "pretence-1", "words": "I asked <them> myself."}
    answer = cast.moderator.client.post(PAGE.format(case.pk), typed)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "It has been decided on meanwhile" in page
    assert "I asked &lt;them&gt; myself." in page
    assert 'value="pretence-1" selected' in page
    assert "approved (Ada Admin)" in page
    assert standing_of(case) == Standing.LIVE


def test_nobody_says_yes_to_what_they_have_not_read(cast, mo):
    case = waiting(about="We grow beans.")
    page = cast.moderator.client.get(PAGE.format(case.pk)).content.decode()
    read = page.split('name="read" value="')[1].split('"')[0]
    Organisation.objects.update(about="Buy my pills.")
    for unread in ({"read": read}, {}):
        answer = cast.moderator.client.post(PAGE.format(case.pk), {"outcome": "approved", **unread})
        assert answer.status_code == 409
        assert "It was changed meanwhile" in answer.content.decode()
    assert standing_of(case) == Standing.HELD


def test_many_at_once_get_a_yes_for_what_stood_in_the_list_alone(cast, mo):
    changed, same, elsewhere = waiting(name="Nice van"), waiting(name="Beans"), waiting(name="Far")
    page = cast.moderator.client.get(LIST).content.decode()
    read = {
        f"read-{case.pk}": page.split(f'name="read-{case.pk}" value="')[1].split('"')[0]
        for case in (changed, same)
    }
    Organisation.objects.filter(pk=changed.object_id).update(about="SPAM SPAM")
    chosen = [changed.pk, same.pk, elsewhere.pk]  # the last one stood on another page
    sent = {"action": "approve_selected", "_selected_action": chosen, **read}
    said = cast.moderator.client.post(LIST, sent, follow=True).content.decode()
    assert "“Nice van”: It was changed meanwhile" in said
    assert [standing_of(case) for case in (changed, same, elsewhere)] == ["held", "live", "held"]


def test_whoever_reported_it_does_not_decide(cast, mo, ada):
    case = seen()
    Report.objects.update(reporter=mo)
    with pytest.raises(NotTheirsToDecide, match="You reported this"):
        queue.answer(case, outcome=Outcome.REMOVED, by=mo, **REASON)
    page = cast.moderator.client.get(PAGE.format(case.pk)).content.decode()
    assert "You reported this. Somebody else decides on it." in page
    assert 'name="outcome"' not in page
    assert claiming.claim_next(by=mo) is None
    assert claiming.claim_next(by=ada) == case


def test_after_a_decision_the_next_one_opens_in_hand(cast, mo):
    first, second = waiting(), waiting()
    approved = {"outcome": "approved", "read": digest_of(first)}
    answer = cast.moderator.client.post(PAGE.format(first.pk), approved)
    assert answer.url == PAGE.format(second.pk)
    second.refresh_from_db()
    assert second.claimed_by == mo
    answer = cast.moderator.client.post(PAGE.format(second.pk), {"outcome": "declined"})
    assert answer.status_code == 409  # no reason
    assert "Say why" in answer.content.decode()
    for odd in ({"outcome": "restored"}, {"outcome": "x"}, {}, {"outcome": "left", "rule": "x"}):
        assert cast.moderator.client.post(PAGE.format(second.pk), odd).status_code == 422
    second.refresh_from_db()
    assert second.is_open


# Whom it is told ----------------------------------------------------------------------------------


def test_those_whose_it_is_get_reason_rule_and_another_look(mo):
    author = PeerFactory(name="Auth Or", email="auth@example.org")
    item = ItemFactory(peer=author, title="A van and a driver")
    decision = actions.take_away(item, by=mo, **REASON)
    letter = Letter.objects.get(recipient=author)
    assert letter.subject == "About “A van and a driver”"
    for told in (
        "A moderator has taken “A van and a driver” away.",
        "It pretends to be somebody, or to speak for them.",
        "Not from there.",
        "Within thirty days you can ask for another pair of eyes",
        decision.get_absolute_url(),
    ):
        assert told in letter.text, told
    assert "Mo Moderator" not in letter.text
    actions.let_stand(item, by=mo)
    back = Letter.objects.exclude(pk=letter.pk).get(recipient=author)
    assert "is there for others to read" in back.subject
    assert item.get_absolute_url() in back.text


def test_letters_of_the_queue_wait_a_minute(mo, sink):
    queue.answer(seen(), outcome=Outcome.REMOVED, by=mo, **REASON)
    assert Letter.objects.count() == 2  # whose it is, and who reported it
    drain()
    assert not sink.messages
    with time_machine.travel(timezone.now() + timedelta(seconds=61)):
        drain()
    assert len(sink.messages) == 2


# Taking it back -----------------------------------------------------------------------------------


@pytest.mark.parametrize("outcome", [Outcome.APPROVED, Outcome.DECLINED, Outcome.WARNED])
def test_within_a_minute_it_is_as_if_it_had_not_been(mo, outcome):
    case = waiting()
    decision = queue.answer(case, outcome=outcome, by=mo, **REASON)
    assert Letter.objects.exists()
    assert queue.undo(decision, by=mo) == case
    case.refresh_from_db()
    assert (case.is_open, case.is_held, case.claimed_by) == (True, True, mo)
    assert Case.objects.open().count() == 1
    assert standing_of(case) == Standing.HELD
    assert not Letter.objects.exists()
    assert not Notice.objects.exists()
    assert Act.objects.filter(what="undone", by=mo).count() == 1  # but it is written down


def test_what_others_saw_is_seen_again_and_its_reports_are_open(mo):
    case = seen()
    decision = queue.answer(case, outcome=Outcome.REMOVED, by=mo, **REASON)
    queue.undo(decision, by=mo)
    assert not Item.objects.get().is_hidden
    report = Report.objects.get()
    assert (report.answered_at, report.was_right) == (None, None)
    assert not Letter.objects.exists()
    case.refresh_from_db()
    assert (case.is_open, case.is_unseen) == (True, False)


def test_after_a_minute_or_a_letter_it_is_brought_back_instead(cast, mo, ada):
    case = seen()
    decision = queue.answer(case, outcome=Outcome.REMOVED, by=mo, **REASON)
    with pytest.raises(NotNow, match="cannot be undone"):
        queue.undo(decision, by=ada)  # another's
    with (
        time_machine.travel(timezone.now() + timedelta(seconds=62)),
        pytest.raises(NotNow, match="More than a minute"),
    ):
        queue.undo(decision, by=mo)
    Letter.objects.update(state=State.SENT, text="", html="", sent_at=timezone.now())
    with pytest.raises(NotNow, match="told already"):
        queue.undo(decision, by=mo)
    assert Item.objects.get().is_hidden
    address = f"{LIST}bring-back/{decision.key}/"
    page = cast.moderator.client.post(address, follow=True).content.decode()
    assert "It is back" in page
    assert not Item.objects.get().is_hidden


def test_what_one_answer_told_is_taken_back_and_nothing_else(mo):
    case = waiting()
    author = Case.objects.get().author
    decision = queue.answer(case, outcome=Outcome.APPROVED, by=mo)
    notices.post(author.email, Purpose.ACCOUNT, "code", "A code", "1234", recipient=author)
    queue.undo(decision, by=mo)
    assert [letter.key for letter in Letter.objects.all()] == ["code"]


def test_whoever_else_is_told_waits_a_minute_too_and_is_told_nothing_once_undone(mo):
    lead = PeerFactory()
    project = ProjectFactory(lead=lead)
    outcome = OutcomeFactory(project=project, said_by=PeerFactory())
    actions.hold(outcome, Because.LINKS, author=outcome.said_by)
    decision = queue.answer(Case.objects.get(), outcome=Outcome.APPROVED, by=mo)
    theirs = Letter.objects.get(recipient=lead)
    assert theirs.not_before > timezone.now() + timedelta(seconds=30)
    queue.undo(decision, by=mo)
    assert not Letter.objects.exists()
    assert not Notice.objects.exists()


def test_what_was_decided_with_others_or_reported_since_is_not_undone(mo):
    case = waiting()
    organisation = Organisation.objects.get(pk=case.object_id)
    claim = Claim.objects.create(organisation=organisation, peer=PeerFactory(), words="I run it.")
    decision = queue.answer(case, outcome=Outcome.DECLINED, by=mo, **REASON)
    with pytest.raises(NotNow, match="cannot be undone"):
        queue.undo(decision, by=mo)
    claim.refresh_from_db()
    assert claim.verdict == Verdict.DECLINED
    left = queue.answer(seen(), outcome=Outcome.LEFT, by=mo)
    Case.objects.create(kind="item", object_id=left.object_id, reports=1)
    with pytest.raises(NotNow, match="complained of it since"):
        queue.undo(left, by=mo)


def test_a_claim_that_was_decided_on_stays_decided(mo):
    decision = Decision.objects.create(kind="claim", object_id="1", by=mo, outcome="approved")
    with pytest.raises(NotNow, match="cannot be undone"):
        queue.undo(decision, by=mo)


def test_the_last_decision_is_offered_for_taking_back(cast, mo):
    client = cast.moderator.client
    first, second = waiting(), waiting()
    client.post(PAGE.format(first.pk), {"outcome": "approved", "read": digest_of(first)})
    page = client.get(PAGE.format(second.pk)).content.decode()
    address = f"{LIST}undo/{Decision.objects.get().key}/"
    assert address in page
    assert client.get(address).status_code == 405
    assert client.post(address).url == PAGE.format(first.pk)
    assert cast.organiser.client.post(address).status_code in {302, 403}
    with time_machine.travel(timezone.now() + timedelta(minutes=5)):
        assert address not in client.get(PAGE.format(second.pk)).content.decode()


# Reasons, and many at once ------------------------------------------------------------------------


def test_each_rule_has_a_prepared_sentence_that_a_digit_finds():
    assert set(PREPARED) == set(HouseRule)
    options = dict(ReasonForm().fields["sentence"].choices)
    lines = [words for group in list(options.values())[1:] for _key, words in group]
    assert len(lines) == len({str(line).split()[0] for line in lines})
    assert [str(line)[0] for line in lines if str(line)[1] == " "] == list("123456789")


def test_a_reason_is_a_sentence_or_ones_own_words_or_both():
    for typed, reason, rule in (
        ({"sentence": "untrue-1"}, str(PREPARED["untrue"][1]), "untrue"),
        ({"words": " In  my words "}, "In my words", ""),
        (
            {"sentence": "abuse-0", "words": "W.", "rule": "danger"},
            f"{PREPARED['abuse'][0]} W.",
            "danger",
        ),
    ):
        form = NeededReasonForm(typed)
        assert form.is_valid(), form.errors
        assert (form.cleaned_data["reason"], form.cleaned_data["rule"]) == (reason, rule)
    for typed in ({}, {"words": "\u200b"}, {"sentence": "no-9"}, {"words": "x" * 251}):
        assert not NeededReasonForm(typed).is_valid()


def test_many_are_decided_at_once_each_by_itself(cast, mo):
    good, own, held = waiting(name="Good"), waiting(name="Own", added_by=mo), waiting(name="Held")
    claiming.claim(held, by=cast.admin.peer)
    chosen = {"_selected_action": [good.pk, own.pk, held.pk]} | {
        f"read-{case.pk}": digest_of(case) for case in (good, own, held)
    }
    page = cast.moderator.client.post(
        LIST, {"action": "approve_selected", **chosen}, follow=True
    ).content.decode()
    assert "1 thing decided." in page
    assert "“Held”: Ada Admin has it in hand" in page
    assert [standing_of(case) for case in (good, own, held)] == ["live", "held", "held"]


def test_many_get_one_reason(cast, mo):
    first, second = waiting(name="First one"), waiting(name="Second one")
    chosen = {"action": "decline_selected", "_selected_action": [first.pk, second.pk]}
    page = cast.moderator.client.post(LIST, chosen).content.decode()
    assert "First one" in page
    assert not Decision.objects.exists()
    again = cast.moderator.client.post(LIST, chosen | {"words": " ", "sentence": ""})
    assert "Say why" in again.content.decode()
    done = cast.moderator.client.post(
        LIST, chosen | {"words": "", "sentence": "advert-1"}, follow=True
    )
    assert "2 things decided." in done.content.decode()
    assert {(d.rule, d.reason) for d in Decision.objects.all()} == {
        ("advert", str(PREPARED["advert"][1]))
    }


def test_what_screening_holds_comes_into_the_queue_with_its_why(cast, mo):
    item = ItemFactory(title="Look here")
    actions.hold(item, Because.LINKS, author=item.peer)
    page = cast.moderator.client.get(LIST).content.decode()
    assert "Look here" in page
    assert Because.LINKS.label.replace("'", "&#x27;") in page
    queue.answer(Case.objects.get(kind="item"), outcome=Outcome.APPROVED, by=mo)
    assert not Item.objects.get().is_hidden
