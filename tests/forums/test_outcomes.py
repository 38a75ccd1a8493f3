"""Outcomes: somebody says what came of a project, the project says whether it is so."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from forums.actions import outcomes as verbs
from forums.actions.outcomes import MOST_WAITING, Told
from forums.choices import Verdict
from forums.emails import outcomes_still_told
from forums.errors import NotAnOutcome
from forums.models import Outcome
from leeds_leaders.notices.models import Letter
from peers.models import Block, Profile
from tests.conftest import in_threads, signed_in
from tests.factories import (
    ActionFactory,
    OutcomeFactory,
    PeerFactory,
    ProjectFactory,
    RecordFactory,
)

pytestmark = pytest.mark.django_db
TOLD = Told("people", "Twelve families share one kitchen.", "One hob of four works.")
SAID = {"kind": "place", "words": "The bench\r\nstands.", "limited_by": " Rain ",
        "evidence": "https://example.org/bench", "happened_on": "2026-03-01"}  # fmt: skip


@pytest.fixture
def lead(db):
    return PeerFactory(name="Lena Leads")


@pytest.fixture
def project(lead):
    return ProjectFactory(slug="kitchen", title="One kitchen", lead=lead)


@pytest.fixture
def sayer(db):
    return PeerFactory(name="Saida Says")


def say(project, by, told=TOLD, **more) -> Outcome:
    return verbs.say_outcome(project, told, by=by, key=uuid4(), **more)


def readers(outcome, **viewers) -> set[str]:
    """Who of some viewers may read an outcome."""
    return {
        name
        for name, viewer in viewers.items()
        if Outcome.objects.visible_to(viewer).filter(pk=outcome.pk).exists()
    }


# Saying -----------------------------------------------------------------------------------------


def test_anybody_signed_in_says_what_came_of_a_project_and_its_lead_is_asked(project, lead, sayer):
    client = signed_in(sayer).client
    address = "/outcomes/new/?project=kitchen"
    page = client.get(address)
    assert "What came of “One kitchen”?" in page.content.decode()
    key = page.context["form"]["key"].value()
    filled = SAID | {"key": key, "project": project.get_absolute_url()}
    answers = [client.post(address, filled) for _click in range(2)]
    outcome = Outcome.objects.get()
    assert {answer.headers["Location"] for answer in answers} == {outcome.get_absolute_url()}
    assert (outcome.words, outcome.limited_by, outcome.state) == (
        "The bench\nstands.",
        "Rain",
        "said",
    )
    letter = Letter.objects.get()
    assert (letter.recipient, letter.subject) == (lead, "Is this what came of “One kitchen”?")
    assert "Saida Says says what came of" in letter.text
    assert "What limited it: Rain" in letter.text
    assert outcome.get_absolute_url() in letter.text


def test_a_project_is_named_by_its_address_or_its_name(project, sayer):
    ProjectFactory(title="Twin"), ProjectFactory(title="Twin")
    client = signed_in(sayer).client
    for said, status in (
        ("one KITCHEN", 302), (f"https://example.org{project.get_absolute_url()}", 302),
        ("Twin", 422), ("No such thing", 422), ("/projects/none/", 422), ("", 422),
        ("http://[/x", 422),
    ):  # fmt: skip
        filled = SAID | {"project": said, "key": uuid4()}
        assert client.post("/outcomes/new/", filled).status_code == status, said


@pytest.mark.parametrize(
    "said",
    [
        {"kind": "money"}, {"words": ""}, {"words": "x" * 1001}, {"words": "a\x00b"},
        {"limited_by": "x" * 301}, {"evidence": "ftp://example.org/"}, {"evidence": "javascript:1"},
        {"happened_on": "1999-01-01"}, {"happened_on": "2099-01-01"}, {"key": "none"},
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_in_words_and_kept_in_the_form(project, sayer, said):
    filled = SAID | {"project": "One kitchen", "key": uuid4()} | said
    answer = signed_in(sayer).client.post("/outcomes/new/", filled)
    assert answer.status_code == 422
    assert not Outcome.objects.exists()
    assert "limited_by" in said or "Rain" in answer.content.decode()


@pytest.mark.parametrize(
    "asked", ["project=none", "project=hidden", "action=none", f"action={UUID(int=7)}"]
)
def test_an_address_that_names_what_is_not_there_or_hidden_is_missing(sayer, asked):
    ProjectFactory(slug="hidden", standing="held")
    assert signed_in(sayer).client.get(f"/outcomes/new/?{asked}").status_code == 404


def test_two_clicks_at_once_say_it_once(transactional_db):
    project, by, key = ProjectFactory(), PeerFactory(), uuid4()
    in_threads(*(lambda: verbs.say_outcome(project, TOLD, by=by, key=key) for _click in range(3)))
    assert Outcome.objects.count() == 1


def test_nobody_takes_anothers_form_or_floods_a_project(project, sayer):
    said = say(project, sayer)
    with pytest.raises(NotAnOutcome, match="something else"):
        verbs.say_outcome(project, TOLD, by=PeerFactory(), key=said.key)
    for _number in range(MOST_WAITING - 1):
        say(project, sayer)
    with pytest.raises(NotAnOutcome, match="Let it answer first"):
        say(project, sayer)


def test_what_the_lead_says_stands_at_once(project, lead):
    outcome = say(project, lead)
    assert (outcome.state, outcome.decided_by) == (Verdict.CONFIRMED, lead)
    assert not Letter.objects.exists()


def test_it_begins_at_an_action_and_knows_the_project_that_this_serves(project, sayer):
    record = RecordFactory()
    action = ActionFactory(
        record=record, session=record.session, words="Mend the hob.",
        project=project, project_confirmed_at=timezone.now(),
    )  # fmt: skip
    client = signed_in(sayer).client
    address = f"/outcomes/new/?action={action.key}"
    page = client.get(address)
    assert "Mend the hob." in page.content.decode()
    assert "What came of “One kitchen”?" in page.content.decode()
    client.post(address, SAID | {"key": uuid4(), "project": project.get_absolute_url()})
    assert Outcome.objects.get().action == action


# Deciding ---------------------------------------------------------------------------------------


def test_unconfirmed_it_is_for_its_sayer_and_the_project_and_confirmed_for_everybody(
    project, lead, sayer, cast
):
    outcome = say(project, sayer)
    viewers = {
        "visitor": AnonymousUser(), "member": PeerFactory(), "lead": lead, "sayer": sayer,
        "organiser": cast.organiser.peer, "moderator": cast.moderator.peer,
    }  # fmt: skip
    few, everybody = {"lead", "sayer", "moderator"}, set(viewers)
    assert readers(outcome, **viewers) == few
    verbs.confirm_outcome(outcome, by=lead)
    assert readers(outcome, **viewers) == everybody
    verbs.decline_outcome(outcome, by=lead, reason="It was eleven.")
    assert readers(outcome, **viewers) == few
    verbs.confirm_outcome(outcome, by=lead)
    project.standing = "held"
    project.save()
    assert readers(outcome, **viewers) == {"lead", "moderator"}


def test_the_lead_confirms_and_whoever_said_so_is_told_once(project, lead, sayer):
    outcome = say(project, sayer)
    client, page = signed_in(lead).client, outcome.get_absolute_url()
    assert "It is so" in client.get(page).content.decode()
    for _click in range(2):
        confirmed = client.post(f"{page}confirm/", {"was": outcome.mark})
        assert confirmed.headers["Location"] == page
    letter = Letter.objects.get(recipient=sayer)
    assert letter.subject == "“One kitchen” confirms what you said"
    assert TOLD.words in letter.text


def test_the_lead_confirms_no_words_that_they_have_not_read(project, lead, sayer):
    outcome = say(project, sayer)
    client, page = signed_in(lead).client, outcome.get_absolute_url()
    read = outcome.mark
    assert read in client.get(page).content.decode()
    verbs.change_outcome(outcome, replace(TOLD, words="A thousand families."), by=sayer)
    for was in ({"was": read}, {}):
        answer = client.post(f"{page}confirm/", was, follow=True).content.decode()
        assert "put in other words meanwhile" in answer
        assert "A thousand families." in answer
    outcome.refresh_from_db()
    assert outcome.state == "said"
    client.post(f"{page}confirm/", {"was": outcome.mark})
    outcome.refresh_from_db()
    assert outcome.state == "confirmed"


def test_words_of_the_project_are_not_put_into_the_mouth_of_whoever_said_so(project, lead, sayer):
    outcome = say(project, sayer)
    page = outcome.get_absolute_url()
    ours = "in the words of the project"
    assert ours not in signed_in(lead).client.get(page).content.decode()
    outcome = verbs.change_outcome(outcome, replace(TOLD, words="We did it."), by=lead)
    for reader in (lead, sayer):
        assert ours in signed_in(reader).client.get(page).content.decode()
    verbs.decline_outcome(outcome, by=lead, reason="No.")
    verbs.change_outcome(outcome, TOLD, by=sayer)
    assert ours not in signed_in(sayer).client.get(page).content.decode()


def test_the_lead_sees_it_differently_and_whoever_said_so_reads_why(project, lead, sayer):
    outcome = say(project, sayer)
    client, page = signed_in(lead).client, outcome.get_absolute_url()
    assert client.post(f"{page}decline/", {"reason": ""}).status_code == 422
    for _click in range(2):
        assert client.post(f"{page}decline/", {"reason": "It was eleven."}).status_code == 302
    assert "It was eleven." in Letter.objects.get(recipient=sayer).text
    assert "It was eleven." in signed_in(sayer).client.get(page).content.decode()


def test_in_the_words_of_the_lead_it_stands_and_in_those_of_the_sayer_it_waits(
    project, lead, sayer
):
    outcome = say(project, sayer)
    page = outcome.get_absolute_url()
    verbs.decline_outcome(outcome, by=lead, reason="It was eleven.")
    signed_in(sayer).client.post(f"{page}edit/", SAID | {"words": "Eleven families."})
    outcome.refresh_from_db()
    assert (outcome.state, outcome.reason, outcome.words) == ("said", "", "Eleven families.")
    assert Letter.objects.filter(recipient=lead).count() == 2
    signed_in(lead).client.post(f"{page}edit/", SAID | {"words": "Eleven families cook."})
    outcome.refresh_from_db()
    assert (outcome.state, outcome.words) == ("confirmed", "Eleven families cook.")
    assert "Eleven families cook." in Letter.objects.filter(recipient=sayer).last().text


def test_what_the_project_confirmed_its_sayer_neither_changes_nor_takes_back(project, lead, sayer):
    outcome = say(project, sayer)
    verbs.confirm_outcome(outcome, by=lead)
    client, page = signed_in(sayer).client, outcome.get_absolute_url()
    assert client.get(f"{page}edit/").status_code == 403
    assert client.post(f"{page}withdraw/").status_code == 403
    assert Outcome.objects.exists()


def test_its_sayer_takes_it_back_before_and_nobody_else(project, lead, sayer):
    outcome = say(project, sayer)
    address = f"{outcome.get_absolute_url()}withdraw/"
    assert signed_in(lead).client.post(address).status_code == 403
    for _click in range(2):
        assert signed_in(sayer).client.post(address).status_code == 302
    assert not Outcome.objects.exists()
    with pytest.raises(NotAnOutcome, match="withdrawn"):
        verbs.confirm_outcome(outcome, by=lead)


def test_others_neither_change_nor_decide(project, lead, sayer):
    outcome = say(project, sayer)
    verbs.confirm_outcome(outcome, by=lead)
    client, page = signed_in(PeerFactory()).client, outcome.get_absolute_url()
    for verb in ("edit", "decline", "confirm", "withdraw"):
        assert client.post(f"{page}{verb}/", SAID).status_code == 403, verb


@pytest.mark.parametrize("by_lead", [True, False])
def test_whoever_is_parted_by_a_block_is_sent_nothing_and_finds_it_on_the_page(
    project, lead, sayer, by_lead
):
    pair = {"by": lead, "blocked": sayer} if by_lead else {"by": sayer, "blocked": lead}
    Block.objects.create(**pair)
    outcome = say(project, sayer)
    verbs.confirm_outcome(outcome, by=lead)
    assert not Letter.objects.exists()
    page = signed_in(lead).client.get(project.get_absolute_url()).content.decode()
    assert outcome.get_absolute_url() in page


def test_letters_that_are_no_longer_so_do_not_leave(project, lead, sayer):
    outcome = say(project, sayer)
    asked = Letter.objects.get(recipient=lead)
    assert outcomes_still_told([asked]) == {asked.pk}
    verbs.confirm_outcome(outcome, by=lead)
    assert outcomes_still_told([asked]) == set()


# Reading ----------------------------------------------------------------------------------------


def test_its_sayer_is_named_to_members_who_may_see_them(project, lead, sayer, cast):
    outcome = say(project, sayer)
    verbs.confirm_outcome(outcome, by=lead)
    page = outcome.get_absolute_url()

    def named() -> set[str]:
        clients = {"nobody": cast.nobody.client, "peer": cast.peer.client}
        return {who for who in clients if sayer.name in clients[who].get(page).content.decode()}

    assert named() == {"peer"}
    Profile.objects.filter(peer=sayer).update(audience="hidden")
    assert named() == set()


def test_a_hidden_sayer_is_not_named_to_the_lead(project, lead, sayer):
    Profile.objects.filter(peer=sayer).update(audience="hidden")
    say(project, sayer)
    letter = Letter.objects.get()
    assert "A member says what came of" in letter.text
    assert sayer.name not in letter.text


def test_the_page_says_all_of_it(project, lead, cast):
    told = Told("place", "A **bench**.", "Rain", "https://example.org/b", timezone.localdate())
    page = cast.nobody.client.get(say(project, lead, told).get_absolute_url()).content.decode()
    for words in ("for the place", "<strong>bench</strong>", "Rain", "https://example.org/b",
                  "confirmed by the project", "/projects/kitchen/"):  # fmt: skip
        assert words in page


def test_an_old_outcome_without_action_or_sayer_is_read_all_the_same(project, cast):
    outcome = OutcomeFactory(
        project=project, state="confirmed", decided_at=timezone.now() - timedelta(days=900)
    )
    assert cast.nobody.client.get(outcome.get_absolute_url()).status_code == 200
