from django.db import migrations

from leeds_leaders.stamps import tick_on


class Migration(migrations.Migration):
    """Changes to the shared words are noticed by whoever keeps pages made of them."""

    dependencies = [("language", "0001_shared_words")]
    operations = [tick_on("language_cause", "words"), tick_on("language_help", "words")]
