"""Full-text search in what is written in records."""

from django.db.models import BooleanField
from django.db.models.expressions import RawSQL

from leeds_leaders.finding.words import Words

# As the indexes `…_by_words` have it. Asked on its own: beside another condition PostgreSQL might
# look at every row.
_HAS_WORDS = """{table}.id IN (
    SELECT id FROM {table} WHERE to_tsvector('house'::regconfig, {text}) @@ {query})"""


def has_words(model, words: Words, *columns: str) -> RawSQL:
    """The condition of rows whose `words`, or whose `columns`, hold what somebody typed."""
    query = words.query()
    text = " || ' ' || ".join(f"coalesce({column}, '')" for column in columns or ["words"])
    sql = _HAS_WORDS.format(table=model._meta.db_table, text=text, query=query.text)
    return RawSQL(sql, query.values, output_field=BooleanField())
