from django.db import migrations, models
from django.db.models import Q

CHECKED = """
CREATE OR REPLACE FUNCTION projects_check_offer() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.project_id IS NULL AND TG_OP = 'UPDATE' AND OLD.project_id IS NOT NULL THEN
        {gone}
        NEW.is_published := false;
    END IF;
    IF NEW.is_published AND NOT EXISTS (
        SELECT FROM projects_project WHERE id = NEW.project_id AND standing = 'live' FOR SHARE
    ) THEN
        RAISE EXCEPTION 'a development offer is published with a live project'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'development_offer_has_a_live_project';
    END IF;
    RETURN NEW;
END $$;
CREATE OR REPLACE FUNCTION projects_take_offers_back() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE projects_developmentoffer SET is_published = false{taken}
    WHERE project_id = NEW.id AND is_published;
    RETURN NULL;
END $$;
"""
GONE = """IF NEW.is_published THEN
            NEW.taken_back_at := now();
            NEW.is_maker_told := false;
        END IF;"""
TAKEN = ", taken_back_at = now(), is_maker_told = false"


class Migration(migrations.Migration):
    """Who said no to an association is not asked again, somebody is asked to answer for one, and
    whoever made a development offer hears that the database took it back."""

    dependencies = [("projects", "0015_keep_the_strength")]
    operations = [
        migrations.AddField(
            "developmentoffer",
            "is_maker_told",
            models.BooleanField(db_default=True, default=True, editable=False),
        ),
        migrations.AddField(
            "developmentoffer",
            "taken_back_at",
            models.DateTimeField(
                null=True,
                editable=False,
                help_text="When the database took it back with its project.",
            ),
        ),
        migrations.AddField(
            "membership", "declined_at", models.DateTimeField(null=True, editable=False)
        ),
        migrations.AddField(
            "membership", "keeper_asked_at", models.DateTimeField(null=True, editable=False)
        ),
        migrations.AddConstraint(
            "membership",
            models.CheckConstraint(
                name="membership_declined_is_not_agreed",
                condition=Q(declined_at=None)
                | Q(member_said_yes_at=None)
                | Q(association_said_yes_at=None),
            ),
        ),
        migrations.RunSQL(
            CHECKED.format(gone=GONE, taken=TAKEN), CHECKED.format(gone="", taken="")
        ),
    ]
