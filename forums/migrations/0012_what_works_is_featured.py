from django.db import migrations, models


class Migration(migrations.Migration):
    """Organisers put an item of what works before everybody."""

    dependencies = [("forums", "0011_the_record_is_kept")]
    operations = [
        migrations.AddField(
            model_name="note",
            name="featured_at",
            field=models.DateTimeField(
                editable=False,
                help_text="When organisers put what works before everybody.",
                null=True,
            ),
        ),
        migrations.AddIndex(
            model_name="note",
            index=models.Index(
                condition=models.Q(("featured_at__isnull", False)),
                fields=["-featured_at"],
                name="note_featured",
            ),
        ),
    ]
