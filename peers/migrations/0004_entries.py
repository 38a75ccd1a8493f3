from django.db import migrations

from leeds_leaders.stamps import tick_on

# What one circle may find of a peer. This is the one place, beside `peers/pages.py`, that says who
# sees what; search, facets, counts and matches read nothing else. A part is shown to a circle if
# neither the whole profile nor the part is for a narrower one; a part that is not named is hidden.
ENTRIES = """
CREATE FUNCTION peers_level(audience text) RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT coalesce(array_position(ARRAY['public', 'members', 'connections'], audience), 4)
$$;
CREATE FUNCTION peers_causes_of(profile bigint) RETURNS bigint[] LANGUAGE sql STABLE AS $$
    SELECT coalesce(array_agg(DISTINCT id ORDER BY id), '{}') FROM (
        SELECT tag_id AS id FROM peers_profilecause WHERE content_object_id = profile
        UNION ALL
        SELECT c.parent_id FROM peers_profilecause pc JOIN language_cause c ON c.id = pc.tag_id
        WHERE pc.content_object_id = profile AND c.parent_id IS NOT NULL
    ) causes
$$;
CREATE FUNCTION peers_write_entries(changed bigint[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    -- Whoever writes about the same peer at the same time waits here, and then reads what we wrote.
    PERFORM 1 FROM peers_peer WHERE id = ANY(changed) ORDER BY id FOR NO KEY UPDATE;
    DELETE FROM peers_entry WHERE peer_id = ANY(changed);
    INSERT INTO peers_entry (peer_id, audience, sort_name, sector_id, ward_codes, cause_ids,
        offer_ids, ask_ids, principle_ids, forms, scales, is_organiser, offers_free, card, words,
        likeness)
    SELECT p.id, a.audience, lower(unaccent(p.name)), sector.id, ward.codes, cause.ids,
        item.offer_ids, item.ask_ids, principle.ids, role.forms, role.scales,
        f.is_organiser AND shown ? 'organiser', item.offers_free,
        jsonb_build_object(
            'slug', p.slug, 'name', p.name,
            'pronouns', CASE WHEN shown ? 'pronouns' THEN f.pronouns ELSE '' END,
            'called', CASE WHEN shown ? 'called' THEN f.called ELSE '' END,
            'one_line', CASE WHEN shown ? 'one_line' THEN f.one_line ELSE '' END,
            'photo', CASE WHEN shown ? 'photo' THEN f.photo ELSE '' END,
            'photo_alt', CASE WHEN shown ? 'photo' THEN f.photo_alt ELSE '' END,
            'comes_as_self', f.comes_as_self AND shown ? 'organisations',
            'roles', role.cards, 'offers', item.offers, 'asks', item.asks),
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
            item.words)), 'D'),
        lower(unaccent(concat_ws(' ', p.name, role.names)))
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
            string_agg(w.name, ' ') AS names
        FROM peers_profile_wards pw JOIN geography_ward w ON w.code = pw.ward_id
        WHERE pw.profile_id = p.id AND shown ? 'wards'
    ) ward
    CROSS JOIN LATERAL (
        SELECT coalesce(array_agg(c.id ORDER BY c.id), '{}') AS ids,
            string_agg(concat_ws(' ', c.name, array_to_string(c.synonyms, ' ')), ' ') AS names
        FROM language_cause c
        WHERE shown ? 'causes' AND c.id = ANY(peers_causes_of(p.id))
    ) cause
    CROSS JOIN LATERAL (
        SELECT coalesce(array_agg(l.id ORDER BY l.id), '{}') AS ids,
            string_agg(l.name, ' ') AS names
        FROM peers_profile_principles pp JOIN language_principle l ON l.id = pp.principle_id
        WHERE pp.profile_id = p.id AND shown ? 'principles'
    ) principle
    CROSS JOIN LATERAL (
        -- Who has worked somewhere before does not stand for it now.
        SELECT coalesce(array_agg(DISTINCT o.form) FILTER (WHERE o.form <> ''), '{}') AS forms,
            coalesce(array_agg(DISTINCT o.scale) FILTER (WHERE o.scale <> ''), '{}') AS scales,
            string_agg(concat_ws(' ', r.title, o.name), ' ') AS names,
            coalesce(jsonb_agg(jsonb_build_array(r.title, o.name, o.slug)
                ORDER BY r.starts_on DESC NULLS LAST, r.id), '[]') AS cards
        FROM peers_role r JOIN peers_organisation o ON o.id = r.organisation_id
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
            string_agg(concat_ws(' ', i.title, help.name, array_to_string(help.synonyms, ' ')), ' ') AS titles,
            string_agg(DISTINCT i.words, ' ') AS words
        FROM peers_item i
        LEFT JOIN peers_itemhelp h ON h.content_object_id = i.id
        LEFT JOIN language_help help ON help.id = h.tag_id
        WHERE i.peer_id = p.id AND i.state = 'open' AND (i.until IS NULL OR i.until >= current_date)
            AND peers_level(i.audience) <= a.level
    ) item
    WHERE p.id = ANY(changed) AND p.is_active;
END $$;
"""
NO_ENTRIES = """
DROP FUNCTION peers_write_entries(bigint[]);
DROP FUNCTION peers_causes_of(bigint);
DROP FUNCTION peers_level(text);
"""

# Who is concerned by a change, for each table that an entry is made of.
CHANGES = """
CREATE FUNCTION peers_entries_follow() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    changed bigint[];
BEGIN
    EXECUTE format('SELECT array_agg(DISTINCT id) FROM (%s) changed (id) WHERE id IS NOT NULL', TG_ARGV[0])
        INTO changed;
    IF changed IS NOT NULL THEN
        PERFORM peers_write_entries(changed);
    END IF;
    RETURN NULL;
END $$;
"""
NO_CHANGES = "DROP FUNCTION peers_entries_follow();"


def follow(table: str, peer: str, when: str = "true") -> migrations.RunSQL:
    """Rewrite entries when rows of `table` come, change or go. `peer` is the id of the peer that a
    row `t` is about; of changed rows `when` says which ones matter (`t` is new, `was` is old)."""
    name = f"{table}_entries"
    both = f"SELECT {peer} FROM arrived t JOIN gone was USING (id) WHERE {when} UNION SELECT {peer} FROM gone t JOIN arrived was USING (id) WHERE {when}"
    steps = (
        ("insert", "NEW TABLE AS arrived", f"SELECT {peer} FROM arrived t"),
        ("update", "OLD TABLE AS gone NEW TABLE AS arrived", both),
        ("delete", "OLD TABLE AS gone", f"SELECT {peer} FROM gone t"),
    )
    return migrations.RunSQL(
        "\n".join(
            f"CREATE TRIGGER {name}_{verb} AFTER {verb.upper()} ON {table} REFERENCING {rows}"
            f" FOR EACH STATEMENT EXECUTE FUNCTION peers_entries_follow($${query}$$);"
            for verb, rows, query in steps
        ),
        "\n".join(f"DROP TRIGGER {name}_{verb} ON {table};" for verb, _rows, _query in steps),
    )


# A peer's own row changes at every sign-in, a profile's is keyed by the peer; words and places are
# renamed now and then, and concern whoever uses them.
RENAMED = """
CREATE FUNCTION peers_entries_follow_rename() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    changed bigint[];
BEGIN
    EXECUTE format('SELECT array_agg(DISTINCT e.peer_id) FROM peers_entry e WHERE %s', TG_ARGV[0])
        INTO changed USING NEW;
    IF changed IS NOT NULL THEN
        PERFORM peers_write_entries(changed);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER peers_peer_entries AFTER UPDATE ON peers_peer
    REFERENCING OLD TABLE AS gone NEW TABLE AS arrived FOR EACH STATEMENT
    EXECUTE FUNCTION peers_entries_follow($$SELECT t.id FROM arrived t JOIN gone was USING (id)
        WHERE (t.name, t.slug, t.is_active) IS DISTINCT FROM (was.name, was.slug, was.is_active)$$);
CREATE TRIGGER peers_peer_gone AFTER DELETE ON peers_peer
    REFERENCING OLD TABLE AS gone FOR EACH STATEMENT
    EXECUTE FUNCTION peers_entries_follow($$SELECT id FROM gone$$);
CREATE TRIGGER peers_profile_entries_insert AFTER INSERT ON peers_profile
    REFERENCING NEW TABLE AS arrived FOR EACH STATEMENT
    EXECUTE FUNCTION peers_entries_follow($$SELECT peer_id FROM arrived$$);
CREATE TRIGGER peers_profile_entries_update AFTER UPDATE ON peers_profile
    REFERENCING OLD TABLE AS gone NEW TABLE AS arrived FOR EACH STATEMENT
    EXECUTE FUNCTION peers_entries_follow($$SELECT t.peer_id FROM arrived t JOIN gone was USING (peer_id)
        WHERE t IS DISTINCT FROM was$$);
CREATE TRIGGER peers_profile_entries_delete AFTER DELETE ON peers_profile
    REFERENCING OLD TABLE AS gone FOR EACH STATEMENT
    EXECUTE FUNCTION peers_entries_follow($$SELECT peer_id FROM gone$$);
CREATE TRIGGER peers_follow_cause AFTER UPDATE ON language_cause FOR EACH ROW
    WHEN ((OLD.name, OLD.synonyms, OLD.parent_id) IS DISTINCT FROM (NEW.name, NEW.synonyms, NEW.parent_id))
    EXECUTE FUNCTION peers_entries_follow_rename('e.cause_ids @> ARRAY[($1).id]');
CREATE TRIGGER peers_follow_help AFTER UPDATE ON language_help FOR EACH ROW
    WHEN ((OLD.name, OLD.synonyms) IS DISTINCT FROM (NEW.name, NEW.synonyms))
    EXECUTE FUNCTION peers_entries_follow_rename('e.offer_ids @> ARRAY[($1).id] OR e.ask_ids @> ARRAY[($1).id]');
CREATE TRIGGER peers_follow_sector AFTER UPDATE ON language_sector FOR EACH ROW
    WHEN (OLD.name IS DISTINCT FROM NEW.name)
    EXECUTE FUNCTION peers_entries_follow_rename('e.sector_id = ($1).id');
CREATE TRIGGER peers_follow_principle AFTER UPDATE ON language_principle FOR EACH ROW
    WHEN (OLD.name IS DISTINCT FROM NEW.name)
    EXECUTE FUNCTION peers_entries_follow_rename('e.principle_ids @> ARRAY[($1).id]');
CREATE TRIGGER peers_follow_ward AFTER UPDATE ON geography_ward FOR EACH ROW
    WHEN (OLD.name IS DISTINCT FROM NEW.name)
    EXECUTE FUNCTION peers_entries_follow_rename('e.ward_codes @> ARRAY[($1).code]');
"""
NOT_RENAMED = """
DROP TRIGGER peers_follow_ward ON geography_ward;
DROP TRIGGER peers_follow_principle ON language_principle;
DROP TRIGGER peers_follow_sector ON language_sector;
DROP TRIGGER peers_follow_help ON language_help;
DROP TRIGGER peers_follow_cause ON language_cause;
DROP TRIGGER peers_profile_entries_delete ON peers_profile;
DROP TRIGGER peers_profile_entries_update ON peers_profile;
DROP TRIGGER peers_profile_entries_insert ON peers_profile;
DROP TRIGGER peers_peer_gone ON peers_peer;
DROP TRIGGER peers_peer_entries ON peers_peer;
DROP FUNCTION peers_entries_follow_rename();
"""

# Journals of counts: +1 for every row that arrives, -1 for every row that goes.
COUNTS = """
CREATE FUNCTION peers_count() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    sign integer := TG_ARGV[0];
BEGIN
    INSERT INTO peers_peertally (audience, facet, value, count)
    SELECT e.audience, f.facet, f.value, sign * count(*)
    FROM changed e CROSS JOIN LATERAL (
        VALUES ('all', ''), ('organiser', e.is_organiser::text), ('free', e.offers_free::text)
        UNION ALL SELECT 'sector', e.sector_id::text WHERE e.sector_id IS NOT NULL
        UNION ALL SELECT 'ward', v FROM unnest(e.ward_codes) v
        UNION ALL SELECT 'cause', v::text FROM unnest(e.cause_ids) v
        UNION ALL SELECT 'offer', v::text FROM unnest(e.offer_ids) v
        UNION ALL SELECT 'ask', v::text FROM unnest(e.ask_ids) v
        UNION ALL SELECT 'principle', v::text FROM unnest(e.principle_ids) v
        UNION ALL SELECT 'form', v FROM unnest(e.forms) v
        UNION ALL SELECT 'scale', v FROM unnest(e.scales) v
    ) f (facet, value)
    GROUP BY 1, 2, 3;
    RETURN NULL;
END $$;
CREATE TRIGGER peers_entries_arrived AFTER INSERT ON peers_entry
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION peers_count('1');
CREATE TRIGGER peers_entries_went AFTER DELETE ON peers_entry
    REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION peers_count('-1');

CREATE FUNCTION peers_fold_tallies() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('peers_peertally'));
    WITH gone AS (
        DELETE FROM peers_peertally WHERE (audience, facet, value) IN (
            SELECT audience, facet, value FROM peers_peertally GROUP BY 1, 2, 3 HAVING count(*) > 1
        ) RETURNING audience, facet, value, count
    )
    INSERT INTO peers_peertally (audience, facet, value, count)
    SELECT audience, facet, value, sum(count) FROM gone GROUP BY 1, 2, 3 HAVING sum(count) <> 0;
END $$;
"""
NO_COUNTS = """
DROP FUNCTION peers_fold_tallies();
DROP TRIGGER peers_entries_went ON peers_entry;
DROP TRIGGER peers_entries_arrived ON peers_entry;
DROP FUNCTION peers_count();
"""
FIRST = "SELECT peers_write_entries(array_agg(id)) FROM peers_peer HAVING count(*) > 0;"


class Migration(migrations.Migration):
    """What each circle finds of a peer, kept by the database, and counted."""

    dependencies = [
        ("peers", "0003_profiles_come_with_peers"),
        ("language", "0004_tick_for_sectors_and_principles"),
    ]
    operations = [
        migrations.RunSQL(ENTRIES, NO_ENTRIES),
        migrations.RunSQL(COUNTS, NO_COUNTS),
        migrations.RunSQL(FIRST, migrations.RunSQL.noop),
        migrations.RunSQL(CHANGES, NO_CHANGES),
        migrations.RunSQL(RENAMED, NOT_RENAMED),
        follow("peers_profile_wards", "t.profile_id"),
        follow("peers_profile_principles", "t.profile_id"),
        follow("peers_profilecause", "t.content_object_id"),
        follow("peers_item", "t.peer_id", "t IS DISTINCT FROM was"),
        follow("peers_itemhelp", "(SELECT peer_id FROM peers_item WHERE id = t.content_object_id)"),
        follow("peers_role", "t.peer_id", "t IS DISTINCT FROM was"),
        migrations.RunSQL(
            """
            CREATE TRIGGER peers_follow_organisation AFTER UPDATE ON peers_organisation
                REFERENCING OLD TABLE AS gone NEW TABLE AS arrived FOR EACH STATEMENT
                EXECUTE FUNCTION peers_entries_follow($$SELECT r.peer_id
                FROM arrived t JOIN gone was USING (id) JOIN peers_role r ON r.organisation_id = t.id
                WHERE (t.name, t.slug, t.form, t.scale, t.standing)
                    IS DISTINCT FROM (was.name, was.slug, was.form, was.scale, was.standing)$$);
            """,
            "DROP TRIGGER peers_follow_organisation ON peers_organisation;",
        ),
        tick_on("peers_entry", "peers"),
    ]
