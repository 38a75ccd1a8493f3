from django.db import migrations, models


class Migration(migrations.Migration):
    """An organiser who takes somebody out can say why, in their own words."""

    dependencies = [("forums", "0006_venues_are_saved")]
    operations = [
        migrations.AddField(
            "seatmove",
            "note",
            models.CharField(
                blank=True,
                db_default="",
                default="",
                max_length=300,
                verbose_name="a note to them",
            ),
        ),
        migrations.AddConstraint(
            "seatmove",
            models.CheckConstraint(
                condition=models.Q(("note__regex", "^[^\\x01-\\x1f\\x7f-\\x9f]*$")),
                name="seat_move_note_is_one_plain_line",
            ),
        ),
    ]
