import django.utils.timezone
from django.db import migrations, models
from django.db.models.functions import Now


class Migration(migrations.Migration):
    """Since when a project is live, and since when it asks for a kind of help."""

    dependencies = [("projects", "0002_keep_counts")]
    operations = [
        migrations.AddField(
            model_name="project",
            name="live_since",
            field=models.DateTimeField(
                default=django.utils.timezone.now,
                db_default=Now(),
                editable=False,
                help_text="When it last became live; says nothing of a project that is not.",
            ),
        ),
        migrations.AddField(
            model_name="projectneed",
            name="asked_at",
            field=models.DateTimeField(
                default=django.utils.timezone.now, db_default=Now(), editable=False
            ),
        ),
        migrations.AddIndex(
            model_name="project",
            index=models.Index(
                condition=models.Q(("standing", "live")),
                fields=["live_since"],
                name="project_live_since",
            ),
        ),
    ]
