"""How the database keeps cases: migration steps for the tables of things that are moderated."""

from django.db.migrations import RunSQL

OPEN = """
CREATE TRIGGER {table}_held AFTER INSERT ON {table} FOR EACH ROW
    WHEN (NEW.{column} = '{value}')
    EXECUTE FUNCTION moderation_open_case('{kind}', '{author}');
CREATE TRIGGER {table}_becomes_held AFTER UPDATE OF {column} ON {table} FOR EACH ROW
    WHEN (NEW.{column} = '{value}' AND OLD.{column} <> '{value}')
    EXECUTE FUNCTION moderation_open_case('{kind}', '{author}');
CREATE TRIGGER {table}_is_held_no_more AFTER UPDATE OF {column} ON {table} FOR EACH ROW
    WHEN (OLD.{column} = '{value}' AND NEW.{column} <> '{value}')
    EXECUTE FUNCTION moderation_end_holding('{kind}');
INSERT INTO moderation_case (key, kind, object_id, author_id, is_held)
    SELECT gen_random_uuid(), '{kind}', id::text, {author}, true FROM {table}
    WHERE {column} = '{value}' ON CONFLICT DO NOTHING;
"""
CLOSE = """
CREATE TRIGGER {table}_is_gone AFTER DELETE ON {table} FOR EACH ROW
    EXECUTE FUNCTION moderation_close_case('{kind}');
"""
NO_MORE = """
DROP TRIGGER IF EXISTS {table}_held ON {table};
DROP TRIGGER IF EXISTS {table}_becomes_held ON {table};
DROP TRIGGER IF EXISTS {table}_is_held_no_more ON {table};
DROP TRIGGER IF EXISTS {table}_is_gone ON {table};
"""


def watch(table: str, kind: str, *, held: tuple[str, str] | None = None, author="NULL") -> RunSQL:
    """A migration step: the cases of one kind follow the rows of `table`, whose key is `id`.

    `held` is the column, and its value, by which a row waits for a moderator; where none is given,
    the verb that holds a thing opens its case. `author` is the column of whose it is. A row that
    goes closes its case.
    """
    column, value = held or ("", "")
    words = {"table": table, "kind": kind, "column": column, "value": value, "author": author}
    steps = (OPEN if held else "") + CLOSE
    return RunSQL(steps.format(**words), NO_MORE.format(**words))
