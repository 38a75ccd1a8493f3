from importlib import import_module

import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

# What each circle may find of each peer. This is the one place, beside `peers/pages/portrait.py`,
# that says who sees what; entries and their texts are its rows, kept.
FOUND = """
CREATE VIEW peers_found AS
    SELECT p.id AS peer_id, a.audience, lower(unaccent(p.name)) AS sort_name,
        sector.id AS sector_id, ward.codes AS ward_codes, cause.ids AS cause_ids,
        item.offer_ids, item.ask_ids, principle.ids AS principle_ids, role.forms, role.scales,
        f.is_organiser AND shown ? 'organiser' AS is_organiser, item.offers_free,
        jsonb_build_object(
            'slug', p.slug, 'name', p.name,
            'pronouns', CASE WHEN shown ? 'pronouns' THEN f.pronouns ELSE '' END,
            'called', CASE WHEN shown ? 'called' THEN f.called ELSE '' END,
            'one_line', CASE WHEN shown ? 'one_line' THEN f.one_line ELSE '' END,
            'photo', CASE WHEN shown ? 'photo' THEN f.photo ELSE '' END,
            'photo_alt', CASE WHEN shown ? 'photo' THEN f.photo_alt ELSE '' END,
            'comes_as_self', f.comes_as_self AND shown ? 'organisations',
            'roles', role.cards, 'offers', item.offers, 'asks', item.asks) AS card,
        setweight(to_tsvector('house', p.name), 'A')
        || setweight(to_tsvector('house', concat_ws(' ',
            CASE WHEN shown ? 'one_line' THEN f.one_line END,
            CASE WHEN shown ? 'called' THEN f.called END,
            sector.name, ward.names, cause.names, role.names, item.titles)), 'B')
        || setweight(to_tsvector('house', concat_ws(' ',
            CASE WHEN shown ? 'talents' THEN f.talents END,
            CASE WHEN shown ? 'lived_experience' THEN f.lived_experience END,
            CASE WHEN shown ? 'agenda' THEN f.agenda END,
            CASE WHEN shown ? 'fighting_for' THEN f.fighting_for END,
            CASE WHEN shown ? 'organiser' THEN f.organises_in END,
            CASE WHEN shown ? 'elected' THEN f.elected_as END,
            principle.names)), 'C')
        || setweight(to_tsvector('house', concat_ws(' ',
            CASE WHEN shown ? 'story' THEN f.story END,
            CASE WHEN shown ? 'interests' THEN f.interests END,
            CASE WHEN shown ? 'languages' THEN f.languages END,
            item.words)), 'D') AS words,
        lower(unaccent(concat_ws(' ', p.name, role.names))) AS likeness
    FROM peers_peer p
    JOIN peers_profile f ON f.peer_id = p.id
    JOIN (VALUES ('public', 1), ('members', 2), ('connections', 3)) a (audience, level)
        ON peers_level(f.audience) <= a.level
    CROSS JOIN LATERAL (
        SELECT coalesce(jsonb_object_agg(part, true), '{}') AS shown
        FROM jsonb_each_text(f.audiences) said (part, audience)
        WHERE peers_level(said.audience) <= a.level
    ) parts
    LEFT JOIN language_sector sector ON sector.id = f.sector_id AND shown ? 'sector'
    CROSS JOIN LATERAL (
        SELECT coalesce(array_agg(w.code ORDER BY w.code), '{}') AS codes,
            string_agg(w.name, ' ' ORDER BY w.code) AS names
        FROM peers_profile_wards pw JOIN geography_ward w ON w.code = pw.ward_id
        WHERE pw.profile_id = p.id AND shown ? 'wards'
    ) ward
    CROSS JOIN LATERAL (
        SELECT coalesce(array_agg(c.id ORDER BY c.id), '{}') AS ids,
            string_agg(concat_ws(' ', c.name, array_to_string(c.synonyms, ' ')), ' ' ORDER BY c.id) AS names
        FROM (
            SELECT tag_id AS id FROM peers_profilecause WHERE content_object_id = p.id
            UNION
            SELECT part.parent_id FROM peers_profilecause pc JOIN language_cause part
            ON part.id = pc.tag_id WHERE pc.content_object_id = p.id
        ) own JOIN language_cause c USING (id)
        WHERE shown ? 'causes'
    ) cause
    CROSS JOIN LATERAL (
        SELECT coalesce(array_agg(l.id ORDER BY l.id), '{}') AS ids,
            string_agg(l.name, ' ' ORDER BY l.id) AS names
        FROM peers_profile_principles pp JOIN language_principle l ON l.id = pp.principle_id
        WHERE pp.profile_id = p.id AND shown ? 'principles'
    ) principle
    CROSS JOIN LATERAL (
        -- Who has worked somewhere before does not stand for it now.
        SELECT coalesce(array_agg(DISTINCT o.form) FILTER (WHERE o.form <> ''), '{}') AS forms,
            coalesce(array_agg(DISTINCT o.scale) FILTER (WHERE o.scale <> ''), '{}') AS scales,
            string_agg(concat_ws(' ', r.title, o.name), ' ' ORDER BY r.id) AS names,
            coalesce(jsonb_agg(jsonb_build_array(r.title, o.name, o.slug)
                ORDER BY r.starts_on DESC NULLS LAST, r.id), '[]') AS cards
        FROM peers_role r CROSS JOIN LATERAL (
            SELECT * FROM peers_organisation WHERE id = r.organisation_id OFFSET 0
        ) o
        WHERE r.peer_id = p.id AND shown ? 'organisations'
            AND (r.ends_on IS NULL OR r.ends_on >= current_date)
            AND (o.standing = 'live' OR o.standing = 'held' AND a.level > 1)
    ) role
    CROSS JOIN LATERAL (
        SELECT coalesce(array_agg(DISTINCT h.tag_id) FILTER (WHERE i.kind = 'offer' AND h.tag_id IS NOT NULL), '{}') AS offer_ids,
            coalesce(array_agg(DISTINCT h.tag_id) FILTER (WHERE i.kind = 'ask' AND h.tag_id IS NOT NULL), '{}') AS ask_ids,
            coalesce(bool_or(i.kind = 'offer' AND i.cost IN ('free', 'bursary')), false) AS offers_free,
            coalesce(jsonb_agg(DISTINCT jsonb_build_array(i.title, i.slug, i.cost)) FILTER (WHERE i.kind = 'offer'), '[]') AS offers,
            coalesce(jsonb_agg(DISTINCT jsonb_build_array(i.title, i.slug)) FILTER (WHERE i.kind = 'ask'), '[]') AS asks,
            string_agg(concat_ws(' ', i.title, help.name, array_to_string(help.synonyms, ' ')), ' '
                ORDER BY i.id, help.id) AS titles,
            string_agg(DISTINCT i.words, ' ') AS words
        FROM peers_item i
        LEFT JOIN peers_itemhelp h ON h.content_object_id = i.id
        LEFT JOIN language_help help ON help.id = h.tag_id
        WHERE i.peer_id = p.id AND i.state = 'open' AND (i.until IS NULL OR i.until >= current_date)
            AND peers_level(i.audience) <= a.level
    ) item
    WHERE p.is_active;
"""
# Each is written twice, for an index of the short rows looks up the words, which must be there by
# then. Plans are made anew each time and keep to our order: a plan that was made while tables were
# empty would read whole ones for each peer while a city is loaded.
COLUMNS = """peer_id, audience, sort_name, sector_id, ward_codes, cause_ids, offer_ids, ask_ids,
        principle_ids, forms, scales, is_organiser, offers_free"""
WRITE = f"""
CREATE OR REPLACE FUNCTION peers_write_entries(changed bigint[]) RETURNS void LANGUAGE plpgsql
SET enable_seqscan = off SET join_collapse_limit = 1 AS $$
BEGIN
    -- Whoever writes about the same peer at the same time waits here, and then reads what we wrote.
    PERFORM 1 FROM peers_peer WHERE id = ANY(changed) ORDER BY id FOR NO KEY UPDATE;
    DELETE FROM peers_entry WHERE peer_id = ANY(changed);
    DELETE FROM peers_entrytext WHERE peer_id = ANY(changed);
    EXECUTE 'INSERT INTO peers_entrytext (peer_id, audience, card, words, likeness)
        SELECT peer_id, audience, card, words, likeness
        FROM peers_found WHERE peer_id = ANY($1)' USING changed;
    EXECUTE 'INSERT INTO peers_entry ({COLUMNS})
        SELECT {COLUMNS}
        FROM peers_found WHERE peer_id = ANY($1)' USING changed;
END $$;
"""
BEFORE = import_module("peers.migrations.0004_entries").ENTRIES
BEFORE = BEFORE[BEFORE.index("CREATE FUNCTION peers_write_entries") :]
WRITE_BEFORE = BEFORE.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION", 1)
# Declared immutable although it reads a table, which is sound because an entry is replaced whenever
# its words change (docs/decisions/0015 and 0017). The schema is named because indexes are also
# built with an empty search path.
WORDS = """
DO $$ BEGIN
    EXECUTE format(
        'CREATE FUNCTION peers_words_of(peer bigint, circle text) RETURNS tsvector
        LANGUAGE sql IMMUTABLE STRICT PARALLEL UNSAFE COST 100
        AS ''SELECT words FROM %I.peers_entrytext WHERE peer_id = peer AND audience = circle''',
        current_schema());
END $$;
CREATE INDEX entry_public_by_words ON peers_entry USING gin (peers_words_of(peer_id, audience))
    WHERE audience = 'public';
CREATE INDEX entry_members_by_words ON peers_entry USING gin (peers_words_of(peer_id, audience))
    WHERE audience = 'members';
"""
NO_WORDS = """
DROP INDEX entry_members_by_words;
DROP INDEX entry_public_by_words;
DROP FUNCTION peers_words_of(bigint, text);
"""
AFRESH = "SELECT peers_write_entries(array_agg(id)) FROM peers_peer HAVING count(*) > 0;"


class Migration(migrations.Migration):
    """Short entries, for the counts of the directory and for matches. Their texts stand beside."""

    dependencies = [("peers", "0008_thanks_can_be_taken_away")]

    operations = [
        migrations.RunSQL("DELETE FROM peers_entry;", AFRESH),
        migrations.RunSQL(migrations.RunSQL.noop, WRITE_BEFORE),
        *(
            migrations.RemoveIndex(model_name="entry", name=f"entry_{circle}_by_{what}")
            for circle in ("public", "members")
            for what in ("words", "likeness")
        ),
        migrations.RemoveField(model_name="entry", name="card"),
        migrations.RemoveField(model_name="entry", name="words"),
        migrations.RemoveField(model_name="entry", name="likeness"),
        migrations.CreateModel(
            name="EntryText",
            fields=[
                ("pk", models.CompositePrimaryKey("peer_id", "audience", blank=True, editable=False, primary_key=True, serialize=False)),
                ("audience", models.CharField(choices=[("public", "Everybody, visitors too"), ("members", "Members of the network"), ("connections", "My connections"), ("hidden", "Nobody but me")], max_length=11)),
                ("card", models.JSONField()),
                ("words", django.contrib.postgres.search.SearchVectorField()),
                ("likeness", models.TextField()),
                ("peer", models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name="entry_texts", to=settings.AUTH_USER_MODEL)),
            ],
            options={
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        django.contrib.postgres.indexes.OpClass("likeness", "gin_trgm_ops"),
                        condition=models.Q(("audience", circle)),
                        name=f"entry_{circle}_by_likeness",
                    )
                    for circle in ("public", "members")
                ],
            },
        ),
        migrations.RunSQL(FOUND, "DROP VIEW peers_found;"),
        migrations.RunSQL(WORDS, NO_WORDS),
        migrations.RunSQL(WRITE, migrations.RunSQL.noop),
        migrations.RunSQL(AFRESH, "DELETE FROM peers_entry; DELETE FROM peers_entrytext;"),
    ]
