from django.db import migrations, models


class Migration(migrations.Migration):
    """Whom a match asked, which projects stand on the first page, which answers were passed on."""

    dependencies = [("projects", "0016_no_is_remembered")]
    operations = [
        migrations.AddField(
            "invitation",
            "was_written_down",
            models.BooleanField(db_default=False, default=False, editable=False),
        ),
        migrations.AddField("notthis", "asked_at", models.DateTimeField(editable=False, null=True)),
        migrations.AddField(
            "project",
            "featured_at",
            models.DateTimeField(
                editable=False,
                help_text="When organisers put it on the first page.",
                null=True,
            ),
        ),
    ]
