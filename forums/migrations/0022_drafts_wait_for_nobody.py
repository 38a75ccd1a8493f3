from django.db import migrations

# What a moderator looked at, or is to look at, has its moment of that.
DRAFTS = """
    UPDATE forums_perspective SET standing = '{now}'
    WHERE published_at IS NULL AND standing = '{was}' AND decided_at IS NULL
"""


class Migration(migrations.Migration):
    """A draft of a perspective is its author's alone: no moderator is asked to look at it."""

    dependencies = [("forums", "0021_moderators_keep_back")]
    operations = [
        migrations.RunSQL(
            DRAFTS.format(was="held", now="withdrawn"), DRAFTS.format(was="withdrawn", now="held")
        )
    ]
