"""Rows into PostgreSQL by COPY: the quickest way in, and still through triggers and constraints."""

from collections.abc import Iterable, Sequence

from django.db import connection, models
from psycopg import sql


def copy_in(model: type[models.Model], fields: Sequence[str], rows: Iterable[Sequence]) -> None:
    """Write rows of `fields`, in that order."""
    column_of = {field.name: field.column for field in model._meta.concrete_fields}
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(model._meta.db_table),
        sql.SQL(", ").join(sql.Identifier(str(column_of[name])) for name in fields),
    )
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)


def hold(of: Iterable[type[models.Model]]) -> None:
    """Keep autovacuum, and another loader, off some tables until the transaction ends.

    It would count no rows where none is committed yet, and from then on every trigger would read
    whole tables.
    """
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("LOCK TABLE {} IN SHARE UPDATE EXCLUSIVE MODE").format(_tables(of)))


def analyse(of: Iterable[type[models.Model]]) -> None:
    """Let the planner know what has just been written."""
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("ANALYZE {}").format(_tables(of)))


def _tables(of: Iterable[type[models.Model]]) -> sql.Composed:
    return sql.SQL(", ").join(sql.Identifier(model._meta.db_table) for model in of)


def new_keys(model: type[models.Model], count: int) -> list[int]:
    """Take `count` primary keys from the table's own sequence, rising."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
            [model._meta.db_table, model._meta.pk.column, count],
        )
        return [key for (key,) in cursor]
