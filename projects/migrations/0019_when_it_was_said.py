from django.db import migrations, models
from django.db.models.functions import Now
from django.utils import timezone


class Migration(migrations.Migration):
    """When a step or a milestone was said, so that what is said within an hour is told as one."""

    dependencies = [("projects", "0018_what_is_still_to_tell")]
    operations = [
        migrations.AddField(
            model,
            name,
            models.DateTimeField(db_default=Now(), default=timezone.now, editable=False),
        )
        for model, name in (("milestone", "changed_at"), ("stagemove", "moved_at"))
    ]
