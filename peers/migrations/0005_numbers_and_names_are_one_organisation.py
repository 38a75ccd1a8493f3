from django.db import migrations, models


class Migration(migrations.Migration):
    """A name or a number stands for one organisation, unless it was declined."""

    dependencies = [
        ("geography", "0002_tick"),
        ("language", "0004_tick_for_sectors_and_principles"),
        ("peers", "0004_entries"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="organisation",
            name="charity_number_is_one_organisation",
        ),
        migrations.RemoveConstraint(
            model_name="organisation",
            name="company_number_is_one_organisation",
        ),
        migrations.AddConstraint(
            model_name="organisation",
            constraint=models.UniqueConstraint(
                condition=models.Q(("standing__in", ("live", "held"))),
                fields=("likeness",),
                name="organisation_name_is_one_organisation",
            ),
        ),
        migrations.AddConstraint(
            model_name="organisation",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    ("standing__in", ("live", "held")),
                    models.Q(("charity_number", ""), _negated=True),
                ),
                fields=("charity_number",),
                name="charity_number_is_one_organisation",
            ),
        ),
        migrations.AddConstraint(
            model_name="organisation",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    ("standing__in", ("live", "held")),
                    models.Q(("company_number", ""), _negated=True),
                ),
                fields=("company_number",),
                name="company_number_is_one_organisation",
            ),
        ),
        migrations.AddConstraint(
            model_name="organisation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("charity_number__regex", "^([0-9]{6,8})?$"),
                    ("company_number__regex", "^([0-9]{8}|[A-Z]{2}[0-9]{5}[0-9R]|R[0-9]{7})?$"),
                ),
                name="organisation_numbers_are_as_registered",
            ),
        ),
    ]
