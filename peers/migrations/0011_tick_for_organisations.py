from django.db import migrations

from leeds_leaders.stamps import tick_on


class Migration(migrations.Migration):
    """What is kept for visitors names organisations: one that is declined is named no longer at
    once, also where nobody has a role."""

    dependencies = [("peers", "0010_since_when_members_find_them")]
    operations = [tick_on("peers_organisation", "peers")]
