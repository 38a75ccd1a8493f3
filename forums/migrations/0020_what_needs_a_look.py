from django.db import migrations

from leeds_leaders.moderation.watching import watch

# Whoever looked at what people need has done an act of the staff.
LOOKS = """
CREATE FUNCTION forums_note_look() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO moderation_act (at, by_id, what, kind, object_id, words)
    VALUES (NEW.at, NEW.by_id, 'looked at needs', 'forums.session', NEW.session_id::text, '');
    RETURN NULL;
END $$;
CREATE TRIGGER forums_needsview_is_an_act AFTER INSERT ON forums_needsview
    FOR EACH ROW EXECUTE FUNCTION forums_note_look();
"""
NO_LOOKS = """
DROP TRIGGER forums_needsview_is_an_act ON forums_needsview;
DROP FUNCTION forums_note_look();
"""


class Migration(migrations.Migration):
    """What waits for a moderator is a case; a look at somebody's needs is an act."""

    dependencies = [
        ("forums", "0019_without_an_answer_a_question_is_open"),
        ("moderation", "0002_the_database_keeps_cases_and_acts"),
    ]
    operations = [
        watch("forums_perspective", "perspective", held=("standing", "held"), author="author_id"),
        watch("forums_response", "response", held=("standing", "held"), author="author_id"),
        migrations.RunSQL(LOOKS, NO_LOOKS),
    ]
