from django.db import migrations

from leeds_leaders.stamps import tick_on


class Migration(migrations.Migration):
    """Sessions hold no wording of their venue any more; changes to what pages show are noticed."""

    dependencies = [("forums", "0005_saved_venues")]
    operations = [
        migrations.RemoveField("session", "old_venue"),
        migrations.RemoveField("session", "access_notes"),
        migrations.RemoveField("session", "ward"),
        *(
            tick_on(table, "sessions")
            for table in (
                "forums_venue",
                "forums_series",
                "forums_session_hosts",
                "forums_session_wards",
                "forums_sessioncause",
                "forums_agendaitem",
                "forums_agendasupport",
                "forums_booking",
            )
        ),
    ]
