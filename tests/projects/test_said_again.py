"""What is said again, or beside the rest, is looked at as what is new; and who may not be named is
somebody."""

import pytest
from django.utils import timezone

from leeds_leaders.moderation.choices import Because, Standing
from leeds_leaders.moderation.models import Case, Said
from leeds_leaders.notices.models import Letter, Notice
from peers.actions.suspending import hide_profile
from peers.models import Peer
from projects import actions
from projects.actions import cohorts, memberships
from projects.actions.history import restore_version
from projects.models import Project, Version
from tests.factories import AssociationFactory, CohortFactory, PeerFactory, ProjectFactory

pytestmark = pytest.mark.django_db
LINKS = ["https://a.example", "https://b.example", "https://c.example"]
NAME = "Zebedee Marked"


@pytest.fixture
def project():
    """One that somebody leads who came today."""
    return ProjectFactory(lead=PeerFactory(name=NAME, joined_at=timezone.now()))


def waits(project: Project) -> str:
    project.refresh_from_db()
    return Case.objects.open().get().because if project.standing == Standing.HELD else ""


def test_a_version_that_is_said_again_is_looked_at_like_new_words(project):
    content = {"title": project.title, "links": LINKS}
    Version.objects.create(project=project, revision=project.revision + 9, content=content)
    revision = project.revision + 9
    restore_version(project, revision, by=project.lead, current=project.revision)
    assert waits(project) == Because.LINKS
    assert not Project.objects.listed().filter(pk=project.pk).exists()


def test_a_version_of_whoever_has_been_here_for_long_waits_for_nobody():
    project = ProjectFactory()
    Peer.objects.update(joined_at="2020-01-01T09:00Z")
    project.refresh_from_db()
    Version.objects.create(project=project, revision=9, content={"links": LINKS})
    project = restore_version(project, 9, by=project.lead, current=project.revision)
    assert (waits(project), project.links) == ("", LINKS)
    assert Said.objects.filter(is_post=True).count() == 0  # it is no other post


def test_links_in_a_contact_count_among_the_others(project):
    said = {name: getattr(project, name) for name in actions.Details.PLAIN}
    tags = {name: list(getattr(project, name).all()) for name in ("causes", "needs", "offers")}
    details = actions.Details(
        **{**said, **tags, "stage": project.stage, "contact": " ".join(LINKS)}
    )
    actions.change(project, details, by=project.lead, revision=project.revision)
    assert waits(project) == Because.LINKS


def test_whose_profile_waits_is_somebody_in_what_associations_tell():
    marked, asked = PeerFactory(name=NAME), PeerFactory()
    hide_profile(marked)
    memberships.invite(AssociationFactory(keeper=marked), "peer", asked, by=marked)
    cohort = CohortFactory(keeper=marked, project=ProjectFactory(lead=marked))
    cohorts.ask(cohort, asked, by=marked)
    told = Notice.objects.exclude(recipient=marked)
    assert [notice.recipient for notice in told] == [asked, asked]
    for words in (
        *(notice.title + notice.text for notice in told),
        *(letter.subject + letter.text for letter in Letter.objects.exclude(recipient=marked)),
    ):
        assert NAME not in words
        assert "Somebody" in words
