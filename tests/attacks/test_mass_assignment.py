"""Mass assignment: every field name of every model, sent to every address that takes a POST.

Somebody opens the browser's tools and adds fields to a form: `is_staff`, `standing`, `lead`. What
they may not change does not change, whatever else becomes of their form.
"""

import json

import pytest
from django.apps import apps
from django.db import connection, models, transaction

from peers.models import Peer
from tests.test_doors import DOORS, Door, ask

pytestmark = pytest.mark.django_db

OURS = [
    model
    for model in apps.get_models()
    if model.__module__.split(".")[0] in {"leeds_leaders", "peers", "projects", "forums"}
    and model._meta.managed
]
# What somebody is and may do. No address of ours changes it in passing.
OF_PEERS = {"is_staff", "is_superuser", "is_active", "password", "email", "slug", "last_login"}
# What moderators and the site itself say of a thing.
OF_THINGS = {
    "standing", "decided_by_id", "decided_at", "decision_reason", "hidden_at", "slug", "key",
    "link_secret", "token_hash", "featured_at", "is_featured", "source", "created_at", "verdict",
    "claimed_by_id", "harm", "reports", "was_right", "is_brigade",
}  # fmt: skip


def columns_of(model: type[models.Model]) -> list[str]:
    """The columns of a model that no form may set: rights, standings, and whose it is."""
    guarded = OF_PEERS if model is Peer else OF_THINGS
    return sorted(
        field.column
        for field in model._meta.concrete_fields
        if field.column in guarded or (field.is_relation and field.related_model is Peer)
    )


GUARDED = {
    model._meta.db_table: (model, columns_of(model))
    for model in OURS
    if columns_of(model) and model._meta.pk.column
}


def standing_of_all() -> dict[tuple[str, str], dict]:
    """The guarded columns of every row: {(table, key): {column: value}}."""
    parts = []
    for table, (model, columns) in GUARDED.items():
        pairs = ", ".join(f"'{column}', \"{column}\"" for column in columns)
        key = model._meta.pk.column
        parts.append(
            f'SELECT \'{table}\', "{key}"::text, jsonb_build_object({pairs})::text FROM "{table}"'
        )
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts))
        return {(table, key): json.loads(row) for table, key, row in cursor.fetchall()}


def hostile(field: models.Field, person: Peer) -> str:
    """What somebody would like to have in a field; where it names a person, `person`."""
    if field.is_relation:
        return str(person.pk)
    if field.choices:
        values = [str(value) for value, _label in field.flatchoices]
        return "live" if "live" in values else values[-1]
    if isinstance(field, models.BooleanField):
        return "on"
    if isinstance(field, models.DateTimeField):
        return "2020-01-01T00:00:00"
    if isinstance(field, models.DateField):
        return "2030-01-01"
    if isinstance(field, models.EmailField):
        return "taken@evil.example"
    if isinstance(field, models.IntegerField | models.FloatField):
        return "9999"
    return "taken-over"


def everything(person: Peer) -> dict[str, str]:
    """A value for every name that a field or a column of any model has."""
    return {
        name: hostile(field, person)
        for model in OURS
        for field in model._meta.concrete_fields
        for name in (field.name, field.attname)
    }


CLOSED_BY = "closed_by_id"  # is whoever closes it
REFUSED = {403, 404, 405}  # nothing at all changes there: see the doors


def writing(name: str) -> list[Door]:
    """One door of each address at which somebody of the cast is not refused."""
    doors = {door.name: door for door in DOORS if door.post and door.post[name] not in REFUSED}
    return list(doors.values())


# Where the person that a form names is what the form is about, and may be anybody one sees.
NAMES_SOMEBODY: set[str] = set()


def after(player, door: Door, data: dict) -> dict:
    """How all stands once `data` was sent, which is then as if it had never been."""
    sent = Door(door.name, door.kwargs, door.get, door.post, data=data | door.data)
    with transaction.atomic():
        status = ask(player, "POST", door.address, sent).status_code
        assert status < 500, str(door)
        stands = standing_of_all()
        transaction.set_rollback(True)
    return stands


def taken(before: dict, plain: dict, stands: dict, sent: dict[str, str]) -> list[tuple]:
    """What became what was sent in rows that were there, and would not have without it."""
    return [
        (table, column, value)
        for (table, key), row in stands.items()
        for column, value in row.items()
        if value != before.get((table, key), row)[column]
        and value != plain.get((table, key), row)[column]
        and sent.get(column) == ("on" if value is True else str(value))
    ]


def forged(before: dict, stands: dict, victim: Peer) -> list[tuple]:
    """What is said in new rows to be somebody's who never touched it."""
    return [
        (table, column)
        for (table, key), row in stands.items()
        if (table, key) not in before
        for column in columns_of(GUARDED[table][0])
        if column not in OF_PEERS | OF_THINGS and row[column] == victim.pk
    ]


def test_there_are_many_names_and_many_guarded_columns(city):
    assert len(OURS) > 100
    assert len(writing("lead")) > 120
    assert len(everything(city.peer.peer)) > 400
    assert sum(len(columns) for _model, columns in GUARDED.values()) > 150


def test_no_name_added_to_a_form_makes_a_thing_somebody_elses(city):
    """The lead, who may write at most doors, signs with the name of another."""
    victim, wrong, before = city.other_lead.peer, {}, standing_of_all()
    sent = everything(victim)
    for door in writing("lead"):
        plain, stands = after(city.lead, door, {}), after(city.lead, door, sent)
        found = taken(before, plain, stands, sent)
        if door.name not in NAMES_SOMEBODY:
            found += forged(before, stands, victim)
        if found:
            wrong[str(door)] = found
    assert not wrong


def test_no_name_added_to_a_form_makes_a_thing_ones_own(city):
    """A member takes over what they may only look at."""
    wrong, before, sent = {}, standing_of_all(), everything(city.peer.peer)
    for door in writing("peer"):
        plain, stands = after(city.peer, door, {}), after(city.peer, door, sent)
        found = [one for one in taken(before, plain, stands, sent) if one[1] != CLOSED_BY]
        if found:
            wrong[str(door)] = found
    assert not wrong
