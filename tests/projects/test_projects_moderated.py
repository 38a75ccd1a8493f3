"""The kinds of projects: held, let stand, taken away; what is hidden is on no list, in no count."""

from datetime import timedelta

import pytest
import time_machine
from django.apps import apps
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils import timezone

from leeds_leaders.geography.models import Ward
from leeds_leaders.moderation.actions import hold, let_stand, queue
from leeds_leaders.moderation.actions.hiding import hide
from leeds_leaders.moderation.actions.reporting import report
from leeds_leaders.moderation.choices import Because, HouseRule, Outcome, Standing
from leeds_leaders.moderation.errors import NoReason, NotNow, NotTheirsToDecide
from leeds_leaders.moderation.kinds import kind_of, kinds
from leeds_leaders.moderation.models import Act, Approved, Case, Decision, Hideable
from leeds_leaders.notices.models import Notice
from peers.models import Peer
from projects.actions import deciding
from projects.actions.checking import say_ended
from projects.actions.development import tell_makers
from projects.models import (
    DevelopmentOffer,
    Invitation,
    Milestone,
    News,
    Photo,
    Project,
    Reply,
)
from projects.querysets.matches import offers_for
from tests.conftest import Cast, signed_in
from tests.factories import (
    AssociationFactory,
    CohortFactory,
    HubFactory,
    ItemFactory,
    NewsFactory,
    OrganisationFactory,
    PeerFactory,
    ReplyFactory,
    SupportFactory,
    TeamMemberFactory,
)

pytestmark = pytest.mark.django_db
WHY = "It sells something."
HIDEABLE = (
    "photo",
    "news",
    "milestone",
    "ask",
    "reply",
    "invitation",
    "development-offer",
    "cohort",
)
# What members write into and is no kind of its own, and why it need not be.
NO_KIND = {
    "Draft": "nobody else reads it",
    "PrivatePlace": "holds no words",
    "Version": "is what the project said before, read by its people",
    "StageMove": "holds no words",
    "Listing": "repeats the project",
    "Tally": "counts",
    "Cell": "counts",
    **dict.fromkeys(
        ("ProjectCause", "ProjectNeed", "ProjectOffer", "SupportHelp", "AssociationCause"),
        "is one of the words that are there to choose from",
    ),
    "Interest": "holds no words",
    "TeamMember": "a role of a few words goes with the project, whose people write it down",
    "Handover": "is between two people",
    "Bid": "is read by those alone who write it",
    "BidPart": "is read by those alone who write it",
    "Membership": "holds no words",
    "CohortMember": "holds no words",
    "YearlyAsk": "holds no words; lessons are the project's",
    "SavedSearch": "nobody else reads it",
    "Find": "holds no words",
    "NotThis": "holds no words",
    "KeptApart": "holds no words",
    "WardContact": "is written by staff alone",
}


def a_thing(kind: str, cast: Cast):
    """One of a kind that everybody may read, of the project that the lead leads, on the map."""
    lead, other, today = cast.lead.peer, cast.connection.peer, timezone.localdate()
    project = Project.objects.get(slug="live-project")
    match kind:
        case "photo":
            return Photo.objects.create(
                project=project, file="projects/none.webp", width=9, height=9, alt="Marked words",
                place=1, added_by=lead,
            )  # fmt: skip
        case "news":
            return NewsFactory(project=project, title="Marked words", written_by=lead)
        case "milestone":
            return Milestone.objects.create(
                project=project, title="Marked words", made_by=lead, reached_on=today
            )
        case "ask":
            return SupportFactory(project=project, title="Marked words", opened_by=lead)
        case "reply":
            ask = SupportFactory(project=project, opened_by=lead)
            return ReplyFactory(support=ask, peer=lead, words="Marked words")
        case "invitation":
            body = OrganisationFactory(name="Council", form="council")
            return Invitation.objects.create(
                project=project, organisation=body, words="Marked words", invited_by=lead,
                due_on=today + timedelta(days=9),
            )  # fmt: skip
        case "development-offer":
            return DevelopmentOffer.objects.create(
                project=project, title="Marked words", made_by=other, is_published=True
            )
        case _:
            return CohortFactory(project=project, name="Marked words", slug="marked", keeper=lead)


def test_everything_that_members_write_into_is_moderated_or_says_why_not():
    covered = {kind.model.__name__ for kind in kinds().values()} | set(NO_KIND)
    models = apps.get_app_config("projects").get_models()
    said = {
        model.__name__
        for model in models
        if any(not (field.is_relation or field.primary_key) for field in model._meta.fields)
    }
    assert said - covered == set()
    hideable = {kind.name for kind in kinds().values() if issubclass(kind.model, Hideable)}
    assert set(HIDEABLE) <= hideable


@pytest.mark.parametrize("kind", HIDEABLE)
def test_what_is_held_is_its_peoples_alone_until_a_moderator_lets_it_stand(kind, cast):
    thing, moderator = a_thing(kind, cast), cast.moderator.peer
    its = kind_of(thing)
    author = its.authors(thing)[0]
    door = type(thing)._default_manager.visible_to
    everybody = AnonymousUser() if kind != "reply" else author
    assert door(everybody).filter(pk=thing.pk).exists()

    hold(thing, Because.LINKS, author=author)
    assert Case.objects.open().get(kind=kind).because == Because.LINKS
    for viewer in (AnonymousUser(), PeerFactory(), cast.organiser.peer):
        assert not door(viewer).filter(pk=thing.pk).exists()
    assert door(author).filter(pk=thing.pk).exists()
    page = reverse("projects:detail", args=["live-project"])
    assert "Marked words" not in cast.nobody.client.get(page).text

    with pytest.raises(NotTheirsToDecide):
        its.approve(thing, by=author)
    its.approve(thing, by=moderator)
    assert door(everybody).filter(pk=thing.pk).exists()
    assert not Case.objects.open().filter(kind=kind).exists()
    assert Notice.objects.filter(recipient=author).exists()
    assert "Marked words" in Approved.objects.get(kind=kind).texts.values()


@pytest.mark.parametrize("kind", HIDEABLE)
def test_what_is_taken_away_has_a_reason_and_comes_back_through_a_moderator(kind, cast):
    thing, moderator = a_thing(kind, cast), cast.moderator.peer
    its = kind_of(thing)
    with pytest.raises(NoReason):
        its.decline(thing, by=moderator, reason=" ", rule=HouseRule.ADVERT)
    its.decline(thing, by=moderator, reason=WHY, rule=HouseRule.ADVERT)
    rows = type(thing)._default_manager
    assert rows.get(pk=thing.pk).is_hidden
    told = Notice.objects.filter(recipient=its.authors(thing)[0])
    assert [each.title for each in told] == ["About “Marked words”"]
    its.approve(thing, by=moderator)
    assert not rows.get(pk=thing.pk).is_hidden
    outcomes = Decision.objects.filter(kind=kind).order_by("pk").values_list("outcome", flat=True)
    assert list(outcomes) == [Outcome.REMOVED, Outcome.RESTORED]
    assert Act.objects.filter(kind=kind, by=moderator).count() == 2
    rows.filter(pk=thing.pk).delete()
    assert not Approved.objects.filter(kind=kind).exists()


def test_an_ask_that_is_hidden_is_no_need_no_match_and_on_no_list(cast):
    ask, lists = a_thing("ask", cast), (reverse("projects:asks"), reverse("projects:list"))
    project, moderator = ask.project, cast.moderator.peer
    from_list = lambda: [tag.slug for tag in project.needs.all()]  # noqa: E731
    project.needs.set(ask.tags.all())
    item = ItemFactory(peer=PeerFactory(), tags=["transport"])
    assert type(ask).objects.fitting(item).exists()
    kinds()["ask"].decline(ask, by=moderator, reason=WHY)
    assert from_list() == []
    assert not type(ask).objects.visible_to(cast.lead.peer).listed().exists()
    assert not offers_for(project, cast.lead.peer)
    for address in lists:
        assert "Marked words" not in cast.peer.client.get(address).text
    assert cast.nobody.client.get(ask.get_absolute_url()).status_code == 404
    assert WHY in cast.lead.client.get(ask.get_absolute_url()).text
    kinds()["ask"].approve(ask, by=moderator)
    assert from_list() == ["transport"]
    assert "Marked words" in cast.nobody.client.get(reverse("projects:asks")).text


def test_a_hidden_answer_reaches_nobody_and_counts_for_none(cast):
    reply = a_thing("reply", cast)
    Reply.objects.filter(pk=reply.pk).update(state="accepted", is_named=True, peer=cast.peer.peer)
    reply.refresh_from_db()
    page = reply.support.get_absolute_url()
    assert "Pat Peer" in cast.connection.client.get(page).text
    kinds()["reply"].decline(reply, by=cast.moderator.peer, reason=WHY)
    assert "Pat Peer" not in cast.connection.client.get(page).text
    assert "Marked words" not in cast.lead.client.get(page).text
    assert WHY in cast.peer.client.get(page).text


def test_what_is_live_and_was_reported_is_left_as_it_is(cast):
    project, moderator = Project.objects.get(slug="live-project"), cast.moderator.peer
    association, hub = AssociationFactory(), HubFactory(ward=Ward.objects.get(slug="armley"))
    for thing in (project, association, hub):
        kind = kind_of(thing)
        Case.objects.create(kind=kind.name, object_id=str(thing.pk), reports=1)
        kind.approve(thing, by=moderator)
        thing.refresh_from_db()
        assert thing.standing == Standing.LIVE
        assert Decision.objects.get(kind=kind.name).outcome == Outcome.LEFT
        assert not Case.objects.open().filter(kind=kind.name, object_id=str(thing.pk)).exists()


def test_what_reports_hide_waits_and_comes_back(cast):
    archived = Project.objects.get(slug="withdrawn-project")
    Project.objects.filter(pk=archived.pk).update(archived_at=timezone.now())
    archived.refresh_from_db()
    for thing in (Project.objects.get(slug="live-project"), archived, AssociationFactory(),
                  HubFactory(ward=Ward.objects.get(slug="armley"))):  # fmt: skip
        hold(thing, Because.REPORTED, author=cast.lead.peer)
        thing.refresh_from_db()
        assert thing.standing == Standing.HELD
        assert Case.objects.open().get(object_id=str(thing.pk), kind=kind_of(thing).name).is_held
        kind_of(thing).approve(thing, by=cast.moderator.peer)
        thing.refresh_from_db()
        assert thing.is_live or thing == archived


def test_what_was_seen_before_it_waited_comes_back_as_it_was_and_is_no_news(cast):
    moderator, long_ago = cast.moderator.peer, timezone.now() - timedelta(days=400)
    live = Project.objects.get(slug="live-project")
    archived = Project.objects.get(slug="withdrawn-project")
    Project.objects.filter(pk__in=[live.pk, archived.pk]).update(live_since=long_ago)
    Project.objects.filter(pk=archived.pk).update(archived_at=long_ago)
    for project in (live, archived):
        hold(project, Because.REPORTED, author=cast.lead.peer)
        project.refresh_from_db()
        assert (project.standing, project.archived_at) == (Standing.HELD, None)
        deciding.decline(project, by=moderator, reason=WHY)  # and a second thought
        deciding.approve(project, by=moderator)
        project.refresh_from_db()
        assert project.live_since == long_ago
    assert live.is_live
    assert (archived.standing, archived.archived_at) == (Standing.WITHDRAWN, long_ago)

    first = Project.objects.get(slug="held-project")
    Project.objects.filter(pk=first.pk).update(live_since=long_ago)
    deciding.approve(first, by=moderator)
    first.refresh_from_db()
    assert first.live_since > long_ago


def test_a_yes_is_to_the_links_that_were_read(cast):
    project = Project.objects.get(slug="held-project")
    Project.objects.filter(pk=project.pk).update(links=["https://a.example", "https://b.example"])
    kind, read = kind_of(project), Project.objects.annotate(said=kind_of(project).digest())
    project.refresh_from_db()
    was = kind.digest_of(project)
    assert read.get(pk=project.pk).said == was
    case = Case.objects.open().get(kind="project", object_id=str(project.pk))
    Project.objects.filter(pk=project.pk).update(links=["https://a.example", "https://bad.example"])
    with pytest.raises(NotNow, match="changed meanwhile"):
        queue.answer(case, outcome=Outcome.APPROVED, by=cast.moderator.peer, read=was)


def test_an_offer_waits_with_its_project_and_goes_with_it(cast):
    offer, moderator = a_thing("development-offer", cast), cast.moderator.peer
    project, published = offer.project, DevelopmentOffer.objects.published()
    hold(project, Because.REPORTED, author=cast.lead.peer)
    assert not published.exists()
    hide(offer)  # which the database takes while the project waits
    let_stand(offer, by=moderator)
    deciding.approve(project, by=moderator)
    assert published.get() == offer

    deciding.decline(project, by=moderator, reason=WHY)
    assert not DevelopmentOffer.objects.get().is_published
    assert tell_makers() == 0  # a moderator may still take that back
    deciding.approve(project, by=moderator)
    assert published.get() == offer

    deciding.decline(project, by=moderator, reason=WHY)
    with time_machine.travel(timezone.now() + timedelta(minutes=2)):
        assert tell_makers() == 1
    deciding.approve(project, by=moderator)
    assert not published.exists()  # its maker was told, and publishes it again


def test_only_who_wrote_it_loses_their_account_and_nobody_beside_them(cast):
    post, moderator = a_thing("news", cast), cast.moderator.peer
    News.objects.filter(pk=post.pk).update(written_by=PeerFactory(name="Bad Writer"))
    post.refresh_from_db()
    report(post, by=cast.connection.peer, rule=HouseRule.ABUSE)
    case = Case.objects.get(kind="news")
    page = cast.moderator.client.get(reverse("admin:moderation_case_change", args=[case.pk])).text
    assert "close the account of Bad Writer" in page

    Peer.objects.filter(name="Bad Writer").update(is_active=False)
    page = cast.moderator.client.get(reverse("admin:moderation_case_change", args=[case.pk])).text
    assert "close the account" not in page
    with pytest.raises(NotNow, match="no account closes"):
        queue.answer(case, outcome=Outcome.SUSPENDED, by=moderator, reason=WHY)
    decision = queue.answer(case, outcome=Outcome.REMOVED, by=moderator, reason=WHY)
    assert decision.author.name == "Bad Writer"
    assert Peer.objects.get(pk=cast.lead.peer.pk).is_active


def test_the_words_of_one_of_several_leads_are_theirs(cast):
    project, second = Project.objects.get(slug="live-project"), PeerFactory(name="Second")
    TeamMemberFactory(project=project, peer=second, is_lead=True)
    project.refresh_from_db()
    moderator, kind = cast.moderator.peer, kind_of(project)
    links = " ".join(f"https://example.org/{number}" for number in range(3))
    say_ended(project, by=second, lessons=links)
    assert Case.objects.open().get(kind="project", object_id=str(project.pk)).author == second
    kind.decline(project, by=moderator, reason=WHY)
    assert Decision.objects.filter(kind="project").first().author == second
    assert kind.writer(project) is None  # the other words are somebody else's: nobody's account


def test_visitors_report_what_they_read_and_its_people_do_not_report_themselves(cast):
    news, cohort = a_thing("news", cast), a_thing("cohort", cast)
    hub = HubFactory(added_by=cast.lead.peer, ward=Ward.objects.get(slug="armley"))
    association = AssociationFactory(keeper=cast.lead.peer)
    a_thing("photo", cast)
    for address, kind, key in (
        (reverse("projects:detail", args=["live-project"]), "project", "live-project"),
        (news.get_absolute_url(), "news", news.key),
        (cohort.get_absolute_url(), "cohort", cohort.slug),
        (association.get_absolute_url(), "association", association.slug),
        (hub.ward.get_absolute_url(), "hub", hub.pk),
    ):
        link = f'href="{reverse("moderation:report", args=[kind, key])}"'
        assert link in cast.nobody.client.get(address).text, kind
        assert link not in cast.lead.client.get(address).text, kind
    page = cast.nobody.client.get(reverse("projects:detail", args=["live-project"])).text
    assert f"/report/photo/{Photo.objects.get().pk}/" in page
    assert signed_in(PeerFactory()).client.get("/report/hub/999999/").status_code == 404
