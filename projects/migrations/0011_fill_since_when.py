from django.db import migrations

FILL = """
UPDATE projects_project SET live_since = coalesce(decided_at, created_at);
UPDATE projects_projectneed n SET asked_at = p.created_at
FROM projects_project p WHERE p.id = n.content_object_id;
"""


class Migration(migrations.Migration):
    """What was there before is as old as its decision, or as the project itself."""

    dependencies = [("projects", "0010_since_when")]
    operations = [migrations.RunSQL(FILL, migrations.RunSQL.noop)]
