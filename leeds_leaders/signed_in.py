"""Sessions of browsers in the database, as Django keeps them, read by one prepared statement.

Every page of somebody who is signed in begins with it; put together by the ORM it costs more than
it takes PostgreSQL to answer.
"""

from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.utils import timezone

from leeds_leaders.statements import prepared_cursor

READ = (
    "SELECT session_data, expire_date FROM django_session"
    " WHERE session_key = %s AND expire_date > %s"
)


class SessionStore(DatabaseStore):
    """What `SESSION_ENGINE` names."""

    def _get_session_from_db(self):
        with prepared_cursor() as cursor:
            cursor.execute(READ, [self.session_key, timezone.now()])
            row = cursor.fetchone()
        if row is None:
            self._session_key = None
            return None
        return self.model(session_key=self.session_key, session_data=row[0], expire_date=row[1])
