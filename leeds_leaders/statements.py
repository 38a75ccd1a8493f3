"""Statements that PostgreSQL parses and plans once for each connection.

Planning the query of a search takes longer than answering it. Django's own cursors put values into
the text, so that each text is new; these send them apart.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from django.db import connection
from django.db.backends.postgresql.base import ServerBindingCursor
from django.db.backends.utils import CursorWrapper


@contextmanager
def prepared_cursor() -> Iterator[CursorWrapper]:
    """A cursor whose statements are prepared once they have been asked a few times.

    For the few statements that every page asks; PostgreSQL must be able to tell the types of the
    values from the text alone.
    """
    with connection.cursor() as cursor:
        if connection.queries_logged:  # whoever reads the log wants to see the values
            yield cursor
            return
        plain: Any = psycopg.Cursor(cursor.connection)
        with connection.make_cursor(plain) as prepared:
            yield prepared


@contextmanager
def planned_once() -> Iterator[None]:
    """Queries of the ORM in this block are prepared as those of `prepared_cursor` are.

    For the few whose planning takes longer than their answer.
    """
    if connection.queries_logged:  # as above
        yield
        return
    connection.ensure_connection()
    opened: Any = connection.connection
    usual, opened.cursor_factory = opened.cursor_factory, ServerBindingCursor
    try:
        yield
    finally:
        opened.cursor_factory = usual
