from django.db import migrations, models

from leeds_leaders.stamps import tick_on


class Migration(migrations.Migration):
    """A report knows whether its thing was taken away; decisions and appeals tick, so that the
    public page is kept until there is something new."""

    dependencies = [
        ("moderation", "0003_what_a_moderator_changed"),
        ("house", "0001_house"),
    ]
    operations = [
        migrations.AddField(
            model_name="report",
            name="is_gone",
            field=models.BooleanField(
                editable=False,
                help_text="Whether the thing was taken away: all they are told.",
                null=True,
            ),
        ),
        tick_on("moderation_decision", "moderation"),
        tick_on("moderation_appeal", "moderation"),
    ]
