"""The page of a project: what stands on it and in which order, and how little it costs."""

import gzip
from datetime import timedelta

import pytest
from django.core.cache import caches
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from forums.models import Action, ActionOwner
from projects.choices import Rung
from projects.models import DevelopmentOffer, Invitation, Milestone, Photo
from tests.factories import (
    ActionFactory,
    AssociationFactory,
    CohortFactory,
    InterestFactory,
    MembershipFactory,
    NewsFactory,
    OrganisationFactory,
    OutcomeFactory,
    PeerFactory,
    ProjectFactory,
    ReplyFactory,
    SessionFactory,
    SupportFactory,
    TeamMemberFactory,
)

pytestmark = pytest.mark.django_db

MOST = 12  # queries, for whomever


def filled(lead, rows: int):
    """A project with every panel filled, each with so many rows."""
    project = ProjectFactory(
        slug="the-one", lead=lead, offers=["skills"], photo="projects/cover.webp", photo_alt="Beans"
    )
    others = [PeerFactory() for _ in range(rows)]
    for number, peer in enumerate(others, start=1):
        InterestFactory(project=project, peer=peer, said=Rung.WANTS, is_named=True)
        TeamMemberFactory(project=project, peer=peer)
        ReplyFactory(support=SupportFactory(project=project), peer=peer)
        NewsFactory(project=project)
        Milestone.objects.create(project=project, title=f"Step {number}")
        Photo.objects.create(
            project=project,
            file=f"projects/p{number}.webp",
            width=9,
            height=6,
            alt="A",
            place=number,
        )
        association = AssociationFactory()
        MembershipFactory(association=association, project=project)
        SessionFactory().projects.add(project)
        OutcomeFactory(project=project)
        ProjectFactory()
        Invitation.objects.create(
            project=project,
            organisation=OrganisationFactory(),
            words="Please come.",
            due_on=timezone.localdate() + timedelta(days=9),
        )
        action = ActionFactory(project=project, project_confirmed_at=timezone.now())
        ActionOwner.objects.get_or_create(action=action, peer=peer)
        DevelopmentOffer.objects.create(project=project, title="Learn", is_published=True)
    CohortFactory(project=project)
    assert Action.objects.filter(project=project).count() == rows
    project.refresh_from_db()
    return project


@pytest.mark.parametrize("rows", [1, 5])
def test_whoever_reads_it_with_every_panel_filled_costs_at_most_twelve_queries(cast, rows):
    filled(cast.lead.peer, rows)
    for name, player in cast:
        caches["pages"].clear()
        with CaptureQueriesContext(connection) as queries:
            answer = player.client.get("/projects/the-one/")
        assert answer.status_code == 200
        sql = "\n".join(f"{n}: {query['sql'][:150]}" for n, query in enumerate(queries, 1))
        assert len(queries) <= MOST, (name, sql)
        assert len(gzip.compress(answer.content)) < 30_000, name
