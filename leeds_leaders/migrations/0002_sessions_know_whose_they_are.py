import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

# Whose the sessions so far are stands locked inside them: everybody signs in once more.
BEFORE = """
CREATE TABLE IF NOT EXISTS django_session (
    session_key varchar(40) PRIMARY KEY, session_data text NOT NULL, expire_date timestamptz NOT NULL
);
"""


class Migration(migrations.Migration):
    """Sessions know whose they are, so that each can be ended by itself and all at once."""

    dependencies = [
        ("house", "0001_house"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.RunSQL("DROP TABLE IF EXISTS django_session", BEFORE),
        migrations.CreateModel(
            name="SignIn",
            fields=[
                ("session_key", models.CharField(max_length=40, primary_key=True, serialize=False, verbose_name="session key")),
                ("session_data", models.TextField(verbose_name="session data")),
                ("expire_date", models.DateTimeField(db_index=True, verbose_name="expire date")),
                ("browser", models.CharField(blank=True, db_default="", max_length=60)),
                ("begun_at", models.DateTimeField(null=True)),
                ("peer", models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name="sign_ins", to=settings.AUTH_USER_MODEL)),
            ],
            options={
                "verbose_name": "session",
                "verbose_name_plural": "sessions",
                "db_table": "django_session",
                "abstract": False,
            },
        ),
    ]
