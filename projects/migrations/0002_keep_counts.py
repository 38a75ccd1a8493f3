from django.db import migrations

from leeds_leaders.stamps import tick_on

# The words of a project for full-text search (weights A-D) and for likeness of spelling.
WORDS = """
CREATE FUNCTION projects_fill_words() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    names text;
    synonyms text;
    ward text;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        -- Whoever writes back what they once read must not undo what the tags say by now.
        NEW.cause_ids := projects_causes_of(NEW.id);
        NEW.need_ids := ARRAY(SELECT tag_id FROM projects_projectneed
            WHERE content_object_id = NEW.id ORDER BY tag_id);
        NEW.offer_ids := ARRAY(SELECT tag_id FROM projects_projectoffer
            WHERE content_object_id = NEW.id ORDER BY tag_id);
    END IF;
    SELECT string_agg(name, ' '), string_agg(array_to_string(c.synonyms, ' '), ' ')
    INTO names, synonyms FROM language_cause c WHERE id = ANY(NEW.cause_ids);
    SELECT name INTO ward FROM geography_ward WHERE code = NEW.ward_id;
    NEW.search :=
        setweight(to_tsvector('house', NEW.title), 'A')
        || setweight(to_tsvector('house', concat_ws(' ', ward, NEW.place, NEW.run_by, names, synonyms)), 'B')
        || setweight(to_tsvector('house', NEW.summary), 'C')
        || setweight(to_tsvector('house', NEW.story), 'D');
    NEW.likeness := lower(unaccent(concat_ws(' ', NEW.title, ward, NEW.place, NEW.run_by, names)));
    RETURN NEW;
END $$;
CREATE TRIGGER projects_words
    BEFORE INSERT OR UPDATE OF title, summary, story, run_by, place, ward_id, cause_ids, need_ids,
        offer_ids, search, likeness
    ON projects_project FOR EACH ROW EXECUTE FUNCTION projects_fill_words();

CREATE FUNCTION projects_follow_cause() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE projects_project SET cause_ids = projects_causes_of(id) WHERE cause_ids @> ARRAY[NEW.id];
    RETURN NULL;
END $$;
CREATE TRIGGER language_cause_renamed AFTER UPDATE ON language_cause FOR EACH ROW
    WHEN ((OLD.name, OLD.synonyms, OLD.parent_id) IS DISTINCT FROM (NEW.name, NEW.synonyms, NEW.parent_id))
    EXECUTE FUNCTION projects_follow_cause();

CREATE FUNCTION projects_follow_ward() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE projects_project SET ward_id = ward_id WHERE ward_id = NEW.code;
    RETURN NULL;
END $$;
CREATE TRIGGER geography_ward_renamed AFTER UPDATE ON geography_ward FOR EACH ROW
    WHEN (OLD.name IS DISTINCT FROM NEW.name) EXECUTE FUNCTION projects_follow_ward();
"""
NO_WORDS = """
DROP TRIGGER geography_ward_renamed ON geography_ward;
DROP FUNCTION projects_follow_ward();
DROP TRIGGER language_cause_renamed ON language_cause;
DROP FUNCTION projects_follow_cause();
DROP TRIGGER projects_words ON projects_project;
DROP FUNCTION projects_fill_words();
"""

# Tags repeated as arrays: own causes first, then the causes that these are parts of.
TAGS = """
CREATE FUNCTION projects_causes_of(project bigint) RETURNS bigint[] LANGUAGE sql STABLE AS $$
    SELECT coalesce(array_agg(id ORDER BY is_parent, id), '{}') FROM (
        SELECT tag_id AS id, false AS is_parent
        FROM projects_projectcause WHERE content_object_id = project
        UNION
        SELECT c.parent_id, true
        FROM projects_projectcause pc JOIN language_cause c ON c.id = pc.tag_id
        WHERE pc.content_object_id = project AND c.parent_id IS NOT NULL
            AND NOT EXISTS (
                SELECT 1 FROM projects_projectcause own
                WHERE own.content_object_id = project AND own.tag_id = c.parent_id
            )
    ) causes
$$;
CREATE FUNCTION projects_repeat_causes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE projects_project p SET cause_ids = t.ids
    FROM (SELECT id, projects_causes_of(id) AS ids
          FROM (SELECT DISTINCT content_object_id AS id FROM touched) d) t
    WHERE p.id = t.id AND p.cause_ids IS DISTINCT FROM t.ids;
    RETURN NULL;
END $$;
CREATE FUNCTION projects_repeat_needs() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE projects_project p SET need_ids = t.ids
    FROM (SELECT d.id, coalesce(array_agg(n.tag_id ORDER BY n.tag_id)
                FILTER (WHERE n.tag_id IS NOT NULL), '{}') AS ids
          FROM (SELECT DISTINCT content_object_id AS id FROM touched) d
          LEFT JOIN projects_projectneed n ON n.content_object_id = d.id GROUP BY d.id) t
    WHERE p.id = t.id AND p.need_ids IS DISTINCT FROM t.ids;
    RETURN NULL;
END $$;
CREATE FUNCTION projects_repeat_offers() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE projects_project p SET offer_ids = t.ids
    FROM (SELECT d.id, coalesce(array_agg(n.tag_id ORDER BY n.tag_id)
                FILTER (WHERE n.tag_id IS NOT NULL), '{}') AS ids
          FROM (SELECT DISTINCT content_object_id AS id FROM touched) d
          LEFT JOIN projects_projectoffer n ON n.content_object_id = d.id GROUP BY d.id) t
    WHERE p.id = t.id AND p.offer_ids IS DISTINCT FROM t.ids;
    RETURN NULL;
END $$;
"""
NO_TAGS = """
DROP FUNCTION projects_repeat_offers();
DROP FUNCTION projects_repeat_needs();
DROP FUNCTION projects_repeat_causes();
DROP FUNCTION projects_causes_of(bigint);
"""


def repeat_tags(table, function):
    return migrations.RunSQL(
        f"""
        CREATE TRIGGER {table}_arrived AFTER INSERT ON {table} REFERENCING NEW TABLE AS touched
            FOR EACH STATEMENT EXECUTE FUNCTION {function}();
        CREATE TRIGGER {table}_gone AFTER DELETE ON {table} REFERENCING OLD TABLE AS touched
            FOR EACH STATEMENT EXECUTE FUNCTION {function}();
        """,
        f"DROP TRIGGER {table}_gone ON {table}; DROP TRIGGER {table}_arrived ON {table};",
    )


# Journals of counts: +1 for every row that arrives, -1 for every row that goes.
COUNTS = """
CREATE FUNCTION projects_count() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    sign integer := TG_ARGV[0];
BEGIN
    INSERT INTO projects_tally (facet, value, count)
    SELECT f.facet, f.value, sign * count(*)
    FROM changed p CROSS JOIN LATERAL (
        VALUES ('all', ''), ('ward', coalesce(p.ward_id, '')), ('stage', p.stage)
        UNION ALL SELECT 'cause', id::text FROM unnest(p.cause_ids) id
        UNION ALL SELECT 'need', id::text FROM unnest(p.need_ids) id
    ) f (facet, value)
    WHERE p.standing = 'live' GROUP BY 1, 2;

    INSERT INTO projects_cell (level, x, y, count, latitude_sum, longitude_sum, id_sum)
    SELECT level, floor(spot[0] * (1 << level)), floor(spot[1] * (1 << level)),
        sign * count(*), sign * sum(latitude), sign * sum(longitude), sign * sum(id)
    FROM changed, generate_series(9, 16) level
    WHERE standing = 'live' AND spot IS NOT NULL GROUP BY 1, 2, 3;
    RETURN NULL;
END $$;
CREATE TRIGGER projects_arrived AFTER INSERT ON projects_project
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION projects_count('1');
CREATE TRIGGER projects_went AFTER DELETE ON projects_project
    REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION projects_count('-1');
CREATE TRIGGER projects_became AFTER UPDATE ON projects_project
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION projects_count('1');
CREATE TRIGGER projects_were AFTER UPDATE ON projects_project
    REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION projects_count('-1');

CREATE FUNCTION projects_fold_tallies() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('projects_tally'));
    WITH gone AS (
        DELETE FROM projects_tally WHERE (facet, value) IN (
            SELECT facet, value FROM projects_tally GROUP BY 1, 2 HAVING count(*) > 1
        ) RETURNING facet, value, count
    )
    INSERT INTO projects_tally (facet, value, count)
    SELECT facet, value, sum(count) FROM gone GROUP BY 1, 2 HAVING sum(count) <> 0;
    WITH gone AS (
        DELETE FROM projects_cell WHERE (level, x, y) IN (
            SELECT level, x, y FROM projects_cell GROUP BY 1, 2, 3 HAVING count(*) > 1
        ) RETURNING level, x, y, count, latitude_sum, longitude_sum, id_sum
    )
    INSERT INTO projects_cell (level, x, y, count, latitude_sum, longitude_sum, id_sum)
    SELECT level, x, y, sum(count), sum(latitude_sum), sum(longitude_sum), sum(id_sum)
    FROM gone GROUP BY 1, 2, 3 HAVING sum(count) <> 0;
END $$;
"""
NO_COUNTS = """
DROP FUNCTION projects_fold_tallies();
DROP TRIGGER projects_were ON projects_project;
DROP TRIGGER projects_became ON projects_project;
DROP TRIGGER projects_went ON projects_project;
DROP TRIGGER projects_arrived ON projects_project;
DROP FUNCTION projects_count();
"""


class Migration(migrations.Migration):
    """The database keeps what repeats a project's tags and texts, and counts live projects."""

    dependencies = [("projects", "0001_projects")]
    operations = [
        migrations.RunSQL(TAGS, NO_TAGS),
        repeat_tags("projects_projectcause", "projects_repeat_causes"),
        repeat_tags("projects_projectneed", "projects_repeat_needs"),
        repeat_tags("projects_projectoffer", "projects_repeat_offers"),
        migrations.RunSQL(WORDS, NO_WORDS),
        migrations.RunSQL(COUNTS, NO_COUNTS),
        tick_on("projects_project", "projects"),
    ]
