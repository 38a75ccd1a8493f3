"""Rows into PostgreSQL by COPY: the quickest way in, and still through triggers and constraints."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection, models
from psycopg import sql


def copy_in(model: type[models.Model], fields: Sequence[str], rows: Iterable[Sequence]) -> None:
    """Write rows of `fields`, in that order."""
    _copy(sql.Identifier(model._meta.db_table), _columns(model, fields), rows)


def copy_rows(rows: Sequence[models.Model], fields: Sequence[str]) -> None:
    """Write `fields` of rows that are not in the database yet, all of one model."""
    if rows:
        of = [type(rows[0])._meta.get_field(name) for name in fields]
        copy_in(type(rows[0]), fields, ([_value(row, field) for field in of] for row in rows))


def _value(row: models.Model, field: Any) -> Any:
    """What a row has in a column; of what it leads to the key, which may have come since."""
    if field.is_relation and field.is_cached(row):
        found = field.get_cached_value(row)
        return found and found.pk
    return getattr(row, field.attname)


def copy_over(model: type[models.Model], fields: Sequence[str], rows: Iterable[Sequence]) -> None:
    """Write `fields` of rows that are there already; the first field is the key."""
    columns = _columns(model, fields)
    parts = {
        "table": sql.Identifier(model._meta.db_table),
        "key": sql.Identifier(str(model._meta.pk.column)),
        "columns": columns,
    }
    with connection.cursor() as cursor:
        cursor.execute(
            sql.SQL(
                "CREATE TEMPORARY TABLE told AS SELECT {columns} FROM {table} WITH NO DATA"
            ).format(**parts)
        )
        _copy(sql.Identifier("told"), columns, rows)
        cursor.execute(
            sql.SQL(
                "UPDATE {table} SET ({columns}) = ROW(told.*) FROM told"
                " WHERE {table}.{key} = told.{key}"
            ).format(**parts)
        )
        cursor.execute("DROP TABLE told")


def _columns(model: type[models.Model], fields: Sequence[str]) -> sql.Composed:
    column_of = {field.name: field.column for field in model._meta.concrete_fields}
    return sql.SQL(", ").join(sql.Identifier(str(column_of[name])) for name in fields)


def _copy(table: sql.Identifier, columns: sql.Composed, rows: Iterable[Sequence]) -> None:
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(table, columns)
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
