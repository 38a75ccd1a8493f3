from django.db import migrations

LINKS = (("peers_organisation", "link"),)
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

    dependencies = [("peers", "0013_items_and_profiles_can_wait")]
    operations = [
        migrations.RunSQL(TIDY.format(table=table, column=column), migrations.RunSQL.noop)
        for table, column in LINKS
    ]
