from django.db import migrations

from leeds_leaders.stamps import tick_on

# Who answers for a project is one short list beside it, so that a door asks one row. It is made
# anew whenever the first lead or the team changes, whatever code asks.
LEADS = """
CREATE FUNCTION projects_leads_of(project bigint, first bigint) RETURNS bigint[]
LANGUAGE sql STABLE AS $$
    SELECT coalesce(array_agg(DISTINCT peer ORDER BY peer), '{}') FROM (
        SELECT first AS peer
        UNION SELECT peer_id FROM projects_teammember
        WHERE project_id = project AND is_lead AND said_yes_at IS NOT NULL AND left_at IS NULL
    ) leads WHERE peer IS NOT NULL
$$;
CREATE FUNCTION projects_keep_leads() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.lead_ids := projects_leads_of(NEW.id, NEW.lead_id);
    IF NEW.standing <> 'withdrawn' THEN
        NEW.archived_at := NULL;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER projects_leads_kept BEFORE INSERT OR UPDATE OF lead_id, lead_ids, standing
    ON projects_project FOR EACH ROW EXECUTE FUNCTION projects_keep_leads();
CREATE FUNCTION projects_team_changes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE projects_project SET lead_ids = '{}'
    WHERE id IN (OLD.project_id, NEW.project_id)
        AND lead_ids IS DISTINCT FROM projects_leads_of(id, lead_id);
    RETURN NULL;
END $$;
CREATE TRIGGER projects_team_changed AFTER INSERT OR UPDATE OR DELETE ON projects_teammember
    FOR EACH ROW EXECUTE FUNCTION projects_team_changes();
UPDATE projects_project SET lead_ids = '{}' WHERE lead_id IS NOT NULL;
"""
NO_LEADS = """
DROP TRIGGER projects_team_changed ON projects_teammember;
DROP FUNCTION projects_team_changes();
DROP TRIGGER projects_leads_kept ON projects_project;
DROP FUNCTION projects_keep_leads();
DROP FUNCTION projects_leads_of(bigint, bigint);
"""

# One at a time joins associations to associations, so that two joined at once form no circle.
CIRCLES = """
CREATE FUNCTION projects_refuse_circles() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.part_id IS NULL THEN
        RETURN NEW;
    END IF;
    PERFORM pg_advisory_xact_lock(hashtext('projects_membership'));
    IF EXISTS (
        WITH RECURSIVE below (id) AS (
            SELECT NEW.part_id
            UNION SELECT m.part_id FROM projects_membership m
            JOIN below ON m.association_id = below.id
            WHERE m.part_id IS NOT NULL AND m.id IS DISTINCT FROM NEW.id
        )
        SELECT FROM below WHERE id = NEW.association_id
    ) THEN
        RAISE EXCEPTION 'an association would belong to itself'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'associations_form_no_circle';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER projects_no_circles BEFORE INSERT OR UPDATE OF association_id, part_id
    ON projects_membership FOR EACH ROW EXECUTE FUNCTION projects_refuse_circles();
"""
NO_CIRCLES = """
DROP TRIGGER projects_no_circles ON projects_membership;
DROP FUNCTION projects_refuse_circles();
"""

# Whoever learns needs something real to practise on.
OFFERS = """
CREATE FUNCTION projects_check_offer() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.project_id IS NULL AND TG_OP = 'UPDATE' AND OLD.project_id IS NOT NULL THEN
        NEW.is_published := false;
    END IF;
    IF NEW.is_published AND NOT EXISTS (
        SELECT FROM projects_project WHERE id = NEW.project_id AND standing = 'live' FOR SHARE
    ) THEN
        RAISE EXCEPTION 'a development offer is published with a live project'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'development_offer_has_a_live_project';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER projects_offer_checked BEFORE INSERT OR UPDATE ON projects_developmentoffer
    FOR EACH ROW EXECUTE FUNCTION projects_check_offer();
CREATE FUNCTION projects_take_offers_back() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE projects_developmentoffer SET is_published = false
    WHERE project_id = NEW.id AND is_published;
    RETURN NULL;
END $$;
CREATE TRIGGER projects_offers_taken_back AFTER UPDATE OF standing ON projects_project
    FOR EACH ROW WHEN (OLD.standing = 'live' AND NEW.standing <> 'live')
    EXECUTE FUNCTION projects_take_offers_back();
"""
NO_OFFERS = """
DROP TRIGGER projects_offers_taken_back ON projects_project;
DROP FUNCTION projects_take_offers_back();
DROP TRIGGER projects_offer_checked ON projects_developmentoffer;
DROP FUNCTION projects_check_offer();
"""

# What a project's page shows beside the project itself; lists and the map do not change with it.
SHOWN = [
    "interest", "support", "supporthelp", "reply", "invitation", "teammember", "news", "milestone",
    "photo", "association", "associationcause", "membership", "cohort", "cohortmember",
    "developmentoffer", "hub", "wardcontact",
]  # fmt: skip


class Migration(migrations.Migration):
    """Who answers for projects, associations without circles, offers with live projects, stamps."""

    dependencies = [("projects", "0014_strength")]
    operations = [
        migrations.RunSQL(LEADS, NO_LEADS),
        migrations.RunSQL(CIRCLES, NO_CIRCLES),
        migrations.RunSQL(OFFERS, NO_OFFERS),
        *(tick_on(f"projects_{name}", "strength") for name in SHOWN),
    ]
