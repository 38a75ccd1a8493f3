from django.db import migrations, models


class Migration(migrations.Migration):
    """A session that a moderator took away is known from one that waits."""

    dependencies = [("forums", "0026_links_lead_to_the_web")]
    operations = [
        migrations.AddField(
            model_name="session",
            name="taken_away_at",
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.AddConstraint(
            model_name="session",
            constraint=models.CheckConstraint(
                name="session_that_is_taken_away_is_hidden",
                condition=models.Q(taken_away_at=None) | models.Q(hidden_at__isnull=False),
            ),
        ),
    ]
