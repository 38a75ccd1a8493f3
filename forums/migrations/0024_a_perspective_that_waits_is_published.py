from django.db import migrations, models


class Migration(migrations.Migration):
    """A perspective that waits for a moderator is one that its author has published."""

    dependencies = [("forums", "0023_what_was_taken_back_waits_for_nobody")]
    operations = [
        migrations.AddConstraint(
            model_name="perspective",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("published_at__isnull", False),
                    models.Q(("standing", "held"), _negated=True),
                    _connector="OR",
                ),
                name="perspective_that_waits_is_published",
            ),
        ),
    ]
