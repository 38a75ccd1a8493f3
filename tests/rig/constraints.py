"""What the database refuses, taken away for a control."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django.db.models import Model


@contextmanager
def without_constraint(model: type[Model], name: str) -> Iterator[None]:
    """Without one of a model's constraints; it is put back on empty tables."""
    (constraint,) = (each for each in model._meta.constraints if each.name == name)
    with connection.schema_editor() as editor:
        editor.remove_constraint(model, constraint)
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SET moderation.may_be_emptied = 'on'")
            cursor.execute(f"TRUNCATE {model._meta.db_table} CASCADE")
        with connection.schema_editor() as editor:
            editor.add_constraint(model, constraint)
