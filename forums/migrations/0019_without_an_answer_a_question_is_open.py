from django.db import migrations

# Whatever takes its last answer from a question (a perspective that is thrown away, a project that
# is deleted, somebody who is erased), it waits for one again: where it stands in the notes of
# several sessions it was carried on. The lock makes of two last answers one that goes last.
OPEN_AGAIN = """
CREATE FUNCTION forums_ask_again() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM forums_question WHERE id = OLD.question_id FOR NO KEY UPDATE;
    UPDATE forums_question q SET moved_at = statement_timestamp(), state = CASE
        WHEN (SELECT count(*) FROM forums_note WHERE question_id = q.id AND NOT is_removed) > 1
        THEN 'carried' ELSE 'open' END
    WHERE id = OLD.question_id AND state = 'answered'
        AND NOT EXISTS (SELECT FROM forums_answer WHERE question_id = q.id);
    RETURN NULL;
END $$;
CREATE TRIGGER forums_answer_goes AFTER DELETE ON forums_answer
    FOR EACH ROW EXECUTE FUNCTION forums_ask_again();
"""
STAY_ANSWERED = """
DROP TRIGGER forums_answer_goes ON forums_answer;
DROP FUNCTION forums_ask_again();
"""


class Migration(migrations.Migration):
    """A question that loses its last answer waits for one again."""

    dependencies = [("forums", "0018_actions_and_outcomes_keep_where_they_came_from")]
    operations = [migrations.RunSQL(OPEN_AGAIN, STAY_ANSWERED)]
