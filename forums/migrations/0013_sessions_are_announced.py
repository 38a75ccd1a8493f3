from django.db import migrations, models
from django.db.models.functions import Now
from django.utils import timezone

# Nobody noted it of those that are there: a month before they began is near enough.
LONG_SINCE = """
UPDATE forums_session SET announced_at = least(now(), starts_at - interval '1 month')
"""


class Migration(migrations.Migration):
    """Sessions know since when everybody can read of them."""

    dependencies = [("forums", "0012_what_works_is_featured")]
    operations = [
        migrations.AddField(
            model_name="session",
            name="announced_at",
            field=models.DateTimeField(
                db_default=Now(),
                default=timezone.now,
                editable=False,
                help_text="When it was put before everybody; of a draft, when it was written down.",
            ),
        ),
        migrations.RunSQL(LONG_SINCE, migrations.RunSQL.noop),
    ]
