from django.db import migrations

from leeds_leaders.groups import found_groups


class Migration(migrations.Migration):
    """Moderators, organisers, editors and admins have their rights from the start."""

    dependencies = [
        ("house", "0002_sessions_know_whose_they_are"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]
    operations = [
        # Who belongs to them is not for a step back to forget.
        migrations.RunPython(found_groups, migrations.RunPython.noop),
    ]
