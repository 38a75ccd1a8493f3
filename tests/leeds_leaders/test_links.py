"""No link of any table leads anywhere but to the web, whoever writes the row."""

import pytest
from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, models, transaction
from django.db.migrations.executor import MigrationExecutor

from forums.models import Citation
from leeds_leaders.geography.models import Ward
from projects.forms.editing import LinksField
from projects.imports.values import links as links_of_cell
from projects.models import DevelopmentOffer, Project, Version
from tests.factories import (
    AssociationFactory,
    HubFactory,
    OrganisationFactory,
    OutcomeFactory,
    PerspectiveFactory,
    ProjectFactory,
    SessionFactory,
)

MAKERS = {
    "peers.organisation": OrganisationFactory,
    "projects.project": ProjectFactory,
    "projects.association": AssociationFactory,
    "projects.developmentoffer": lambda: DevelopmentOffer.objects.create(title="Learn to mend"),
    "projects.hub": lambda: HubFactory(ward=Ward.objects.first()),
    "forums.session": SessionFactory,
    "forums.outcome": OutcomeFactory,
    "forums.citation": lambda: Citation.objects.create(
        perspective=PerspectiveFactory(), place=1, words="A book"
    ),
}
ELSEWHERE = [
    "javascript:alert(1)", "JAVASCRIPT:alert(1)", "data:text/html,x", " java\tscript:alert(1)",
    "//evil", "ftp://example.org", "vbscript:x", "https:evil", "https://", " https://example.org",
    "https://example.org\njavascript:alert(1)", "https://example.org/a b", "https://\x7fexample.org",
    "HTTPS://example.org", "javascript:alert('https://example.org')",
]  # fmt: skip
WEB = [
    "https://example.org",
    "http://example.org/a?b=c#d",
    'https://example.org/"\\x',
    "https://é.org",
]


def is_link(field) -> bool:
    return isinstance(getattr(field, "base_field", field), models.URLField)


COLUMNS = [
    (model._meta.label_lower, field.name)
    for model in apps.get_models()
    for field in model._meta.concrete_fields
    if is_link(field)
]


def held(row, column: str, link: str) -> object:
    """What a column holds after a write past every form and verb."""
    field = row._meta.get_field(column)
    value = [link] if isinstance(field, ArrayField) else link
    with transaction.atomic():
        type(row)._base_manager.filter(pk=row.pk).update(**{column: value})
    row.refresh_from_db(fields=[column])
    return getattr(row, column)


@pytest.mark.django_db
@pytest.mark.parametrize(("label", "column"), COLUMNS)
def test_the_database_takes_no_link_that_leads_elsewhere(label, column):
    row = MAKERS[label]()
    for link in WEB:
        assert held(row, column, link) in (link, [link])
    for link in ELSEWHERE:
        with pytest.raises(IntegrityError):
            held(row, column, link)


@pytest.mark.django_db
def test_one_bad_link_among_good_ones_is_refused():
    project = ProjectFactory()
    rows = Project.objects.filter(pk=project.pk)
    rows.update(links=WEB)
    for links in ([*WEB, "//evil"], ["//evil", *WEB], ["https://a.org, javascript:x"], [None]):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(links=links)


@pytest.mark.django_db
def test_what_a_version_keeps_of_links_can_be_said_again():
    project = ProjectFactory()
    Version.objects.create(project=project, revision=7, content={"links": WEB})
    Version.objects.create(project=project, revision=8, content={"title": "No links"})
    for number, link in enumerate(ELSEWHERE, start=10):
        with pytest.raises(IntegrityError), transaction.atomic():
            Version.objects.create(project=project, revision=number, content={"links": [link]})


@pytest.mark.django_db
@pytest.mark.parametrize(("label", "column"), COLUMNS)
def test_the_refusal_is_in_words(label, column):
    row = MAKERS[label]()
    field = row._meta.get_field(column)
    setattr(row, column, ["//evil"] if isinstance(field, ArrayField) else "//evil")
    with pytest.raises(ValidationError, match="Write it like"):
        row.validate_constraints()


def test_capitals_in_front_are_no_reason_to_be_refused():
    assert LinksField(most=3).clean("HTTPS://Example.org/A") == ["https://Example.org/A"]
    assert links_of_cell("HTTP://Example.org") == (["http://Example.org"], [])


@pytest.mark.django_db(transaction=True)
def test_links_that_were_let_in_before_are_tidied():
    apps_of = MigrationExecutor(connection)
    latest = apps_of.loader.graph.leaf_nodes()
    before = [("peers", "0013_items_and_profiles_can_wait"),
              ("projects", "0027_offers_wait_with_their_project"),
              ("forums", "0024_a_perspective_that_waits_is_published")]  # fmt: skip
    project, session = ProjectFactory(), SessionFactory()
    version = Version.objects.create(project=project, revision=9, content={"links": []})
    try:
        apps_of.migrate(before)
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE projects_project SET links = %s WHERE id = %s",
                [["javascript:x", "HTTPS://b.org/B", "https://a.org"], project.pk],
            )
            cursor.execute(
                "UPDATE projects_version SET content = %s WHERE id = %s",
                ['{"links": ["javascript:x", "HTTPS://b.org/B"], "title": "T"}', version.pk],
            )
            cursor.execute(
                "UPDATE forums_session SET online_link = 'HTTP://A.org/B', ticket_link = 'ftp://x'"
            )
    finally:
        MigrationExecutor(connection).migrate(latest)
    project.refresh_from_db()
    assert project.links == ["https://b.org/B", "https://a.org"]
    version.refresh_from_db()
    assert version.content == {"links": ["https://b.org/B"], "title": "T"}
    session.refresh_from_db()
    assert (session.online_link, session.ticket_link) == ("http://A.org/B", "")
