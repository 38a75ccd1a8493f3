from django.db import migrations

# What was kept before the database took it off by itself.
FORGET = """
UPDATE forums_response SET is_unnamed = true
WHERE NOT is_unnamed AND perspective_id IN (
    SELECT id FROM forums_perspective WHERE forums_is_closed(session_id));
UPDATE forums_question SET asked_by_id = NULL
WHERE asked_by_id IS NOT NULL AND perspective_id IN (
    SELECT id FROM forums_perspective WHERE forums_is_closed(session_id));
UPDATE forums_answer SET by_id = by_id WHERE by_id IS NOT NULL;
UPDATE forums_action SET closed_by_id = NULL
WHERE closed_by_id IS NOT NULL AND forums_is_closed(session_id);
UPDATE forums_actionowner SET named_by_id = NULL
WHERE named_by_id IS NOT NULL AND action_id IN (
    SELECT id FROM forums_action WHERE forums_is_closed(session_id));
"""


class Migration(migrations.Migration):
    """What was kept of closed sessions goes: who asked, answered, named and closed."""

    dependencies = [("forums", "0016_nothing_moves_out_of_a_closed_session")]
    operations = [migrations.RunSQL(FORGET, migrations.RunSQL.noop)]
