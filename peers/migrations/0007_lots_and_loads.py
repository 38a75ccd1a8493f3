from django.db import migrations, models

# How much somebody has on: asks that are shown to them and wait, and the pairs they are in.
LOAD = """
CREATE FUNCTION peers_load(peer bigint) RETURNS bigint LANGUAGE sql STABLE AS $$
    SELECT (
        SELECT count(*) FROM peers_connection c
        JOIN peers_peer p ON p.id = c.asker_id AND p.is_active
        JOIN peers_profile f ON f.peer_id = c.asker_id AND f.audience <> 'hidden'
        WHERE c.asked_id = peer AND c.state = 'asked' AND NOT EXISTS (
            SELECT FROM peers_block b WHERE b.by_id = peer AND b.blocked_id = c.asker_id
        )
    ) + (
        SELECT count(*) FROM peers_pair
        WHERE state = 'agreed' AND (proposed_by_id = peer OR proposed_to_id = peer)
    )
$$;
"""


class Migration(migrations.Migration):
    """What matches are drawn by: where each peer stands on a circle, and how much they have on."""

    dependencies = [("peers", "0006_photos_are_found")]
    operations = [
        migrations.RunSQL(LOAD, "DROP FUNCTION peers_load(bigint);"),
        migrations.AddIndex(
            model_name="entry",
            index=models.Index(
                models.Func(
                    models.F("peer"), function="hashint8", output_field=models.IntegerField()
                ),
                condition=models.Q(("audience", "members")),
                name="entry_members_by_lot",
            ),
        ),
    ]
