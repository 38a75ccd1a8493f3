import django.db.models.deletion
import django.db.models.functions.datetime
import django.utils.timezone
from django.db import migrations, models

from leeds_leaders.stamps import tick_on

KEPT = """
CREATE TRIGGER moderation_undone_is_kept BEFORE UPDATE OR DELETE ON moderation_undone
    FOR EACH ROW EXECUTE FUNCTION moderation_keep_as_it_is();
"""
NOT_KEPT = "DROP TRIGGER moderation_undone_is_kept ON moderation_undone;"


class Migration(migrations.Migration):
    """A decision that is taken back within the minute has a row that says so, written once."""

    dependencies = [("moderation", "0006_complaints_and_candidates_go_with_their_person")]
    operations = [
        migrations.CreateModel(
            name="Undone",
            fields=[
                (
                    "decision",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="undone",
                        serialize=False,
                        to="moderation.decision",
                    ),
                ),
                (
                    "at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        default=django.utils.timezone.now,
                    ),
                ),
            ],
        ),
        migrations.RunSQL(KEPT, NOT_KEPT),
        tick_on("moderation_undone", "moderation"),
    ]
