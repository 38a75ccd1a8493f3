from django.db import migrations

# As before; but names and words go only in a transaction that says so, as erasing somebody does.
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
        IF {may_go} coalesce(is_now -> name, 'null') IN ('null', '""', '{}') THEN
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
"""
SAYS_SO = "current_setting('moderation.lets_words_go', true) = 'on' AND"


class Migration(migrations.Migration):
    """No change of what is written down but by erasing somebody."""

    dependencies = [("moderation", "0010_a_case_knows_what_it_was_taken_as")]
    operations = [
        migrations.RunSQL(KEEP.replace("{may_go}", SAYS_SO), KEEP.replace("{may_go} ", "")),
    ]
