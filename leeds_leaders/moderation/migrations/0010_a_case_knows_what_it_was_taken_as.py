from django.db import migrations, models


class Migration(migrations.Migration):
    """A yes with changes is one only where something was changed since it was taken in hand."""

    dependencies = [("moderation", "0009_a_decision_keeps_what_it_was_about")]
    operations = [
        migrations.AddField(
            model_name="case",
            name="taken_as",
            field=models.CharField(db_default="", default="", editable=False, max_length=32),
        ),
    ]
