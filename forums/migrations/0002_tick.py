from django.db import migrations

from leeds_leaders.stamps import tick_on


class Migration(migrations.Migration):
    """Changes to sessions are noticed by whoever keeps pages made of them."""

    dependencies = [("forums", "0001_sessions")]
    operations = [
        tick_on("forums_session", "sessions"),
        tick_on("forums_session_projects", "sessions"),
    ]
