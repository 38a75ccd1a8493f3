from django.db import migrations

# A record may be closed from the moment it is made: what was written about the session before is
# named no more then, just as where it closes later.
CLOSED_AT_ONCE = """
CREATE TRIGGER forums_record_is_closed_at_once AFTER INSERT ON forums_record
    FOR EACH ROW WHEN (NEW.is_closed) EXECUTE FUNCTION forums_close_session();
"""
NOT_AT_ONCE = "DROP TRIGGER forums_record_is_closed_at_once ON forums_record;"


class Migration(migrations.Migration):
    """A session that is closed from the first moment on names nobody either."""

    dependencies = [("forums", "0013_sessions_are_announced")]
    operations = [migrations.RunSQL(CLOSED_AT_ONCE, NOT_AT_ONCE)]
