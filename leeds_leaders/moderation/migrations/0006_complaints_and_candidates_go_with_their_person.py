import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """Whoever is erased leaves no complaint behind, and is no candidate here any more."""

    dependencies = [
        ("moderation", "0004_whoever_reports_learns_what_came_of_it"),
        ("moderation", "0005_what_is_said_may_be_no_post"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.AlterField(
            model_name="candidate",
            name="peer",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AlterField(
            model_name="datacomplaint",
            name="peer",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="data_complaints",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
    ]
