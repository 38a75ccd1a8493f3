"""Is it still going? Asked once a year; silence fades an entry and then takes it off the lists."""

import re
from datetime import date, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from leeds_leaders.moderation.choices import Standing
from leeds_leaders.notices import actions as notices
from leeds_leaders.notices.models import Letter, Notice
from leeds_leaders.notices.tasks import drain
from projects import actions, jobs
from projects.actions import checking, life
from projects.choices import Stage, StillGoing
from projects.models import Listing, Project, StageMove, YearlyAsk
from tests.conftest import in_threads, signed_in
from tests.factories import PeerFactory, ProjectFactory, TeamMemberFactory

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
START = "2026-05-05 09:35:00+00:00"


@pytest.fixture
def clock():
    with time_machine.travel(START, tick=False) as clock:
        yield clock


@pytest.fixture
def project(clock):
    """One of which nothing was heard for a year."""
    return ProjectFactory(title="The tool library", checked_at=timezone.now() - 366 * DAY)


def go_round(clock, days=0):
    clock.shift(days * DAY)
    return jobs.ask_whether_still_going()


def now(project) -> Project:
    return Project.objects.get(pk=project.pk)


def link_of(recipient) -> str:
    letter = Letter.objects.filter(recipient=recipient).latest("pk")
    return re.search(r"/still-going/[^/\s]+/", letter.text)[0]


def page_of(project):
    return Client().get(project.get_absolute_url()).text


def test_a_year_of_silence_goes_by_steps_from_the_question_to_the_archive(project, clock):
    lead = project.lead
    assert go_round(clock) == 1
    assert go_round(clock) == 0
    [notice] = Notice.objects.all()
    assert notice.title == "Is “The tool library” still going?"
    assert go_round(clock, 29) == 0
    assert go_round(clock, 1) == 1
    assert go_round(clock, 1) == 0
    assert Notice.objects.latest("pk").title == "Once more: is “The tool library” still going?"
    assert Notice.objects.count() == 2
    assert "Nobody has said since" not in page_of(project)
    assert go_round(clock, 29) == 1
    assert "Nobody has said since 4 May 2025 whether this still goes on." in page_of(project)
    assert "nobody has said lately whether it goes on" in Client().get("/projects/").text
    assert Listing.objects.filter(project=project).exists()
    assert go_round(clock, 59) == 0
    assert go_round(clock, 1) == 1
    assert go_round(clock, 400) == 0
    project = now(project)
    assert (project.standing, project.is_archived) == (Standing.WITHDRAWN, True)
    assert not Listing.objects.filter(project=project).exists()
    assert project.title not in Client().get("/projects/").text
    assert "left the lists and the map" in page_of(project)
    assert Notice.objects.latest("pk").title == "“The tool library” is not on the map any more"
    assert set(Notice.objects.values_list("recipient", flat=True)) == {lead.pk}


def test_one_click_of_a_lead_brings_an_archived_project_back_as_it_was(project, clock):
    since = now(project).live_since
    for days in (0, 30, 30, 60):
        go_round(clock, days)
    lead = signed_in(project.lead).client
    assert "bring it back" in lead.get(project.get_absolute_url()).text
    address = reverse("projects:still-going", args=[project.slug])
    for _double_click in range(2):
        assert lead.post(address, {"answer": "going"}).status_code == 302
    project = now(project)
    assert (project.standing, project.archived_at, project.faded_at) == ("live", None, None)
    assert project.live_since == since
    assert project.checked_at == timezone.now()
    ask = YearlyAsk.objects.get()
    assert (ask.answer, ask.answered_by) == (StillGoing.GOING, project.lead)
    assert go_round(clock, 300) == 0
    assert go_round(clock, 66) == 1


def test_bringing_it_back_from_the_admin_or_by_the_old_button_is_the_same(project, clock):
    for days in (0, 30, 30, 60):
        go_round(clock, days)
    actions.restore(project, by=project.lead)
    assert now(project).is_live
    assert now(project).checked_at == timezone.now()


def test_all_who_answer_for_it_are_asked_each_by_a_link_of_their_own(project, clock):
    beside = TeamMemberFactory(project=project, is_lead=True).peer
    TeamMemberFactory(project=project, is_lead=True, peer__is_active=False)
    TeamMemberFactory(project=project)
    go_round(clock)
    assert set(Letter.objects.values_list("recipient", flat=True)) == {project.lead_id, beside.pk}
    assert link_of(project.lead) != link_of(beside)


@pytest.mark.parametrize("answer", StillGoing)
def test_whoever_holds_the_link_answers_once_without_signing_in(project, clock, answer):
    go_round(clock)
    link, visitor = link_of(project.lead), Client()
    page = visitor.get(link)
    assert page.status_code == 200
    assert page.headers["Cache-Control"] == "private, no-store"
    assert page.text.count("<button") >= 3
    assert not YearlyAsk.objects.exclude(answered_at=None).exists()
    fields = {"answer": answer, "lessons": "Ask the **caretaker** first.", "is_completed": "on"}
    assert visitor.post(link, fields).status_code == 200
    ask, project = YearlyAsk.objects.get(), now(project)
    assert (ask.answer, ask.answered_by) == (answer, project.lead)
    assert project.checked_at == timezone.now()
    ended = answer == StillGoing.ENDED
    assert project.stage == (Stage.COMPLETED if ended else Stage.UNDER_WAY)
    assert project.lessons == ("Ask the **caretaker** first." if ended else "")
    assert StageMove.objects.filter(project=project).count() == ended
    for method in (visitor.get, visitor.post):
        assert method(link, fields).status_code == 410
    assert YearlyAsk.objects.get() == ask


def test_a_link_is_worth_nothing_to_whoever_is_not_the_one_it_was_for(project, clock):
    go_round(clock)
    link = link_of(project.lead)
    ask = YearlyAsk.objects.get()
    other = PeerFactory()
    forged = reverse("projects:still-going-by-link", args=[ask.link_token(other.pk)])
    for wrong in (link[:-2] + "x/", forged, "/still-going/1/"):
        assert Client().get(wrong).status_code == 404, wrong
        assert Client().post(wrong, {"answer": "ended"}).status_code == 404, wrong
    notices.revoke_links(project.lead)
    assert Client().get(link).status_code == 404
    assert now(project).stage == Stage.UNDER_WAY


def test_an_answer_that_is_none_is_refused_in_words(project, clock):
    go_round(clock)
    for said in ({}, {"answer": "perhaps"}, {"answer": "ended", "lessons": "\x01"}):
        assert Client().post(link_of(project.lead), said).status_code == 422
    assert YearlyAsk.objects.get().answer == ""


def test_a_letter_that_waits_does_not_ask_what_was_answered(project, clock, mailoutbox):
    go_round(clock)
    checking.say_going(project, by=project.lead)
    drain()
    assert not mailoutbox


def test_doing_something_is_an_answer_and_a_moderators_doing_is_none(project, clock):
    go_round(clock)
    life.note_life(now(project), by=PeerFactory())
    assert YearlyAsk.objects.get().answer == ""
    life.note_life(now(project), by=project.lead)
    assert YearlyAsk.objects.get().answer == StillGoing.GOING


@pytest.mark.parametrize(
    "facts",
    [
        {"stage": Stage.COMPLETED},
        {"stage": Stage.ENDED},
        {"standing": Standing.HELD},
        {"standing": Standing.WITHDRAWN},
        {"checked_at": timezone.now() + 1000 * DAY},
    ],
)
def test_some_are_not_asked(clock, facts):
    ProjectFactory(**{"checked_at": timezone.now() - 900 * DAY} | facts)
    assert go_round(clock) == 0


def test_one_taken_off_by_hand_while_it_was_asked_is_left_alone(project, clock):
    go_round(clock)
    link = link_of(project.lead)
    actions.withdraw(project, by=project.lead)
    assert go_round(clock, 200) == 0
    assert not now(project).is_archived
    answer = Client().get(link)
    assert answer.status_code == 410
    assert "opens nothing" in answer.text
    assert "answered already" not in answer.text  # nobody has


def test_a_listing_that_nobody_claimed_fades_after_two_years_and_leaves_after_three(clock):
    listing = ProjectFactory(
        lead=None, source="A file", source_date=date(2024, 5, 1), checked_at=timezone.now()
    )
    fresh = ProjectFactory(lead=None, checked_at=timezone.now())
    assert go_round(clock) == 1
    assert "Nobody has said since 1 May 2024" in page_of(listing)
    assert not Letter.objects.exists()
    assert go_round(clock, 300) == 0
    assert go_round(clock, 70) == 1
    assert now(listing).is_archived
    assert now(fresh).faded_at is None


def test_an_old_file_is_seen_for_two_months_and_a_new_one_brightens(clock):
    old = ProjectFactory(lead=None, source_date=date(2019, 5, 1))
    mended = ProjectFactory(lead=None, source_date=date(2019, 5, 1))
    assert go_round(clock) == 2
    Project.objects.filter(pk=mended.pk).update(source_date=date(2026, 5, 1))
    assert go_round(clock, 61) == 2
    assert now(old).is_archived
    assert now(mended).is_live
    assert now(mended).faded_at is None


def test_only_those_who_answer_for_it_say_how_it_goes(cast, project_of):
    for who, player in cast:
        address = reverse("projects:still-going", args=["live-project"])
        status = player.client.post(address, {"answer": "ended"}).status_code
        if who == "lead":
            assert status == 302
        else:
            assert (status == 302) == (who in {"nobody", "suspended"}), who
    assert project_of("live").stage == Stage.ENDED


@pytest.mark.django_db(transaction=True)
def test_three_rounds_at_once_ask_everybody_once():
    for _each in range(5):
        ProjectFactory(checked_at=timezone.now() - 400 * DAY)
    in_threads(*[jobs.ask_whether_still_going] * 3)
    assert YearlyAsk.objects.count() == Letter.objects.count() == 5


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("step", [checking.fade_due, checking.archive_due])
def test_who_answers_while_the_round_goes_by_is_not_in_its_way(monkeypatch, step):
    project, moment = ProjectFactory(), timezone.now()
    faded_at = moment - 60 * DAY if step == checking.archive_due else None
    ask = YearlyAsk.objects.create(project=project, asked_at=moment - 130 * DAY, faded_at=faded_at)

    def answer_late(*said, **more):
        in_threads(lambda: step(moment))
        life.answer(*said, **more)

    monkeypatch.setattr(checking, "answer", answer_late)
    checking.say_going(project, by=project.lead)
    ask.refresh_from_db()
    assert (ask.answer, now(project).is_live) == (StillGoing.GOING, True)
    assert now(project).faded_at is None


def test_its_people_and_moderators_take_an_archived_one_away_from_all_eyes(project, clock, cast):
    for days in (0, 30, 30, 60):
        go_round(clock, days)
    other = ProjectFactory(standing=Standing.WITHDRAWN, archived_at=timezone.now())
    lead = signed_in(project.lead).client
    withdraw = reverse("projects:withdraw", args=[project.slug])
    assert withdraw in lead.get(project.get_absolute_url()).text
    lead.post(withdraw)
    actions.decline(other, by=cast.moderator.peer, reason="It names a child.")
    assert (now(project).standing, now(project).archived_at) == (Standing.WITHDRAWN, None)
    assert (now(other).standing, now(other).archived_at) == (Standing.DECLINED, None)
    assert now(other).decision_reason == "It names a child."
    for gone in (project, other):
        assert Client().get(gone.get_absolute_url()).status_code == 404
    assert withdraw not in lead.get(project.get_absolute_url()).text


def test_a_lead_who_edits_it_has_answered(cast, project_of):
    project = project_of("live")
    ask = project.yearly_asks.create(asked_at=timezone.now())
    details = actions.Details(title="Beans", summary="More beans", stage=project.stage)
    actions.change(project, details, by=cast.moderator.peer, revision=1)
    assert YearlyAsk.objects.waiting().get() == ask
    actions.change(project, details, by=cast.lead.peer, revision=2)
    assert YearlyAsk.objects.get().answered_by == cast.lead.peer
