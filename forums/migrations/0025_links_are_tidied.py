from django.db import migrations

LINKS = (
    ("forums_session", "online_link"),
    ("forums_session", "ticket_link"),
    ("forums_outcome", "evidence"),
    ("forums_citation", "url"),
)
# Schemes are written small; what leads nowhere on the web is taken out.
TIDY = r"""
UPDATE {table} SET {column} = CASE
    WHEN {column} ~* '^https?://[^\x01-\x20\x7f-\xa0]+$'
    THEN lower(split_part({column}, '://', 1)) || substr({column}, strpos({column}, '://'))
    ELSE '' END
WHERE {column} !~ '^(https?://[^\x01-\x20\x7f-\xa0]+)?$'
"""


class Migration(migrations.Migration):
    """Before the database holds links to the web, those that were let in lead there."""

    dependencies = [("forums", "0024_a_perspective_that_waits_is_published")]
    operations = [
        migrations.RunSQL(TIDY.format(table=table, column=column), migrations.RunSQL.noop)
        for table, column in LINKS
    ]
