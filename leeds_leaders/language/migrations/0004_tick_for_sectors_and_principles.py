from django.db import migrations

from leeds_leaders.stamps import tick_on


class Migration(migrations.Migration):
    """Sectors and principles are shared words as well."""

    dependencies = [("language", "0003_sectors_and_principles")]
    operations = [tick_on("language_sector", "words"), tick_on("language_principle", "words")]
