import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """An item that is moved and back is the action that it was; whose words an outcome is in."""

    dependencies = [
        ("forums", "0017_names_of_closed_sessions_are_forgotten"),
    ]

    operations = [
        migrations.AddField(
            model_name="note",
            name="former_action",
            field=models.ForeignKey(
                editable=False,
                help_text="What it was before it was moved or became a passage; it is so again on return.",
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="former_notes",
                to="forums.action",
            ),
        ),
        migrations.AddField(
            model_name="outcome",
            name="is_reworded",
            field=models.BooleanField(
                db_default=False,
                default=False,
                editable=False,
                help_text="In the words of the project.",
            ),
        ),
    ]
