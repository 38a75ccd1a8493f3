from django.db import migrations, models

# As before, also where nothing may go, and an empty object is nothing as well.
KEEP = """
CREATE OR REPLACE FUNCTION moderation_keep_as_it_is() RETURNS trigger LANGUAGE plpgsql AS $$
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
    FOREACH name IN ARRAY coalesce(TG_ARGV, '{}') LOOP
        IF {is_nothing} THEN
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
DROP TRIGGER moderation_decision_is_kept ON moderation_decision;
CREATE TRIGGER moderation_decision_is_kept BEFORE UPDATE OR DELETE ON moderation_decision
    FOR EACH ROW EXECUTE FUNCTION moderation_keep_as_it_is({columns});
"""
TEXTS_AS_WELL = (
    KEEP.replace("{is_nothing}", """coalesce(is_now -> name, 'null') IN ('null', '""', '{}')""")
    .replace("{columns}", "'by_id', 'author_id', 'reason', 'texts'")
)  # fmt: skip
AS_BEFORE = (
    KEEP.replace("{is_nothing}", "is_now ->> name IS NULL OR is_now ->> name = ''")
    .replace("{columns}", "'by_id', 'author_id', 'reason'")
)  # fmt: skip


class Migration(migrations.Migration):
    """A decision against something keeps what it said, until who wrote it is erased."""

    dependencies = [("moderation", "0008_nobody_empties_what_is_written_down")]
    operations = [
        migrations.AddField(
            model_name="decision",
            name="texts",
            field=models.JSONField(default=dict),
        ),
        migrations.RunSQL(TEXTS_AS_WELL, AS_BEFORE),
    ]
