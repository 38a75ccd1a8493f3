from django.db import migrations

# What is about a closed session stays with it, and what becomes about one is named no more, with
# what others answered to it. Of a closed session it is kept nowhere who answered its questions, who
# closed its actions, and who named those that do them.
FORGET = """
CREATE OR REPLACE FUNCTION forums_name_nobody() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    about bigint := NEW.session_id;
BEGIN
    IF TG_TABLE_NAME = 'forums_perspective' AND TG_OP = 'UPDATE' THEN
        IF NEW.session_id IS DISTINCT FROM OLD.session_id AND forums_is_closed(OLD.session_id) THEN
            RAISE EXCEPTION 'what is about a closed session stays with it'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'closed_session_stays_closed';
        END IF;
    ELSIF TG_TABLE_NAME = 'forums_question' THEN
        about := coalesce(about,
            (SELECT session_id FROM forums_perspective WHERE id = NEW.perspective_id));
    ELSIF TG_TABLE_NAME = 'forums_response' THEN
        about := coalesce(about,
            (SELECT record_id FROM forums_note WHERE id = NEW.note_id),
            (SELECT session_id FROM forums_perspective WHERE id = NEW.perspective_id));
    END IF;
    IF NOT forums_is_closed(about) THEN
        RETURN NEW;
    END IF;
    IF TG_TABLE_NAME = 'forums_question' THEN
        NEW.asked_by_id := NULL;
        RETURN NEW;
    END IF;
    NEW.is_unnamed := true;
    IF TG_TABLE_NAME = 'forums_perspective' THEN
        NEW.read_by := 'came';
        NEW.author_line := '';
        NEW.byline := '';
        NEW.role := '';
        NEW.organisation := '';
    END IF;
    RETURN NEW;
END $$;
CREATE OR REPLACE FUNCTION forums_close_session() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE forums_noteversion v SET by_id = NULL
    FROM forums_note n WHERE n.id = v.note_id AND n.record_id = NEW.session_id;
    UPDATE forums_note SET written_by_id = NULL WHERE record_id = NEW.session_id;
    UPDATE forums_perspective SET is_unnamed = true WHERE session_id = NEW.session_id;
    UPDATE forums_question SET asked_by_id = NULL WHERE session_id = NEW.session_id;
    UPDATE forums_response r SET is_unnamed = true
    WHERE r.session_id = NEW.session_id
        OR r.note_id IN (SELECT id FROM forums_note WHERE record_id = NEW.session_id)
        OR r.perspective_id IN (
            SELECT id FROM forums_perspective WHERE session_id = NEW.session_id);
    UPDATE forums_question SET asked_by_id = NULL
    WHERE asked_by_id IS NOT NULL
        AND perspective_id IN (SELECT id FROM forums_perspective WHERE session_id = NEW.session_id);
    UPDATE forums_answer SET by_id = NULL
    WHERE by_id IS NOT NULL AND (
        note_id IN (SELECT id FROM forums_note WHERE record_id = NEW.session_id)
        OR perspective_id IN (SELECT id FROM forums_perspective WHERE session_id = NEW.session_id)
        OR question_id IN (
            SELECT id FROM forums_question
            WHERE session_id = NEW.session_id OR perspective_id IN (
                SELECT id FROM forums_perspective WHERE session_id = NEW.session_id)));
    UPDATE forums_action SET closed_by_id = NULL
    WHERE session_id = NEW.session_id AND closed_by_id IS NOT NULL;
    UPDATE forums_actionowner SET named_by_id = NULL
    WHERE named_by_id IS NOT NULL
        AND action_id IN (SELECT id FROM forums_action WHERE session_id = NEW.session_id);
    RETURN NULL;
END $$;

CREATE FUNCTION forums_perspective_becomes_closed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE forums_response SET is_unnamed = true WHERE perspective_id = NEW.id;
    UPDATE forums_question SET asked_by_id = NULL WHERE perspective_id = NEW.id;
    UPDATE forums_answer SET by_id = NULL
    WHERE perspective_id = NEW.id
        OR question_id IN (SELECT id FROM forums_question WHERE perspective_id = NEW.id);
    RETURN NULL;
END $$;
CREATE TRIGGER forums_perspective_closes AFTER UPDATE OF session_id ON forums_perspective
    FOR EACH ROW
    WHEN (NEW.session_id IS DISTINCT FROM OLD.session_id AND forums_is_closed(NEW.session_id))
    EXECUTE FUNCTION forums_perspective_becomes_closed();

CREATE FUNCTION forums_answer_names_nobody() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    asked forums_question;
BEGIN
    SELECT * INTO asked FROM forums_question WHERE id = NEW.question_id;
    IF forums_is_closed(asked.session_id)
        OR forums_is_closed((SELECT record_id FROM forums_note WHERE id = NEW.note_id))
        OR EXISTS (
            SELECT FROM forums_perspective
            WHERE id IN (asked.perspective_id, NEW.perspective_id) AND forums_is_closed(session_id))
    THEN
        NEW.by_id := NULL;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER forums_answer_names BEFORE INSERT OR UPDATE ON forums_answer
    FOR EACH ROW WHEN (NEW.by_id IS NOT NULL) EXECUTE FUNCTION forums_answer_names_nobody();

CREATE FUNCTION forums_action_names_nobody() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_TABLE_NAME = 'forums_action' THEN
        IF forums_is_closed(NEW.session_id) THEN
            NEW.closed_by_id := NULL;
        END IF;
    ELSIF forums_is_closed((SELECT session_id FROM forums_action WHERE id = NEW.action_id)) THEN
        NEW.named_by_id := NULL;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER forums_action_names BEFORE INSERT OR UPDATE ON forums_action
    FOR EACH ROW WHEN (NEW.closed_by_id IS NOT NULL) EXECUTE FUNCTION forums_action_names_nobody();
CREATE TRIGGER forums_actionowner_names BEFORE INSERT OR UPDATE ON forums_actionowner
    FOR EACH ROW WHEN (NEW.named_by_id IS NOT NULL) EXECUTE FUNCTION forums_action_names_nobody();
"""
KEEP = """
DROP TRIGGER forums_actionowner_names ON forums_actionowner;
DROP TRIGGER forums_action_names ON forums_action;
DROP FUNCTION forums_action_names_nobody();
DROP TRIGGER forums_answer_names ON forums_answer;
DROP FUNCTION forums_answer_names_nobody();
DROP TRIGGER forums_perspective_closes ON forums_perspective;
DROP FUNCTION forums_perspective_becomes_closed();
CREATE OR REPLACE FUNCTION forums_close_session() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE forums_noteversion v SET by_id = NULL
    FROM forums_note n WHERE n.id = v.note_id AND n.record_id = NEW.session_id;
    UPDATE forums_note SET written_by_id = NULL WHERE record_id = NEW.session_id;
    UPDATE forums_perspective SET is_unnamed = true WHERE session_id = NEW.session_id;
    UPDATE forums_question SET asked_by_id = NULL WHERE session_id = NEW.session_id;
    UPDATE forums_response r SET is_unnamed = true
    WHERE r.session_id = NEW.session_id
        OR r.note_id IN (SELECT id FROM forums_note WHERE record_id = NEW.session_id)
        OR r.perspective_id IN (
            SELECT id FROM forums_perspective WHERE session_id = NEW.session_id);
    RETURN NULL;
END $$;
CREATE OR REPLACE FUNCTION forums_name_nobody() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    about bigint := NEW.session_id;
BEGIN
    IF TG_TABLE_NAME = 'forums_response' THEN
        about := coalesce(about,
            (SELECT record_id FROM forums_note WHERE id = NEW.note_id),
            (SELECT session_id FROM forums_perspective WHERE id = NEW.perspective_id));
    END IF;
    IF NOT forums_is_closed(about) THEN
        RETURN NEW;
    END IF;
    IF TG_TABLE_NAME = 'forums_question' THEN
        NEW.asked_by_id := NULL;
        RETURN NEW;
    END IF;
    NEW.is_unnamed := true;
    IF TG_TABLE_NAME = 'forums_perspective' THEN
        NEW.read_by := 'came';
        NEW.author_line := '';
        NEW.byline := '';
        NEW.role := '';
        NEW.organisation := '';
    END IF;
    RETURN NEW;
END $$;
"""


class Migration(migrations.Migration):
    """Of a closed session nobody is named beside what hangs on it, and nothing moves out of it."""

    dependencies = [("forums", "0015_a_project_that_goes_serves_no_more")]
    operations = [migrations.RunSQL(FORGET, KEEP)]
