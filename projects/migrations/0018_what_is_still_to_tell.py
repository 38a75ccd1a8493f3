from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    """Milestones and steps between stages are told once, as news are; the ask comes again."""

    dependencies = [("projects", "0017_asked_and_shown_first")]
    operations = [
        migrations.AddField(
            "milestone", "told_at", models.DateTimeField(editable=False, null=True)
        ),
        migrations.AddField(
            "stagemove", "told_at", models.DateTimeField(editable=False, null=True)
        ),
        migrations.AddField("yearlyask", "reminded_at", models.DateTimeField(null=True)),
        migrations.AddIndex(
            "milestone",
            models.Index(
                fields=["project"],
                condition=Q(told_at=None, reached_on__isnull=False),
                name="milestone_still_to_tell",
            ),
        ),
        migrations.AddIndex(
            "stagemove",
            models.Index(
                fields=["moved_on"],
                condition=Q(told_at=None) & ~Q(came_from=""),
                name="stage_move_still_to_tell",
            ),
        ),
    ]
