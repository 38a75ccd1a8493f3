from django.db import migrations

from leeds_leaders.moderation.watching import watch


class Migration(migrations.Migration):
    """What waits for a moderator is a case."""

    dependencies = [
        ("projects", "0021_moderators_keep_back"),
        ("moderation", "0002_the_database_keeps_cases_and_acts"),
    ]
    operations = [
        watch("projects_project", "project", held=("standing", "held"), author="lead_id"),
        watch("projects_association", "association", held=("standing", "held"), author="keeper_id"),
        watch("projects_hub", "hub", held=("standing", "held"), author="added_by_id"),
        watch(
            "projects_projectclaim", "project-claim", held=("verdict", "waiting"), author="peer_id"
        ),
    ]
