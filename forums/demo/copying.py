"""Rows into PostgreSQL by COPY: the quickest way in, and still through triggers and constraints."""

from collections.abc import Iterable, Sequence

from django.db import connection, models
from psycopg import sql


def columns_of(model: type[models.Model], *names: str) -> list[str]:
    """The columns behind some fields."""
    return [model._meta.get_field(name).column for name in names]


def copy_in(model: type[models.Model], fields: Sequence[str], rows: Iterable[Sequence]) -> None:
    """Write rows of `fields`, in that order."""
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(model._meta.db_table),
        sql.SQL(", ").join(map(sql.Identifier, columns_of(model, *fields))),
    )
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)


def new_keys(model: type[models.Model], count: int) -> list[int]:
    """Take `count` primary keys from the table's own sequence, rising."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
            [model._meta.db_table, model._meta.pk.column, count],
        )
        return [key for (key,) in cursor]
