from django.db import migrations

CASES = """
CREATE FUNCTION moderation_open_case() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO moderation_case (key, kind, object_id, author_id, because, is_held)
    VALUES (
        gen_random_uuid(), TG_ARGV[0], NEW.id::text,
        (to_jsonb(NEW) ->> TG_ARGV[1])::bigint, '', true
    )
    ON CONFLICT (kind, object_id) WHERE closed_at IS NULL DO UPDATE SET is_held = true;
    RETURN NULL;
END $$;
CREATE FUNCTION moderation_end_holding() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE moderation_case SET
        is_held = false, is_hidden = false,
        closed_at = CASE WHEN reports = 0 THEN now() END
    WHERE kind = TG_ARGV[0] AND object_id = NEW.id::text AND closed_at IS NULL;
    RETURN NULL;
END $$;
CREATE FUNCTION moderation_close_case() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE moderation_case SET closed_at = now(), is_held = false, is_hidden = false
    WHERE kind = TG_ARGV[0] AND object_id = OLD.id::text AND closed_at IS NULL;
    DELETE FROM moderation_approved WHERE kind = TG_ARGV[0] AND object_id = OLD.id::text;
    RETURN NULL;
END $$;
"""
NO_CASES = """
DROP FUNCTION moderation_open_case();
DROP FUNCTION moderation_end_holding();
DROP FUNCTION moderation_close_case();
"""

# Whoever is erased is named no more, and nothing is left of what was said of theirs; beside that
# nothing changes, and nothing goes but what is six years old.
KEPT = """
CREATE FUNCTION moderation_keep_as_it_is() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    was jsonb := to_jsonb(OLD);
    is_now jsonb;
    name text;
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF OLD.at > now() - interval '6 years' THEN
            RAISE EXCEPTION 'what was written down in % stays', TG_TABLE_NAME
                USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        RETURN OLD;
    END IF;
    is_now := to_jsonb(NEW);
    FOREACH name IN ARRAY TG_ARGV LOOP
        IF is_now ->> name IS NULL OR is_now ->> name = '' THEN
            was := was - name;
            is_now := is_now - name;
        END IF;
    END LOOP;
    IF was IS DISTINCT FROM is_now THEN
        RAISE EXCEPTION 'what was written down in % stays as it is', TG_TABLE_NAME
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER moderation_act_is_kept BEFORE UPDATE OR DELETE ON moderation_act
    FOR EACH ROW EXECUTE FUNCTION moderation_keep_as_it_is('by_id', 'words');
CREATE TRIGGER moderation_decision_is_kept BEFORE UPDATE OR DELETE ON moderation_decision
    FOR EACH ROW EXECUTE FUNCTION moderation_keep_as_it_is('by_id', 'author_id', 'reason');
"""
NOT_KEPT = """
DROP TRIGGER moderation_act_is_kept ON moderation_act;
DROP TRIGGER moderation_decision_is_kept ON moderation_decision;
DROP FUNCTION moderation_keep_as_it_is();
"""

ACTS = """
CREATE FUNCTION moderation_note_admin() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO moderation_act (at, by_id, what, kind, object_id, words)
    SELECT NEW.action_time, NEW.user_id,
        (ARRAY['added', 'changed', 'deleted'])[NEW.action_flag],
        coalesce((
            SELECT app_label || '.' || model FROM django_content_type
            WHERE id = NEW.content_type_id
        ), ''),
        left(coalesce(NEW.object_id, ''), 40), NEW.change_message;
    RETURN NULL;
END $$;
CREATE TRIGGER django_admin_log_is_an_act AFTER INSERT ON django_admin_log
    FOR EACH ROW EXECUTE FUNCTION moderation_note_admin();
CREATE FUNCTION moderation_note_decision() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO moderation_act (at, by_id, what, kind, object_id, words)
    VALUES (NEW.at, NEW.by_id, NEW.outcome, NEW.kind, NEW.object_id, NEW.reason);
    RETURN NULL;
END $$;
CREATE TRIGGER moderation_decision_is_an_act AFTER INSERT ON moderation_decision
    FOR EACH ROW EXECUTE FUNCTION moderation_note_decision();
"""
NO_ACTS = """
DROP TRIGGER moderation_decision_is_an_act ON moderation_decision;
DROP FUNCTION moderation_note_decision();
DROP TRIGGER django_admin_log_is_an_act ON django_admin_log;
DROP FUNCTION moderation_note_admin();
"""


class Migration(migrations.Migration):
    """Cases follow what is held; decisions and acts are written once; acts write themselves."""

    dependencies = [
        ("moderation", "0001_what_needs_a_look"),
        ("admin", "0003_logentry_add_action_flag_choices"),
    ]
    operations = [
        migrations.RunSQL(CASES, NO_CASES),
        migrations.RunSQL(KEPT, NOT_KEPT),
        migrations.RunSQL(ACTS, NO_ACTS),
    ]
