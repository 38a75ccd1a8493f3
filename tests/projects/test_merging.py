"""Two entries of one thing become one: everything moves, texts are not mixed, addresses lead on."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from forums.models import Action, Answer, Outcome
from leeds_leaders.language.models import Cause
from leeds_leaders.moderation.choices import Standing
from leeds_leaders.moderation.models import Approved
from leeds_leaders.notices.models import Letter, Notice
from peers.actions import erase
from projects import actions, rules
from projects.actions import history, merging, news
from projects.actions.merging import STAYS, links_to_projects, merge
from projects.choices import Rung
from projects.errors import IllegalMove
from projects.models import (
    Bid,
    DevelopmentOffer,
    Find,
    Handover,
    Interest,
    Invitation,
    Listing,
    Milestone,
    Photo,
    PrivatePlace,
    Project,
    ProjectClaim,
    Tally,
    Version,
)
from tests.conftest import in_threads, signed_in
from tests.factories import (
    ActionFactory,
    CohortFactory,
    InterestFactory,
    MembershipFactory,
    NewsFactory,
    OrganisationFactory,
    OutcomeFactory,
    PeerFactory,
    ProjectFactory,
    QuestionFactory,
    SavedSearchFactory,
    SessionFactory,
    SupportFactory,
    TeamMemberFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def moderator(db):
    return PeerFactory(name="Mo Moderator", is_staff=True, is_superuser=True)


@pytest.fixture
def two(db):
    """An entry, and the same once more."""
    kept = ProjectFactory(slug="kept", title="The shed", needs=["transport"])
    return ProjectFactory(slug="gone", title="Our shed", story="Once *more*."), kept


def full(gone: Project, kept: Project) -> dict:
    """One of everything that can belong to a project, on the one that goes."""
    peer, now = PeerFactory(), timezone.now()
    session = SessionFactory()
    session.projects.set([gone, kept])
    SessionFactory().projects.add(gone)
    organisation = OrganisationFactory()
    rows = [
        InterestFactory(project=gone),
        NewsFactory(project=gone),
        SupportFactory(project=gone, tags=["childcare"]),
        TeamMemberFactory(project=gone),
        MembershipFactory(project=gone),
        CohortFactory(project=gone),
        OutcomeFactory(project=gone),
        ActionFactory(project=gone, project_confirmed_at=now),
        Milestone.objects.create(project=gone, title="First beans"),
        Photo.objects.create(
            project=gone, file="projects/a.webp", width=4, height=3, alt="A", place=1
        ),
        Invitation.objects.create(
            project=gone, organisation=organisation, words="Come", due_on=now.date()
        ),
        ProjectClaim.objects.create(project=gone, peer=peer, words="Ours"),
        Bid.objects.create(project=gone, title="Seeds"),
        Answer.objects.create(question=QuestionFactory(), project=gone),
        Find.objects.create(search=SavedSearchFactory(), project=gone),
        ProjectFactory(
            slug="gone-before", standing=Standing.WITHDRAWN, merged_into=gone, title="Ever our shed"
        ),
        DevelopmentOffer.objects.create(title="Learn by doing", project=gone, is_published=True),
    ]
    Photo.objects.create(project=kept, file="projects/b.webp", width=4, height=3, alt="B", place=1)
    return {type(row): row.pk for row in rows}


def test_every_link_of_every_table_moves_or_stays_for_a_reason(two, moderator):
    gone, kept = two
    rows = full(gone, kept)
    merge(gone, into=kept, by=moderator)
    for field in links_to_projects():
        there = field.model._base_manager
        assert not there.filter(**{field.name: gone}).exists(), field
        if field.model is not Project:
            assert there.filter(**{field.name: kept}).exists(), f"{field}: give it one in `full`"
    for model, pk in rows.items():
        assert model._base_manager.filter(pk=pk).exists(), model
    known = {field.model._meta.label_lower for field in links_to_projects()}
    assert not known & STAYS
    every = {
        relation.related_model._meta.label_lower
        for relation in Project._meta.get_fields(include_hidden=True)
        if relation.auto_created and not relation.concrete and not relation.many_to_many
    }
    assert every == known | STAYS
    assert kept.sessions.count() == 2
    assert Action.objects.get(project=kept).project_confirmed_at is not None
    assert Outcome.objects.filter(project=kept).exists()
    assert list(kept.photos.values_list("alt", flat=True)) == ["B", "A"]
    assert kept.development_offers.get().is_published


def test_texts_are_not_mixed_and_what_is_needed_is_asked_for(two, moderator):
    gone, kept = two
    SupportFactory(project=gone, tags=["childcare"])
    gone.causes.set(Cause.objects.all()[:3])
    merge(gone, into=kept, by=moderator)
    kept.refresh_from_db()
    assert (kept.title, kept.slug) == ("The shed", "kept")
    assert "Once" not in kept.story
    assert set(kept.needs.slugs()) == {"childcare", "transport"}
    assert list(kept.causes.slugs()) == ["community-growing"]


def test_lists_and_counts_are_right_afterwards(two, moderator):
    def count():
        return sum(Tally.objects.filter(facet="all").values_list("count", flat=True))

    gone, kept = two
    before = count()
    merge(gone, into=kept, by=moderator)
    assert count() == before - 1
    assert not Listing.objects.filter(project=gone).exists()
    assert Listing.objects.filter(project=kept).exists()


def test_whoever_answers_for_what_is_kept_goes_on_and_the_others_are_asked(two, moderator):
    gone, kept = two
    beside = TeamMemberFactory(project=gone, is_lead=True).peer
    helper = TeamMemberFactory(project=gone).peer
    known = TeamMemberFactory(project=kept).peer
    TeamMemberFactory(project=gone, peer=known, is_lead=True)
    for project in two:
        PrivatePlace.objects.create(project=project, latitude=53.8, longitude=-1.55)
    secret = Bid.objects.create(project=kept, title="Tools")
    brought = Bid.objects.create(project=gone, title="Seeds")
    brought.parts.create(peer=beside, words="The sums")
    merge(gone, into=kept, by=moderator)
    kept.refresh_from_db()
    assert kept.lead_ids == [kept.lead_id]
    assert {row.peer for row in kept.team.in_it()} == {known}
    asked = kept.team.now().filter(said_yes_at=None, is_lead=False, asked_by=kept.lead)
    assert {row.peer for row in asked} == {gone.lead, beside, helper}
    for peer in (gone.lead, beside, helper):
        assert not Bid.objects.visible_to(peer).filter(pk=secret.pk).exists()
        assert not rules.can_see_private_place(peer, kept)
        assert Letter.objects.filter(recipient=peer, key__startswith="team-asked").exists()
    assert Bid.objects.visible_to(beside).get() == brought
    assert [row.project for row in PrivatePlace.objects.all()] == [kept]
    told = Letter.objects.filter(key=f"project-merged:{gone.pk}")
    assert set(told.values_list("recipient", flat=True)) == {
        kept.lead_id, gone.lead_id, beside.pk, known.pk
    }  # fmt: skip
    entry = LogEntry.objects.get()
    assert (entry.user_id, entry.object_id) == (moderator.pk, str(gone.pk))


def test_what_is_not_on_the_map_is_no_way_to_lead_another(two, moderator):
    gone, kept = two
    Project.objects.filter(pk=kept.pk).update(lead=None)
    for standing in (Standing.HELD, Standing.DECLINED):
        Project.objects.filter(pk=gone.pk).update(standing=standing)
        with pytest.raises(IllegalMove, match="nothing of it moves"):
            merge(gone, into=kept, by=moderator)
    Project.objects.filter(pk=gone.pk).update(standing=Standing.WITHDRAWN)
    beside = TeamMemberFactory(project=gone, is_lead=True)
    merge(gone, into=kept, by=moderator)
    kept.refresh_from_db()
    assert (kept.lead, kept.lead_ids, kept.team.now().count()) == (None, [], 0)
    assert kept.team.get() == beside


@pytest.mark.parametrize("confirmed_at", ["gone", "kept"])
def test_nobody_is_named_or_told_news_who_did_not_say_so_to_both(two, moderator, confirmed_at):
    gone, kept = two
    peer = PeerFactory()
    confirmed = {"said": Rung.TOGETHER, "confirmed": Rung.TOGETHER, "confirmed_at": timezone.now()}
    for project in two:
        more = confirmed if project.slug == confirmed_at else {}
        loud = project == gone
        organisation = OrganisationFactory() if loud else None
        InterestFactory(
            project=project, peer=peer, is_named=loud, hears=loud, organisation=organisation, **more
        )
    merge(gone, into=kept, by=moderator)
    left = Interest.objects.get()
    assert (left.project, left.confirmed) == (kept, Rung.TOGETHER)
    assert (left.is_named, left.hears, left.organisation) == (False, False, None)


def test_an_unclaimed_listing_is_led_by_whoever_led_its_duplicate(two, moderator):
    gone, kept = two
    Project.objects.filter(pk=kept.pk).update(lead=None)
    merge(gone, into=kept, by=moderator)
    kept.refresh_from_db()
    assert kept.lead == gone.lead


def test_where_both_have_the_same_one_row_stays_and_the_one_that_says_more(two, moderator):
    gone, kept = two
    peer = PeerFactory()
    InterestFactory(project=kept, peer=peer)
    confirmed = InterestFactory(
        project=gone, peer=peer, said=Rung.TOGETHER, confirmed=Rung.TOGETHER,
        confirmed_at=timezone.now(),
    )  # fmt: skip
    other = InterestFactory(project=kept)
    InterestFactory(project=gone, peer=other.peer)
    merge(gone, into=kept, by=moderator)
    assert set(Interest.objects.values_list("pk", flat=True)) == {confirmed.pk, other.pk}


def test_whoever_claimed_the_duplicate_is_told_that_somebody_answers_for_it(two, moderator):
    gone, kept = two
    gone.lead = None
    gone.save()
    claim = ProjectClaim.objects.create(project=gone, peer=PeerFactory(), words="Ours")
    merge(gone, into=kept, by=moderator)
    claim.refresh_from_db()
    assert (claim.project, claim.verdict, claim.decided_by) == (kept, "declined", moderator)
    assert "somebody answers for" in Letter.objects.get(recipient=claim.peer).text


def test_a_handover_that_waits_passes_nothing_on(two, moderator):
    gone, kept = two
    waiting = Handover.objects.create(project=gone, handed_by=gone.lead, handed_to=PeerFactory())
    merge(gone, into=kept, by=moderator)
    waiting.refresh_from_db()
    assert waiting.state == "withdrawn"
    assert waiting.answered_at is not None


def test_two_that_cannot_become_one_are_refused_in_words(two, moderator):
    gone, kept = two
    with pytest.raises(IllegalMove, match="one and the same"):
        merge(kept, into=kept, by=moderator)
    with pytest.raises(IllegalMove, match="of their own"):
        merge(gone, into=kept, by=gone.lead)
    held = ProjectFactory(standing=Standing.HELD)
    with pytest.raises(IllegalMove, match="not on the map"):
        merge(gone, into=held, by=moderator)
    CohortFactory(project=gone), CohortFactory(project=kept)
    with pytest.raises(IllegalMove, match="cohort"):
        merge(gone, into=kept, by=moderator)
    assert Project.objects.filter(merged_into=None).count() == 3


@pytest.mark.parametrize("page", ["detail", "news-of", "print", "edit", "history"])
def test_every_old_address_leads_to_what_was_kept_over_any_number_of_merges(
    cast, two, page, moderator
):
    gone, kept = two
    first = ProjectFactory(slug="first-of-all")
    merge(first, into=gone, by=moderator)
    merge(gone, into=kept, by=moderator)
    assert Project.objects.get(pk=first.pk).merged_into == kept
    for slug in ("first-of-all", "gone"):
        old = reverse(f"projects:{page}", args=[slug])
        player = cast.peer if page in {"edit", "history"} else cast.nobody
        answer = player.client.get(f"{old}?page=1")
        assert answer.status_code == 301, answer.content
        assert answer["Location"] == reverse(f"projects:{page}", args=["kept"]) + "?page=1"
    former = signed_in(gone.lead).client
    for client in (former, cast.moderator.client):
        assert client.get(reverse("projects:detail", args=["gone"])).status_code == 301


def test_where_what_was_kept_is_hidden_the_old_address_tells_nothing(cast, two, moderator):
    gone, kept = two
    merge(gone, into=kept, by=moderator)
    Project.objects.filter(pk=kept.pk).update(standing=Standing.WITHDRAWN)
    missing = cast.nobody.client.get(reverse("projects:detail", args=["never-was"]))
    hidden = cast.nobody.client.get(gone.get_absolute_url())
    assert (hidden.status_code, hidden.content) == (404, missing.content)
    assert cast.nobody.client.post(reverse("projects:withdraw", args=["gone"])).status_code != 301


@pytest.mark.django_db(transaction=True)
def test_of_fifty_merges_at_once_one_wins_and_the_others_read_why():
    moderator = PeerFactory(is_staff=True, is_superuser=True)
    gone, kept, third = ProjectFactory(), ProjectFactory(), ProjectFactory()
    InterestFactory(project=gone)
    won, words = [], []

    def attempt(into):
        def run():
            try:
                won.append(merge(gone, into=into, by=moderator))
            except IllegalMove as refusal:
                words.append(str(refusal))

        return run

    in_threads(*[attempt(into) for into in (kept, third) for _each in range(25)])
    assert len(won) == 1
    assert len(words) == 49
    assert {word.split(" has become ")[0] for word in words} == {f"“{gone}”"}
    assert Interest.objects.get().project == won[0]
    assert Letter.objects.filter(key=f"project-merged:{gone.pk}").count() == 2


@pytest.mark.django_db(transaction=True)
def test_two_that_are_merged_into_each_other_at_once_are_not_both_gone():
    moderator = PeerFactory(is_staff=True, is_superuser=True)
    one, other = ProjectFactory(), ProjectFactory()
    refused = []

    def attempt(gone, kept):
        def run():
            try:
                merging.merge(gone, into=kept, by=moderator)
            except IllegalMove as refusal:
                refused.append(refusal)

        return run

    in_threads(*[attempt(one, other), attempt(other, one)] * 5)
    assert Project.objects.filter(merged_into=None).count() == 1
    assert len(refused) == 9


def test_who_was_asked_whether_the_duplicate_goes_on_is_asked_no_more(two, moderator):
    gone, kept = two
    ask = gone.yearly_asks.create(asked_at=timezone.now() - timedelta(days=40))
    merge(gone, into=kept, by=moderator)

    answer = Client().get(
        reverse("projects:still-going-by-link", args=[ask.link_token(gone.lead_id)])
    )
    assert answer.status_code == 410


def test_what_became_part_of_another_is_neither_approved_nor_changed(two, moderator):
    gone, kept = two
    merge(gone, into=kept, by=moderator)
    details = actions.Details(title="Ours again", summary="Once more")
    post = news.Post("Once more", timezone.localdate())
    for verb in (
        lambda: actions.approve(gone, by=moderator),
        lambda: actions.restore(gone, by=gone.lead),
        lambda: actions.withdraw(gone, by=gone.lead),
        lambda: actions.change(gone, details, by=gone.lead, revision=gone.revision),
        lambda: history.restore_version(gone, 1, by=gone.lead, current=gone.revision),
        lambda: news.write(gone, post, by=gone.lead, key=uuid4()),
    ):
        with pytest.raises(IllegalMove, match="part of another"):
            verb()
    cast_off = {"action": "approve_selected", "_selected_action": [gone.pk]}
    page = reverse("admin:projects_project_changelist")
    answer = signed_in(moderator).client.post(page, cast_off, follow=True)
    assert "is part of another project now" in answer.text


def test_erasing_whoever_led_the_duplicate_leaves_its_address_and_none_of_their_words(
    client, two, moderator
):
    gone, kept = two
    history.note_version(gone, by=gone.lead)
    Approved.objects.create(kind="project", object_id=str(gone.pk), texts={"title": gone.title})
    merge(gone, into=kept, by=moderator)
    erase(gone.lead)
    assert not Approved.objects.exists()
    left = Project.objects.get(pk=gone.pk)
    assert (left.lead, left.lead_ids, left.story, left.summary) == (None, [], "", "")
    assert not Version.objects.filter(project=gone).exists()
    assert client.get(gone.get_absolute_url())["Location"] == kept.get_absolute_url()
    assert not Notice.objects.filter(title__startswith="Nobody leads").exists()


def test_erasing_whoever_withdrew_what_was_kept_takes_its_duplicates_along(two, moderator):
    gone, kept = ProjectFactory(lead=None), two[1]
    merge(gone, into=kept, by=moderator)
    actions.withdraw(kept, by=kept.lead)
    erase(kept.lead)
    assert list(Project.objects.all()) == [two[0]]


def test_what_the_duplicate_said_lately_answers_what_the_kept_one_was_asked(two, moderator):
    gone, kept = two
    long_ago = timezone.now() - timedelta(days=500)
    Project.objects.filter(pk=kept.pk).update(checked_at=long_ago, faded_at=long_ago)
    kept.yearly_asks.create(asked_at=timezone.now() - timedelta(days=130))
    kept = merge(gone, into=kept, by=moderator)
    assert kept.faded_at is None
    assert not kept.yearly_asks.waiting().exists()
