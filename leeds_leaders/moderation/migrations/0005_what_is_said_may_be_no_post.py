from django.db import migrations, models


class Migration(migrations.Migration):
    """Changes, and words to one person, are remembered without being counted as posts."""

    dependencies = [("moderation", "0002_the_database_keeps_cases_and_acts")]
    operations = [
        migrations.AddField(
            model_name="said",
            name="is_post",
            field=models.BooleanField(db_default=True, default=True),
        ),
    ]
