from django.db import migrations, models


class Migration(migrations.Migration):
    """Whoever got thanks may take them from their page; the giver's stay as they are."""

    dependencies = [("peers", "0007_lots_and_loads")]
    operations = [
        migrations.AddField(
            "thanks", "taken_away_at", models.DateTimeField(editable=False, null=True)
        )
    ]
