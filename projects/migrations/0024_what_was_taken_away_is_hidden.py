from django.db import migrations

TAKEN_AWAY = """
INSERT INTO moderation_decision
    (key, kind, object_id, author_id, outcome, rule, reason, reports, at)
    SELECT gen_random_uuid(), '{kind}', id::text, {author}, 'removed', '', removal_reason, 0, {at}
    FROM projects_{table} WHERE removal_reason <> '';
UPDATE projects_{table} SET hidden_at = {at}{shown}, removal_reason = ''
    WHERE removal_reason <> '';
"""
KEPT_BACK = """
UPDATE projects_{table} t SET
    {kept}, hidden_at = NULL, removal_reason = coalesce((
        SELECT d.reason FROM moderation_decision d
        WHERE d.kind = '{kind}' AND d.object_id = t.id::text AND d.reason <> ''
        ORDER BY d.at DESC, d.id DESC LIMIT 1
    ), 'It waits for a moderator.')
    WHERE hidden_at IS NOT NULL;
"""
NEWS = {
    "table": "news", "kind": "news", "author": "written_by_id", "at": "changed_at",
    "shown": ", is_removed = false", "kept": "is_removed = true",
}
OFFERS = {
    "table": "developmentoffer", "kind": "development-offer", "author": "made_by_id",
    "at": "now()", "shown": "", "kept": "is_published = false",
}


class Migration(migrations.Migration):
    """The reasons that moderators gave stand in their decisions; what they took away is hidden."""

    dependencies = [
        ("projects", "0023_moderators_hide_what_belongs_to_projects"),
    ]
    operations = [
        migrations.RunSQL(TAKEN_AWAY.format(**words), KEPT_BACK.format(**words))
        for words in (NEWS, OFFERS)
    ]
