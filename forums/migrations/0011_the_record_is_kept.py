from django.db import migrations

from leeds_leaders.stamps import tick_on

# Each version of an item of notes is kept by the statement that writes it, whatever code asks. Of
# a closed session no writer is kept anywhere: neither in the notes nor in their history, nor is
# whoever writes about it named; and nothing of it is carried along to a session that is not closed.
RECORD = """
CREATE FUNCTION forums_is_closed(of_session bigint) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT coalesce((SELECT is_closed FROM forums_record WHERE session_id = of_session), false)
$$;

CREATE FUNCTION forums_note_is_written() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF forums_is_closed(NEW.record_id) THEN
        NEW.written_by_id := NULL;
        NEW.changed_by_id := NULL;
    ELSIF forums_is_closed((SELECT session_id FROM forums_action WHERE id = NEW.action_id))
        OR forums_is_closed((SELECT session_id FROM forums_question WHERE id = NEW.question_id))
    THEN
        RAISE EXCEPTION 'nothing of a closed session is carried out of it'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'closed_session_stays_closed';
    END IF;
    IF TG_OP = 'UPDATE' AND (NEW.section, NEW.is_prose, NEW.words, NEW.pace, NEW.sector_id, NEW.is_removed)
        IS DISTINCT FROM (OLD.section, OLD.is_prose, OLD.words, OLD.pace, OLD.sector_id, OLD.is_removed)
    THEN
        NEW.revision := OLD.revision + 1;
        NEW.changed_at := statement_timestamp();
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER forums_note_written BEFORE INSERT OR UPDATE ON forums_note
    FOR EACH ROW EXECUTE FUNCTION forums_note_is_written();

CREATE FUNCTION forums_keep_note_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO forums_noteversion
        (note_id, revision, section, is_prose, words, pace, sector_id, is_removed, by_id, at)
    VALUES (NEW.id, NEW.revision, NEW.section, NEW.is_prose, NEW.words, NEW.pace, NEW.sector_id,
        NEW.is_removed, coalesce(NEW.changed_by_id, NEW.written_by_id), NEW.changed_at);
    RETURN NULL;
END $$;
CREATE TRIGGER forums_note_first_version AFTER INSERT ON forums_note
    FOR EACH ROW EXECUTE FUNCTION forums_keep_note_version();
CREATE TRIGGER forums_note_next_version AFTER UPDATE ON forums_note
    FOR EACH ROW WHEN (NEW.revision IS DISTINCT FROM OLD.revision)
    EXECUTE FUNCTION forums_keep_note_version();

CREATE FUNCTION forums_name_nobody() RETURNS trigger LANGUAGE plpgsql AS $$
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
CREATE TRIGGER forums_perspective_names BEFORE INSERT OR UPDATE ON forums_perspective
    FOR EACH ROW EXECUTE FUNCTION forums_name_nobody();
CREATE TRIGGER forums_response_names BEFORE INSERT OR UPDATE ON forums_response
    FOR EACH ROW EXECUTE FUNCTION forums_name_nobody();
CREATE TRIGGER forums_question_names BEFORE INSERT OR UPDATE ON forums_question
    FOR EACH ROW EXECUTE FUNCTION forums_name_nobody();

CREATE FUNCTION forums_close_session() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE forums_noteversion v SET by_id = NULL
    FROM forums_note n WHERE n.id = v.note_id AND n.record_id = NEW.session_id;
    UPDATE forums_note SET written_by_id = NULL WHERE record_id = NEW.session_id;
    UPDATE forums_perspective SET is_unnamed = true WHERE session_id = NEW.session_id;
    UPDATE forums_question SET asked_by_id = NULL WHERE session_id = NEW.session_id;
    UPDATE forums_response r SET is_unnamed = true
    WHERE r.session_id = NEW.session_id
        OR r.note_id IN (SELECT id FROM forums_note WHERE record_id = NEW.session_id)
        OR r.perspective_id IN (SELECT id FROM forums_perspective WHERE session_id = NEW.session_id);
    RETURN NULL;
END $$;
CREATE TRIGGER forums_record_closes AFTER UPDATE OF is_closed ON forums_record
    FOR EACH ROW WHEN (NEW.is_closed AND NOT OLD.is_closed) EXECUTE FUNCTION forums_close_session();
"""
NO_RECORD = """
DROP TRIGGER forums_record_closes ON forums_record;
DROP FUNCTION forums_close_session();
DROP TRIGGER forums_question_names ON forums_question;
DROP TRIGGER forums_response_names ON forums_response;
DROP TRIGGER forums_perspective_names ON forums_perspective;
DROP FUNCTION forums_name_nobody();
DROP TRIGGER forums_note_next_version ON forums_note;
DROP TRIGGER forums_note_first_version ON forums_note;
DROP FUNCTION forums_keep_note_version();
DROP TRIGGER forums_note_written ON forums_note;
DROP FUNCTION forums_note_is_written();
DROP FUNCTION forums_is_closed(bigint);
"""
TOLD = [
    "record", "note", "notecause", "question", "answer", "action", "actionowner", "perspective",
    "citation", "response", "pulse", "lesson", "outcome",
]  # fmt: skip


class Migration(migrations.Migration):
    """Versions of notes, closed sessions, and stamps of the record are kept by the database."""

    dependencies = [("forums", "0010_the_record")]
    operations = [
        migrations.RunSQL(RECORD, NO_RECORD),
        *(tick_on(f"forums_{name}", "records") for name in TOLD),
    ]
