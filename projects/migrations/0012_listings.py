import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
from django.db import migrations, models

import leeds_leaders.geography.fields

# The index of words looks up what it indexes: a project's words stay in its wide row, so that a
# row of a listing is short. It is declared immutable although it reads a table, which is sound
# because a listing is replaced whenever its project's words change (docs/decisions/0015). The
# schema is named because indexes are also built with an empty search path.
WORDS = """
DO $$ BEGIN
    EXECUTE format(
        'CREATE FUNCTION projects_words_of(project bigint) RETURNS tsvector
        LANGUAGE sql IMMUTABLE STRICT PARALLEL UNSAFE COST 100
        AS ''SELECT search FROM %I.projects_project WHERE id = project''',
        current_schema());
END $$;
CREATE INDEX listing_by_words ON projects_listing USING gin (projects_words_of(project_id));
"""
NO_WORDS = """
DROP INDEX listing_by_words;
DROP FUNCTION projects_words_of(bigint);
"""

COLUMNS = "created_at, spot, latitude, longitude, ward_id, stage, cause_ids, need_ids"
LISTED = f"""
CREATE FUNCTION projects_list() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO projects_listing (project_id, {COLUMNS})
    SELECT id, {COLUMNS} FROM arrived WHERE standing = 'live';
    RETURN NULL;
END $$;
CREATE FUNCTION projects_unlist() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM projects_listing WHERE project_id IN (SELECT id FROM gone);
    RETURN NULL;
END $$;
CREATE FUNCTION projects_relist() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    changed bigint[] := ARRAY(
        SELECT id FROM arrived a JOIN gone g USING (id)
        WHERE (a.standing, a.created_at, a.latitude, a.longitude, a.ward_id, a.stage, a.cause_ids,
            a.need_ids, a.search)
            IS DISTINCT FROM (g.standing, g.created_at, g.latitude, g.longitude, g.ward_id,
            g.stage, g.cause_ids, g.need_ids, g.search));
BEGIN
    DELETE FROM projects_listing WHERE project_id = ANY(changed);
    INSERT INTO projects_listing (project_id, {COLUMNS})
    SELECT id, {COLUMNS} FROM arrived WHERE id = ANY(changed) AND standing = 'live';
    RETURN NULL;
END $$;
CREATE TRIGGER projects_listed AFTER INSERT ON projects_project
    REFERENCING NEW TABLE AS arrived FOR EACH STATEMENT EXECUTE FUNCTION projects_list();
CREATE TRIGGER projects_unlisted AFTER DELETE ON projects_project
    REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION projects_unlist();
CREATE TRIGGER projects_relisted AFTER UPDATE ON projects_project
    REFERENCING OLD TABLE AS gone NEW TABLE AS arrived
    FOR EACH STATEMENT EXECUTE FUNCTION projects_relist();
"""
NOT_LISTED = """
DROP TRIGGER projects_relisted ON projects_project;
DROP TRIGGER projects_unlisted ON projects_project;
DROP TRIGGER projects_listed ON projects_project;
DROP FUNCTION projects_relist();
DROP FUNCTION projects_unlist();
DROP FUNCTION projects_list();
"""
FILLED = f"""
INSERT INTO projects_listing (project_id, {COLUMNS})
SELECT id, {COLUMNS} FROM projects_project WHERE standing = 'live';
"""


class Migration(migrations.Migration):
    """Short rows of live projects, for searches and the map."""

    dependencies = [
        ('geography', '0002_tick'),
        ('projects', '0011_fill_since_when'),
    ]

    operations = [
        migrations.CreateModel(
            name='Listing',
            fields=[
                ('project', models.OneToOneField(on_delete=django.db.models.deletion.DO_NOTHING, primary_key=True, related_name='listing', serialize=False, to='projects.project')),
                ('created_at', models.DateTimeField()),
                ('spot', leeds_leaders.geography.fields.PointField(null=True)),
                ('latitude', models.FloatField(null=True)),
                ('longitude', models.FloatField(null=True)),
                ('stage', models.CharField(max_length=12)),
                ('cause_ids', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None)),
                ('need_ids', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None)),
                ('ward', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='geography.ward')),
            ],
            options={
                'indexes': [models.Index(fields=['-created_at', '-project'], name='listing_newest'), models.Index(fields=['stage'], name='listing_by_stage'), django.contrib.postgres.indexes.GinIndex(fields=['cause_ids'], name='listing_by_cause'), django.contrib.postgres.indexes.GinIndex(fields=['need_ids'], name='listing_by_need'), django.contrib.postgres.indexes.GistIndex(fields=['spot'], name='listing_by_spot')],
            },
        ),
        migrations.RunSQL(FILLED, migrations.RunSQL.noop),
        migrations.RunSQL(WORDS, NO_WORDS),
        migrations.RunSQL(LISTED, NOT_LISTED),
    ]
