from django.db import migrations

# A project that is deleted is taken off its actions by the database, by way of the foreign key: it
# says nothing of whether the project had confirmed that it is served. What one project said is not
# said by another one either, unless that is said in the same breath.
UNSAY = """
CREATE FUNCTION forums_unsay_service() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.project_id IS NULL
        OR NEW.project_confirmed_at IS NOT DISTINCT FROM OLD.project_confirmed_at THEN
        NEW.project_confirmed_at := NULL;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER forums_action_unsays_service BEFORE UPDATE OF project_id ON forums_action
    FOR EACH ROW WHEN (NEW.project_id IS DISTINCT FROM OLD.project_id)
    EXECUTE FUNCTION forums_unsay_service();
"""
SAY_ON = """
DROP TRIGGER forums_action_unsays_service ON forums_action;
DROP FUNCTION forums_unsay_service();
"""


class Migration(migrations.Migration):
    """A project can be deleted, and its lead erased, though it said that an action serves it."""

    dependencies = [("forums", "0014_closed_from_the_first_moment")]
    operations = [migrations.RunSQL(UNSAY, SAY_ON)]
