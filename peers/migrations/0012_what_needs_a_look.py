from django.db import migrations

from leeds_leaders.moderation.watching import watch


class Migration(migrations.Migration):
    """Organisations and claims that wait are cases."""

    dependencies = [
        ("peers", "0011_tick_for_organisations"),
        ("moderation", "0002_the_database_keeps_cases_and_acts"),
    ]
    operations = [
        watch(
            "peers_organisation", "organisation", held=("standing", "held"), author="added_by_id"
        ),
        watch("peers_claim", "claim", held=("verdict", "waiting"), author="peer_id"),
    ]
