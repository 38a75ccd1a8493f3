"""The verbs of projects: what they change, what they refuse, and whom they tell."""

from datetime import date

import pytest
import time_machine
from django.db import transaction

from leeds_leaders.geography.models import Ward
from leeds_leaders.language.models import Cause, Help
from leeds_leaders.moderation.choices import MOVES, Standing
from leeds_leaders.moderation.errors import NoReason, NotTheirsToDecide
from leeds_leaders.moderation.jobs import let_go_of_what_is_over
from leeds_leaders.notices.choices import Purpose, State
from leeds_leaders.notices.models import Letter
from projects import actions
from projects.actions import Details
from projects.choices import STAGE_MOVES, Precision, Stage
from projects.errors import IllegalMove, StaleEdit
from projects.models import Draft, PrivatePlace, Project, StageMove
from tests.factories import PeerFactory, ProjectFactory

pytestmark = pytest.mark.django_db

SPOT = (53.8123456789, -1.6123456789)


def details(**more) -> Details:
    return Details(**{"title": "Beans for all", "summary": "Neighbours grow beans.", **more})


@pytest.fixture
def lead():
    return PeerFactory()


@pytest.fixture
def moderator():
    return PeerFactory(is_superuser=True, is_staff=True)


def reread(project: Project) -> Project:
    return Project.objects.get(pk=project.pk)


# Adding ---------------------------------------------------------------------------------------


def test_a_first_project_waits_for_a_moderator_and_later_ones_do_not(lead, moderator):
    first = actions.add(details(), by=lead)
    second = actions.add(details(title="Peas for all"), by=lead)
    assert [first.standing, second.standing] == [Standing.HELD, Standing.HELD]
    actions.approve(first, by=moderator)
    assert actions.add(details(title="Leeks for all"), by=lead).standing == Standing.LIVE


@pytest.mark.parametrize("standing", [Standing.DECLINED, Standing.WITHDRAWN, Standing.HELD])
def test_a_project_that_is_not_live_vouches_for_no_other(lead, standing):
    ProjectFactory(lead=lead, standing=standing)
    assert actions.add(details(), by=lead).standing == Standing.HELD


def test_somebody_elses_live_project_vouches_for_nobody(lead):
    ProjectFactory(standing=Standing.LIVE)
    assert actions.add(details(), by=lead).standing == Standing.HELD


def test_what_was_said_is_what_is_kept(lead):
    ward = Ward.objects.get(slug="armley")
    causes = list(Cause.objects.filter(slug__in=["community-growing", "older-people"]))
    needs = list(Help.objects.filter(slug="money"))
    offers = list(Help.objects.filter(slug="land-or-growing-space"))
    said = details(
        story="It **began**.",
        led_by="group",
        run_by="The Bean Club",
        stage=Stage.STARTING,
        causes=causes,
        needs=needs,
        offers=offers,
        ward=ward,
        place="By the mill",
        point=SPOT,
        links=["https://example.org/beans"],
        contact="Ring Bea",
        contact_audience="everybody",
        end_point="a hundred gardens",
        ends_on=date(2030, 1, 1),
        money_holder="The credit union",
    )
    project = reread(actions.add(said, by=lead))
    for name in Details.PLAIN:
        assert getattr(project, name) == getattr(said, name), name
    assert (project.stage, project.lead) == (Stage.STARTING, lead)
    assert set(project.causes.all()) == set(causes)
    assert list(project.needs.all()) == needs
    assert list(project.offers.all()) == offers
    parents = {c.parent_id for c in causes if c.parent_id}
    assert set(project.cause_ids) == {c.pk for c in causes} | parents
    assert project.need_ids == [needs[0].pk]
    assert project.offer_ids == [offers[0].pk]


@time_machine.travel("2026-07-01 23:30:00+00:00", tick=False)
def test_a_stage_is_dated_by_the_citys_own_day(lead):
    project = actions.add(details(), by=lead)
    move = project.stage_moves.get()
    assert (move.came_from, move.went_to, move.moved_on) == ("", Stage.IDEA, date(2026, 7, 2))
    assert move.moved_by == lead


def test_equal_titles_get_addresses_of_their_own(lead):
    slugs = {actions.add(details(summary=f"Bed {n}."), by=lead).slug for n in range(4)}
    assert "beans-for-all" in slugs
    assert len(slugs) == 4


@pytest.mark.parametrize("title", ["New", "draft", "DRAFT!", "points.json", "🎉", "豆"])
def test_no_title_takes_the_address_of_another_page(lead, title, client):
    ProjectFactory(lead=lead)  # so that the next one is live
    project = actions.add(details(title=title), by=lead)
    answer = client.get(project.get_absolute_url())
    assert answer.status_code == 200
    assert title in answer.content.decode()


def test_adding_ends_the_draft_for_a_new_project_and_no_other(lead):
    other = ProjectFactory(lead=lead)
    actions.keep_draft({"title": ["Beans"]}, by=lead, project=None)
    actions.keep_draft({"title": ["Peas"]}, by=lead, project=other)
    actions.keep_draft({"title": ["Leeks"]}, by=PeerFactory(), project=None)
    actions.add(details(), by=lead)
    assert sorted(d.fields["title"][0] for d in Draft.objects.all()) == ["Leeks", "Peas"]


# Places -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("precision", "public", "is_private_kept"),
    [
        (Precision.EXACT, (53.812346, -1.612346), False),
        (Precision.STREET, (53.812, -1.612), True),
        (Precision.WARD, "the ward's middle", True),
    ],
)
def test_only_the_place_that_others_may_see_is_stored_in_public(
    lead, precision, public, is_private_kept
):
    ward = Ward.objects.get(slug="armley")
    if precision == Precision.WARD:
        public = (ward.latitude, ward.longitude)
    project = reread(actions.add(details(point=SPOT, precision=precision, ward=ward), by=lead))
    assert (project.latitude, project.longitude) == public
    kept = PrivatePlace.objects.filter(project=project).values_list("latitude", "longitude")
    assert list(kept) == ([SPOT] if is_private_kept else [])


def test_a_place_that_becomes_exact_leaves_no_private_copy_behind(lead):
    project = actions.add(details(point=SPOT, precision=Precision.STREET), by=lead)
    project = actions.change(
        project, details(point=SPOT, precision=Precision.EXACT), by=lead, revision=1
    )
    assert not PrivatePlace.objects.exists()


def test_a_pin_that_is_taken_away_is_forgotten_everywhere(lead):
    project = actions.add(details(point=SPOT, precision=Precision.STREET), by=lead)
    project = actions.change(
        project, details(point=None, precision=Precision.STREET), by=lead, revision=1
    )
    assert (project.latitude, project.longitude) == (None, None)
    assert not PrivatePlace.objects.exists()


def test_a_moderators_edit_leaves_the_private_place_as_it_was(lead, moderator):
    """A moderator sees and sends the public place; the lead's own must not become it."""
    project = actions.add(details(point=SPOT, precision=Precision.STREET), by=lead)
    public = (project.latitude, project.longitude)
    actions.change(
        project,
        details(title="Beans for everybody", point=public, precision=Precision.STREET),
        by=moderator,
        revision=1,
    )
    place = PrivatePlace.objects.get(project=project)
    assert (place.latitude, place.longitude) == SPOT


def test_a_pin_that_a_moderator_moves_is_moved(lead, moderator):
    project = actions.add(details(point=SPOT, precision=Precision.STREET), by=lead)
    moved = (53.75, -1.5)
    project = actions.change(
        project, details(point=moved, precision=Precision.STREET), by=moderator, revision=1
    )
    place = PrivatePlace.objects.get(project=project)
    assert (place.latitude, place.longitude) == moved == (project.latitude, project.longitude)


# Changing ---------------------------------------------------------------------------------------


def test_an_edit_upon_another_edit_is_refused_and_changes_nothing(lead):
    project = actions.add(details(), by=lead)
    actions.change(project, details(title="First"), by=lead, revision=1)
    with pytest.raises(StaleEdit, match="Somebody else saved"):
        actions.change(project, details(title="Second"), by=lead, revision=1)
    project = reread(project)
    assert (project.title, project.revision) == ("First", 2)


def test_the_address_stays_when_the_title_changes(lead):
    project = actions.add(details(), by=lead)
    changed = actions.change(project, details(title="Quite another"), by=lead, revision=1)
    assert changed.slug == project.slug


MOVES_ASKED = [(a, b) for a in Stage.values for b in Stage.values if a != b]


@pytest.mark.parametrize(("here", "there"), MOVES_ASKED)
def test_stages_move_as_the_table_allows_and_no_other_way(lead, here, there):
    project = ProjectFactory(lead=lead, stage=here)
    if there in STAGE_MOVES[here]:
        actions.change(project, details(stage=there), by=lead, revision=1)
        move = project.stage_moves.get()
        assert (move.came_from, move.went_to) == (here, there)
    else:
        with pytest.raises(IllegalMove, match="cannot become"):
            actions.change(project, details(stage=there), by=lead, revision=1)
        assert reread(project).stage == here
        assert not StageMove.objects.exists()


def test_a_change_without_a_move_adds_no_move(lead):
    project = actions.add(details(), by=lead)
    actions.change(project, details(title="Peas"), by=lead, revision=1)
    assert project.stage_moves.count() == 1


def test_a_declined_project_that_its_lead_mends_waits_again(lead, moderator):
    project = ProjectFactory(lead=lead, standing=Standing.DECLINED)
    mended = actions.change(project, details(stage=project.stage), by=lead, revision=1)
    assert mended.standing == Standing.HELD


def test_a_declined_project_that_a_moderator_touches_stays_declined(lead, moderator):
    project = ProjectFactory(lead=lead, standing=Standing.DECLINED)
    changed = actions.change(project, details(stage=project.stage), by=moderator, revision=1)
    assert changed.standing == Standing.DECLINED


# Deciding ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("here", Standing.values)
@pytest.mark.parametrize("verb", ["approve", "decline", "withdraw", "restore"])
def test_standings_move_as_the_table_allows_and_no_other_way(lead, moderator, here, verb):
    project = ProjectFactory(lead=lead, standing=here)
    goals = {
        "approve": Standing.LIVE,
        "decline": Standing.DECLINED,
        "withdraw": Standing.WITHDRAWN,
        "restore": Standing.HELD,
    }
    more = {"reason": "Not here."} if verb == "decline" else {}
    by = lead if verb in {"withdraw", "restore"} else moderator
    act = getattr(actions, verb)
    can_move = goals[verb] in MOVES[here] and (verb, here) != ("restore", Standing.LIVE)
    if can_move:
        assert act(project, by=by, **more).standing == goals[verb]
    else:
        with pytest.raises(IllegalMove):
            act(project, by=by, **more)
        assert reread(project).standing == here


def test_nobody_approves_or_declines_a_project_of_their_own(moderator):
    own = ProjectFactory(lead=moderator, standing=Standing.HELD)
    with pytest.raises(NotTheirsToDecide, match="their own"):
        actions.approve(own, by=moderator)
    with pytest.raises(NotTheirsToDecide, match="their own"):
        actions.decline(own, by=moderator, reason="Vanity.")
    assert reread(own).standing == Standing.HELD


@pytest.mark.parametrize("reason", ["", "  \t"])
def test_a_project_is_declined_with_a_reason_or_not_at_all(lead, moderator, reason):
    project = ProjectFactory(lead=lead, standing=Standing.HELD)
    with pytest.raises(NoReason, match="Say why"):
        actions.decline(project, by=moderator, reason=reason)
    assert reread(project).standing == Standing.HELD


def test_a_decision_keeps_who_when_and_why(lead, moderator):
    project = ProjectFactory(lead=lead, standing=Standing.HELD)
    actions.decline(project, by=moderator, reason="Please say where it is.")
    project = reread(project)
    assert project.decided_by == moderator
    assert project.decided_at is not None
    assert project.decision_reason == "Please say where it is."


def test_a_lead_cannot_undo_a_moderators_no_by_withdrawing_and_restoring(lead, moderator):
    ProjectFactory(lead=lead, standing=Standing.LIVE)
    project = ProjectFactory(lead=lead, standing=Standing.LIVE)
    actions.decline(project, by=moderator, reason="It is an advertisement.")
    actions.withdraw(project, by=lead)
    restored = actions.restore(project, by=lead)
    assert restored.standing == Standing.HELD
    assert restored.decision_reason == "It is an advertisement."


def test_mending_a_declined_project_is_no_way_around_a_moderator_either(lead, moderator):
    ProjectFactory(lead=lead, standing=Standing.LIVE)
    project = ProjectFactory(lead=lead, standing=Standing.HELD)
    actions.decline(project, by=moderator, reason="It is an advertisement.")
    actions.change(project, details(stage=project.stage), by=lead, revision=1)
    actions.withdraw(project, by=lead)
    assert actions.restore(project, by=lead).standing == Standing.HELD


def test_a_live_project_comes_back_live_beside_another_and_waits_when_it_is_alone(lead):
    alone = ProjectFactory(lead=lead, standing=Standing.LIVE)
    actions.withdraw(alone, by=lead)
    assert actions.restore(alone, by=lead).standing == Standing.HELD
    ProjectFactory(lead=lead, standing=Standing.LIVE)
    other = ProjectFactory(lead=lead, standing=Standing.LIVE)
    actions.withdraw(other, by=lead)
    assert actions.restore(other, by=lead).standing == Standing.LIVE


# Telling ----------------------------------------------------------------------------------------


def test_the_lead_is_told_of_an_approval_in_whole_sentences(lead, moderator):
    project = ProjectFactory(
        lead=lead, standing=Standing.HELD, title="Beans <&> peas", slug="beans"
    )
    actions.approve(project, by=moderator)
    letter = Letter.objects.get()
    assert (letter.address, letter.purpose, letter.state) == (
        lead.email,
        Purpose.DECISION,
        State.QUEUED,
    )
    assert letter.subject == "“Beans <&> peas” is on the map"
    assert "Beans <&> peas" in letter.text
    assert "/projects/beans/" in letter.text
    assert "&lt;" not in letter.text
    assert "Beans &lt;&amp;&gt; peas" in letter.html
    assert "/projects/beans/" in letter.html
    assert "You get this because" in letter.text


def test_the_lead_is_told_why_it_was_declined(lead, moderator):
    project = ProjectFactory(lead=lead, standing=Standing.HELD)
    actions.decline(project, by=moderator, reason="Say <where> it is.")
    letter = Letter.objects.get()
    assert "Say <where> it is." in letter.text
    assert "Say &lt;where&gt; it is." in letter.html
    assert project.title in letter.subject


def test_each_decision_is_told_once_and_a_new_one_again(lead, moderator):
    project = ProjectFactory(lead=lead, standing=Standing.HELD)
    actions.approve(project, by=moderator)
    with pytest.raises(IllegalMove):
        actions.approve(project, by=moderator)
    assert Letter.objects.count() == 1
    actions.decline(project, by=moderator, reason="On second thoughts, no.")
    assert Letter.objects.count() == 2


def test_a_decision_that_is_rolled_back_is_told_to_nobody(lead, moderator):
    project = ProjectFactory(lead=lead, standing=Standing.HELD)
    with pytest.raises(RuntimeError), transaction.atomic():  # noqa: PT012
        actions.approve(project, by=moderator)
        raise RuntimeError
    assert not Letter.objects.exists()
    assert reread(project).standing == Standing.HELD


def test_a_listing_without_a_lead_is_decided_on_and_nobody_is_told(moderator):
    listing = ProjectFactory(lead=None, standing=Standing.HELD)
    assert actions.approve(listing, by=moderator).is_live
    assert not Letter.objects.exists()


def test_the_worker_is_woken_once_the_decision_is_safe_and_not_before(
    lead, moderator, django_capture_on_commit_callbacks, monkeypatch
):
    woken = []
    monkeypatch.setattr("leeds_leaders.notices.tasks.hint", lambda: woken.append(1))
    project = ProjectFactory(lead=lead, standing=Standing.HELD)
    with django_capture_on_commit_callbacks(execute=True):
        actions.approve(project, by=moderator)
        assert not woken
    assert woken == [1]


@pytest.mark.parametrize(
    "title", ["Beans\u2028Bcc: x@example.org", "x" * 120, "“” " * 30, "{{ title }} %s %(x)s"]
)
def test_no_title_breaks_a_subject(lead, moderator, title):
    project = ProjectFactory(lead=lead, standing=Standing.HELD, title=title)
    actions.approve(project, by=moderator)
    subject = Letter.objects.get().subject
    assert len(subject.splitlines()) == 1
    assert len(subject) <= 180


# Drafts -----------------------------------------------------------------------------------------


def test_a_later_draft_replaces_the_earlier_one_of_the_same_form(lead):
    project = ProjectFactory(lead=lead)
    for words in ("one", "two"):
        actions.keep_draft({"title": [words]}, by=lead, project=None)
        actions.keep_draft({"title": [words]}, by=lead, project=project)
    assert [d.fields for d in Draft.objects.all()] == [{"title": ["two"]}] * 2


def test_drafts_are_forgotten_after_sixty_days():
    with time_machine.travel("2026-01-01 12:00:00+00:00", tick=False) as clock:
        old = actions.keep_draft({}, by=PeerFactory(), project=None)
        clock.move_to("2026-02-20 12:00:00+00:00")
        young = actions.keep_draft({}, by=PeerFactory(), project=None)
        clock.move_to("2026-03-02 12:00:01+00:00")
        let_go_of_what_is_over()
        assert list(Draft.objects.all()) == [young]
        assert old.pk != young.pk


def test_a_form_sent_twice_puts_one_project_on_the_map(cast):
    details = Details(title="Twice clicked", summary="A slow network and a quick finger.")
    first = actions.add(details, by=cast.peer.peer)
    assert actions.add(details, by=cast.peer.peer) == first
    assert Project.objects.filter(title="Twice clicked").count() == 1


def test_the_same_words_a_day_later_are_another_project(cast):
    details = Details(title="Every year", summary="The same words again.")
    with time_machine.travel("2026-03-01 08:00Z", tick=False):
        first = actions.add(details, by=cast.peer.peer)
    with time_machine.travel("2026-03-02 08:00Z", tick=False):
        assert actions.add(details, by=cast.peer.peer) != first
