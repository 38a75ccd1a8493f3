from django.db import migrations, models


class Migration(migrations.Migration):
    """A saved search knows the stamp of the list it was last asked of, and can be brought back."""

    dependencies = [("projects", "0019_when_it_was_said")]
    operations = [
        migrations.AddField(
            model_name="savedsearch",
            name="stamp",
            field=models.BigIntegerField(db_default=-1, default=-1, editable=False),
        ),
        migrations.AddField(
            model_name="savedsearch",
            name="removed_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
    ]
