from importlib import import_module

from django.db import migrations, models
from django.db.models import Q

from leeds_leaders.moderation.watching import watch

AUDIENCES = [("public", "Everybody, visitors too"), ("members", "Members of the network"), ("connections", "My connections"), ("hidden", "Nobody but me")]

BEFORE = import_module("peers.migrations.0009_short_entries").FOUND
BEFORE = BEFORE.replace("CREATE VIEW", "CREATE OR REPLACE VIEW", 1)
OPEN = "i.state = 'open' AND"
FOUND = BEFORE.replace(OPEN, f"i.hidden_at IS NULL AND {OPEN}", 1)


class Migration(migrations.Migration):
    """Offers, asks and profiles can be hidden; what is hidden is nobody's to find."""

    dependencies = [
        ("peers", "0012_what_needs_a_look"),
        ("moderation", "0002_the_database_keeps_cases_and_acts"),
    ]
    operations = [
        migrations.AddField(
            model_name="item",
            name="hidden_at",
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name="profile",
            name="hidden_at",
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name="profile",
            name="audience_meanwhile",
            field=models.CharField(blank=True, choices=AUDIENCES, db_default="", default="", editable=False, max_length=11),
        ),
        migrations.AddConstraint(
            model_name="profile",
            constraint=models.CheckConstraint(
                name="profile_is_hidden_with_its_audience_kept",
                condition=Q(hidden_at=None, audience_meanwhile="")
                | Q(hidden_at__isnull=False, audience="hidden")
                & Q(audience_meanwhile__in=["public", "members", "connections", "hidden"]),
            ),
        ),
        migrations.RunSQL(FOUND, BEFORE),
        watch("peers_item", "item"),
        watch("peers_peer", "peer"),
    ]
