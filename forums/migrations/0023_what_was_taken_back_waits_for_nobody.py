from django.db import migrations

# Whatever was looked at once waits again as soon as it is published (`decided_at`).
TAKEN_BACK = """
    UPDATE forums_perspective SET standing = 'withdrawn'
    WHERE published_at IS NULL AND standing = 'held'
"""


class Migration(migrations.Migration):
    """What its author took back while it waited is a draft again, and its case is closed."""

    dependencies = [("forums", "0022_drafts_wait_for_nobody")]
    operations = [migrations.RunSQL(TAKEN_BACK, migrations.RunSQL.noop)]
