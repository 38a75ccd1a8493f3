from django.db import migrations

# Whoever publishes needs a live project; what is published already may wait with a project that
# waits, since nobody sees it before that is live again.
CHECKED = """
CREATE OR REPLACE FUNCTION projects_check_offer() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.project_id IS NULL AND TG_OP = 'UPDATE' AND OLD.project_id IS NOT NULL THEN
        IF NEW.is_published THEN
            NEW.taken_back_at := now();
            NEW.is_maker_told := false;
        END IF;
        NEW.is_published := false;
    END IF;
    {unless}
    IF NEW.is_published AND NOT EXISTS (
        SELECT FROM projects_project WHERE id = NEW.project_id AND standing = 'live' FOR SHARE
    ) THEN
        RAISE EXCEPTION 'a development offer is published with a live project'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'development_offer_has_a_live_project';
    END IF;
    RETURN NEW;
END $$;
DROP TRIGGER projects_offers_taken_back ON projects_project;
CREATE TRIGGER projects_offers_taken_back AFTER UPDATE OF standing ON projects_project
    FOR EACH ROW WHEN ({when})
    EXECUTE FUNCTION projects_take_offers_back();
"""
AS_BEFORE = """
    IF TG_OP = 'UPDATE' AND OLD.is_published AND NEW.project_id = OLD.project_id THEN
        RETURN NEW;
    END IF;
"""
GOES = "OLD.standing IN ('live', 'held') AND NEW.standing NOT IN ('live', 'held')"
LEAVES = "OLD.standing = 'live' AND NEW.standing <> 'live'"
TAKE_BACK_WHAT_WAITS = """
UPDATE projects_developmentoffer o SET
    is_published = false, taken_back_at = now(), is_maker_told = false
    FROM projects_project p WHERE p.id = o.project_id AND o.is_published AND p.standing <> 'live';
"""


class Migration(migrations.Migration):
    """Offers to learn are taken back with a project that goes, not with one that waits."""

    dependencies = [("projects", "0026_what_was_seen_comes_back_as_it_was")]
    operations = [
        migrations.RunSQL(
            CHECKED.format(unless=AS_BEFORE, when=GOES),
            TAKE_BACK_WHAT_WAITS + CHECKED.format(unless="", when=LEAVES),
        )
    ]
