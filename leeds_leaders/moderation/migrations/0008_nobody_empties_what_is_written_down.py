from django.db import migrations

TABLES = ("moderation_act", "moderation_decision", "moderation_undone")

# Only a database whose settings say so can be emptied, as those of tests do: neither `flush` nor
# TRUNCATE, of these tables or of what they hang on, empties them by mistake.
REFUSE = """
CREATE FUNCTION moderation_keep_all() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF current_setting('moderation.may_be_emptied', true) IS DISTINCT FROM 'on' THEN
        RAISE EXCEPTION 'what was written down in % stays', TG_TABLE_NAME
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;
"""
ON_EACH = """
CREATE TRIGGER {table}_is_not_emptied BEFORE TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION moderation_keep_all();
"""
ON_NONE = "DROP TRIGGER {table}_is_not_emptied ON {table};"


class Migration(migrations.Migration):
    """What is written down once is not emptied either."""

    dependencies = [("moderation", "0007_what_is_taken_back_stays_written_down")]
    operations = [
        migrations.RunSQL(REFUSE, "DROP FUNCTION moderation_keep_all();"),
        *(
            migrations.RunSQL(ON_EACH.format(table=table), ON_NONE.format(table=table))
            for table in TABLES
        ),
    ]
