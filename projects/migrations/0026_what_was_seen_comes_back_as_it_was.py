from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    """A project that is hidden keeps how others saw it before."""

    dependencies = [("projects", "0025_reasons_stand_in_decisions")]
    operations = [
        migrations.AddField(
            "project",
            "was_live",
            models.BooleanField(
                db_default=False,
                default=False,
                editable=False,
                help_text="While it waits or is declined: whether others have read it before.",
            ),
        ),
        migrations.AddField(
            "project",
            "was_archived_at",
            models.DateTimeField(
                editable=False,
                help_text="While it waits or is declined: when it had left the lists by silence.",
                null=True,
            ),
        ),
        migrations.AddConstraint(
            "project",
            models.CheckConstraint(
                condition=Q(was_archived_at=None)
                | Q(standing__in=["held", "declined"], was_live=True),
                name="project_was_archived_before_it_waited",
            ),
        ),
    ]
