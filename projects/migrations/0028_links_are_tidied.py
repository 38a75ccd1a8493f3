from django.db import migrations

LINKS = (
    ("projects_association", "link"),
    ("projects_developmentoffer", "link"),
    ("projects_hub", "link"),
)
# Schemes are written small; what leads nowhere on the web is taken out.
TIDY = r"""
UPDATE {table} SET {column} = CASE
    WHEN {column} ~* '^https?://[^\x01-\x20\x7f-\xa0]+$'
    THEN lower(split_part({column}, '://', 1)) || substr({column}, strpos({column}, '://'))
    ELSE '' END
WHERE {column} !~ '^(https?://[^\x01-\x20\x7f-\xa0]+)?$'
"""
# The same of a project's list, and of what its versions keep of it.
LIST = r'^\[("https?://([^\x01-\x20\x7f-\xa0"\\]|\\["\\])+"(, |(?=\])))*\]$'
WITH_SMALL_SCHEMES = r"""
SELECT {gather}(lower(split_part(link, '://', 1)) || substr(link, strpos(link, '://'))
    ORDER BY place) FROM {links} WITH ORDINALITY AS each (link, place)
    WHERE link ~* '^https?://[^\x01-\x20\x7f-\xa0]+$'
"""
OF_PROJECT = WITH_SMALL_SCHEMES.format(gather="array_agg", links="unnest(links)")
OF_VERSION = WITH_SMALL_SCHEMES.format(
    gather="jsonb_agg", links="jsonb_array_elements_text(content -> 'links')"
)
TIDY_PROJECTS = f"""
UPDATE projects_project SET links = coalesce(({OF_PROJECT}), '{{}}')
WHERE to_jsonb(links)::text !~ '{LIST}'
"""
TIDY_VERSIONS = f"""
UPDATE projects_version SET content = jsonb_set(content, '{{links}}', coalesce(({OF_VERSION}), '[]'))
WHERE jsonb_typeof(content -> 'links') = 'array' AND content ->> 'links' !~ '{LIST}'
"""


class Migration(migrations.Migration):
    """Before the database holds links to the web, those that were let in lead there."""

    dependencies = [("projects", "0027_offers_wait_with_their_project")]
    operations = [
        migrations.RunSQL(TIDY.format(table=table, column=column), migrations.RunSQL.noop)
        for table, column in LINKS
    ] + [
        migrations.RunSQL(TIDY_PROJECTS, migrations.RunSQL.noop),
        migrations.RunSQL(TIDY_VERSIONS, migrations.RunSQL.noop),
    ]
