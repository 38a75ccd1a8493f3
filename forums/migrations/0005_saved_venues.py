from django.db import migrations

# Each wording of a venue becomes a saved one, with the ward and the notes of its last session.
SAVE = """
INSERT INTO forums_venue (name, slug, address, access_notes, ward_id, photo, photo_alt, is_retired)
SELECT DISTINCT ON (old_venue) left(split_part(old_venue, ', ', 1), 120),
    'venue-' || left(md5(old_venue), 10), ltrim(substr(old_venue, length(split_part(old_venue, ', ', 1)) + 1), ', '),
    access_notes, ward_id, '', '', false
FROM forums_session WHERE old_venue <> '' ORDER BY old_venue, starts_at DESC;
UPDATE forums_session SET venue_id = v.id
FROM forums_venue v WHERE old_venue <> '' AND v.slug = 'venue-' || left(md5(old_venue), 10);
"""
WRITE_OUT = """
UPDATE forums_session s SET old_venue = concat_ws(', ', v.name, nullif(v.address, '')),
    access_notes = v.access_notes, ward_id = v.ward_id
FROM forums_venue v WHERE v.id = s.venue_id;
UPDATE forums_session SET venue_id = NULL;
UPDATE forums_series SET venue_id = NULL;
DELETE FROM forums_venue;
"""
# Sessions that are published already are known to people as they stand.
KNOWN = """
UPDATE forums_session SET told = jsonb_build_object('state', state, 'venue', old_venue,
    'online_link', online_link,
    'starts_at', to_char(starts_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS+00:00'),
    'ends_at', to_char(ends_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS+00:00'))
WHERE state <> 'draft';
"""


class Migration(migrations.Migration):
    """What sessions said of their venues is saved once for each venue."""

    dependencies = [("forums", "0004_places")]
    operations = [
        migrations.RunSQL(SAVE, WRITE_OUT),
        migrations.RunSQL(KNOWN, migrations.RunSQL.noop),
    ]
