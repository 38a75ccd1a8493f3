from django.db import migrations

from leeds_leaders.stamps import tick_on


class Migration(migrations.Migration):
    """Changes to the city's ground are noticed by whoever keeps prepared copies."""

    dependencies = [("geography", "0001_wards_and_places")]
    operations = [tick_on("geography_ward", "ground")]
