import django.db.models.functions.datetime
from django.db import migrations, models

# Whoever joins is found at once, whoever opens a profile from then on. Whoever is here already when
# this comes is no news: of them it holds nothing.
FOUND = """
CREATE FUNCTION peers_keep_found_since() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.audience NOT IN ('public', 'members') THEN
        NEW.found_since = NULL;
    ELSIF OLD.audience NOT IN ('public', 'members') THEN
        NEW.found_since = statement_timestamp();
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER peers_profile_found_since BEFORE UPDATE OF audience ON peers_profile
    FOR EACH ROW EXECUTE FUNCTION peers_keep_found_since();
"""
NO_FOUND = """
DROP TRIGGER peers_profile_found_since ON peers_profile;
DROP FUNCTION peers_keep_found_since();
"""


class Migration(migrations.Migration):
    """Since when members may find somebody, so that a digest can tell of who is new."""

    dependencies = [("peers", "0009_short_entries")]
    operations = [
        migrations.AddField(
            model_name="profile",
            name="found_since",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AlterField(
            model_name="profile",
            name="found_since",
            field=models.DateTimeField(
                db_default=django.db.models.functions.datetime.Now(), editable=False, null=True
            ),
        ),
        migrations.AddIndex(
            model_name="profile",
            index=models.Index(fields=["found_since"], name="profile_by_found_since"),
        ),
        migrations.RunSQL(FOUND, NO_FOUND),
    ]
