from django.contrib.postgres.operations import CreateExtension
from django.db import migrations, models

SEARCH = """
CREATE TEXT SEARCH CONFIGURATION house (COPY = english);
ALTER TEXT SEARCH CONFIGURATION house
    ALTER MAPPING FOR hword, hword_part, word, asciiword, asciihword, hword_asciipart
    WITH unaccent, english_stem;
"""
CACHE = """
CREATE TABLE house_cache (
    cache_key varchar(255) PRIMARY KEY, value text NOT NULL, expires timestamptz NOT NULL
);
CREATE INDEX house_cache_expires ON house_cache (expires);
"""
TICK = """
CREATE FUNCTION house_append_tick() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO house_tick (name, count) VALUES (TG_ARGV[0], 1);
    RETURN NULL;
END $$;
"""


class Migration(migrations.Migration):
    """Text search without accents, ticks, and a cache that does not need Redis."""

    initial = True
    dependencies = []
    operations = [
        CreateExtension("unaccent"),
        CreateExtension("pg_trgm"),
        CreateExtension("btree_gist"),
        migrations.RunSQL(SEARCH, "DROP TEXT SEARCH CONFIGURATION house"),
        migrations.RunSQL(CACHE, "DROP TABLE house_cache"),
        migrations.CreateModel(
            name="Tick",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=30)),
                ("count", models.BigIntegerField(default=1)),
            ],
            options={
                "indexes": [models.Index(fields=["name"], include=("count",), name="tick_by_name")],
            },
        ),
        migrations.RunSQL(TICK, "DROP FUNCTION house_append_tick()"),
    ]
