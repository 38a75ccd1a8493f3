from django.db import migrations, models

from leeds_leaders.moderation.watching import watch

KINDS = {
    "photo": "photo",
    "news": "news",
    "milestone": "milestone",
    "support": "ask",
    "reply": "reply",
    "invitation": "invitation",
    "cohort": "cohort",
    "developmentoffer": "development-offer",
}


class Migration(migrations.Migration):
    """What is seen at once can wait for a moderator, or be taken away; its cases go with it."""

    dependencies = [
        ("projects", "0022_what_needs_a_look"),
        ("moderation", "0002_the_database_keeps_cases_and_acts"),
    ]
    operations = [
        *(
            migrations.AddField(
                model_name=model,
                name="hidden_at",
                field=models.DateTimeField(blank=True, editable=False, null=True),
            )
            for model in KINDS
        ),
        *(watch(f"projects_{model}", kind) for model, kind in KINDS.items()),
    ]
