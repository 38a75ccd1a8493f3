from django.db import migrations, models


class Migration(migrations.Migration):
    """A photo is asked for by its name, and answered by its peer's door."""

    dependencies = [("peers", "0005_numbers_and_names_are_one_organisation")]
    operations = [
        migrations.AddIndex(
            model_name="profile",
            index=models.Index(
                condition=~models.Q(photo=""), fields=["photo"], name="profile_by_photo"
            ),
        ),
    ]
