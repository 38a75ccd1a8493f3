from django.db import migrations, models


class Migration(migrations.Migration):
    """A case knows that a moderator has changed its thing: a yes to it is a yes with changes."""

    dependencies = [("moderation", "0005_what_is_said_may_be_no_post")]
    operations = [
        migrations.AddField(
            model_name="case",
            name="is_edited",
            field=models.BooleanField(
                db_default=False, default=False, verbose_name="changed by a moderator"
            ),
        ),
    ]
