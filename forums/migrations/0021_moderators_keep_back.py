from django.db import migrations, models

from leeds_leaders.moderation.watching import watch

KINDS = {
    "session": "session",
    "note": "note",
    "question": "question",
    "answer": "answer",
    "action": "action",
    "outcome": "outcome",
    "lesson": "lesson",
    "agendaitem": "agenda-item",
    "venue": "venue",
    "sessionmessage": "session-message",
}


class Migration(migrations.Migration):
    """What is seen at once can wait for a moderator, or be taken away; its cases go with it."""

    dependencies = [("forums", "0020_what_needs_a_look")]
    operations = [
        *(
            migrations.AddField(
                model_name=model,
                name="hidden_at",
                field=models.DateTimeField(blank=True, editable=False, null=True),
            )
            for model in KINDS
        ),
        migrations.AddField(
            model_name="session",
            name="state_before",
            field=models.CharField(
                blank=True,
                choices=[
                    ("draft", "draft"),
                    ("published", "published"),
                    ("held", "held"),
                    ("cancelled", "cancelled"),
                ],
                db_default="",
                editable=False,
                max_length=10,
            ),
        ),
        migrations.AddConstraint(
            model_name="session",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("hidden_at", None), ("state_before", "")),
                    models.Q(("hidden_at__isnull", False), ("state", "draft")),
                    _connector="OR",
                ),
                name="session_that_is_hidden_is_a_draft",
            ),
        ),
        *(watch(f"forums_{model}", kind) for model, kind in KINDS.items()),
    ]
