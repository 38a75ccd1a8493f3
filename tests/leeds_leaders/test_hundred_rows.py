"""The admin with a hundred of everything: no page of it asks the database once for each row."""

import io
from collections.abc import Iterator
from contextlib import suppress
from copy import copy
from datetime import date, timedelta
from itertools import cycle, islice

import pytest
from django.contrib import admin
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.db.models import (
    BaseConstraint,
    DateField,
    F,
    Field,
    IntegerField,
    Model,
    QuerySet,
    SlugField,
    UniqueConstraint,
)
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from leeds_leaders.moderation.kinds import kinds
from leeds_leaders.moderation.models import Case
from leeds_leaders.notices.models import Address
from peers.models import Peer
from tests.conftest import signed_in
from tests.factories import ActionFactory, OrganisationFactory, QuestionFactory, RecordFactory

pytestmark = pytest.mark.django_db
ADMINS = {model._meta.label: found for model, found in admin.site._registry.items()}
HUNDRED = 100
COPIES = 160  # some of them are what may be there once alone, and are left out
MOST_OF_A_LIST, MOST_OF_A_PAGE = 10, 30
# Of the others not every row can be there twice: numbers of registers, parts of associations.
TO_COPY = {
    "peers.Organisation": {"charity_number": "", "company_number": ""},
    "projects.Membership": {"part": None, "organisation": None, "project": None},
}
FORTY = 40  # more than the queries that a page may take


def must_differ(model: type[Model]) -> set[str]:
    """The fields in which no two rows, or no two of some kind, may be the same. Of several that
    may not be the same together, those that can be counted up."""
    found = {field.name for field in model._meta.concrete_fields if field.unique}
    for constraint in model._meta.constraints:
        names = set(_named(constraint))
        can_be_counted = {name for name in names if _can_be_counted(model._meta.get_field(name))}
        found |= can_be_counted or names
    return found


def _named(constraint: BaseConstraint) -> Iterator[str]:
    """The fields that a constraint compares between rows."""
    if isinstance(constraint, UniqueConstraint):
        yield from constraint.fields
        parts = list(constraint.expressions)
        while parts:
            part = parts.pop()
            if isinstance(part, F):
                yield part.name
            parts += (
                part.get_source_expressions() if hasattr(part, "get_source_expressions") else []
            )


def _can_be_counted(field: Field) -> bool:
    return isinstance(field, IntegerField | SlugField | DateField) and not field.choices


def another(row: Model, number: int, keys: dict[str, list]) -> Model:
    """A copy of a row that differs where it must, as the others do of which there are `keys`."""
    twin = copy(row)
    twin._state = copy(row._state)
    twin._state.adding = True
    for field in row._meta.concrete_fields:
        value = getattr(row, field.attname)
        if field.name in keys and value is not None:
            value = keys[field.name][number % len(keys[field.name])]
        elif field.primary_key or (field.unique and field.has_default()):
            value = field.get_default() if field.has_default() else None
        elif field.name in must_differ(type(row)) and not field.choices:
            value = differing(value, number, field.max_length)
        setattr(twin, field.attname, value)
    return twin


def differing(value, number: int, length: int | None):
    """Another value of the same type."""
    if isinstance(value, str) and value:
        return f"{number}-{value}"[:length]
    if isinstance(value, date):
        return value + timedelta(days=number)
    return value + HUNDRED * number if type(value) is int else value


def keys_of(queryset: QuerySet) -> list:
    """Of these rows, in their order."""
    return list(queryset.values_list("pk", flat=True))


def more_of(queryset: QuerySet) -> None:
    """Copies of these rows, as many as can be."""
    model = queryset.model
    names = must_differ(model)
    keys = {
        field.name: list(
            field.related_model._base_manager.order_by("pk").values_list("pk", flat=True)
        )
        for field in model._meta.concrete_fields
        if field.remote_field and field.name in names
    }
    rows = list(model._base_manager.filter(pk__in=keys_of(queryset[:FORTY])))
    copies = [another(row, n, keys) for n, row in enumerate(islice(cycle(rows), COPIES), 1)]
    at_commit = any(getattr(one, "deferrable", None) for one in model._meta.constraints)
    model._base_manager.bulk_create(copies, ignore_conflicts=not at_commit)


def hang_on(thing: Model) -> None:
    """Whatever of other tables can lead to this one does, up to forty rows of each."""
    for relation in thing._meta.related_objects:
        rows = relation.related_model._base_manager.order_by("pk")
        if relation.many_to_many:
            with suppress(AttributeError):  # tags are rows of their own
                getattr(thing, relation.get_accessor_name()).set(rows[:FORTY])
            continue
        for key in keys_of(rows[:FORTY]):
            with suppress(DatabaseError), transaction.atomic():
                rows.filter(pk=key).update(**{relation.field.name: thing})


def open_cases() -> None:
    """Of each kind that is moderated some wait."""
    Case.objects.bulk_create(
        [
            Case(kind=kind.name, object_id=str(thing.pk), author=kind.whose(thing), reports=1)
            for kind in kinds().values()
            for thing in kind.model._base_manager.order_by("-pk")[:10]
        ],
        ignore_conflicts=True,
    )


@pytest.fixture
def full_city(rf):
    """A city with a hundred of whatever the admin lists; and an admin of it."""
    call_command("load_demo", peers=120, projects=120, sessions=30, stdout=io.StringIO())
    OrganisationFactory.create_batch(10)
    Address.objects.create(address="gone@example.org")
    open_cases()
    record = RecordFactory()
    for factory in (QuestionFactory, ActionFactory):  # seen where they stand in notes
        factory.create_batch(HUNDRED, record=record, session=record.session)
    request = rf.get("/admin/")
    request.user = Peer.objects.get(email="admin@example.org")
    for label, found in ADMINS.items():
        rows = found.get_queryset(request)
        if rows.count() < HUNDRED:
            more_of(rows.filter(**TO_COPY.get(label, {})))
    return signed_in(request.user).client, request


def costs_of(client, address: str, query: dict | None = None) -> int:
    """How many queries a page takes."""
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address, query).status_code == 200, address
    return len(queries)


def page_of(model: type[Model], page: str, *keys) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=keys)


def test_no_page_of_the_admin_asks_once_for_each_row(full_city):
    """Each list with a hundred rows, the same searched, and the page of one thing on which hangs
    whatever can."""
    client, request = full_city
    too_few, slow = [], []
    for label, found in ADMINS.items():
        rows, address = found.get_queryset(request), page_of(found.model, "changelist")
        if found.list_per_page < HUNDRED or len(rows[:HUNDRED]) < HUNDRED:
            too_few.append(label)
        query = {"q": "a"} if found.search_fields else {"p": "2"}
        costs = [costs_of(client, address), costs_of(client, address, query)]
        with transaction.atomic():
            thing = rows.order_by("-pk").first()
            hang_on(thing)
            hang_on(getattr(thing, "author", None) or thing)
            page = costs_of(client, page_of(found.model, "change", thing.pk))
            transaction.set_rollback(True)
        if max(costs) > MOST_OF_A_LIST or page > MOST_OF_A_PAGE:
            slow.append((label, costs, page))
    assert slow == []
    assert too_few == []
