"""Sessions of browsers in the database, read by one prepared statement, and whose they are.

Every page of somebody who is signed in begins with it; put together by the ORM it costs more than
it takes PostgreSQL to answer.
"""

import time
from datetime import UTC, datetime

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.utils import timezone

from leeds_leaders.models import SignIn
from leeds_leaders.statements import prepared_cursor

READ = (
    "SELECT session_data, expire_date FROM django_session"
    " WHERE session_key = %s AND expire_date > %s"
)
BROWSER, BEGUN = "browser", "begun"


class SessionStore(DatabaseStore):
    """What `SESSION_ENGINE` names."""

    @classmethod
    def get_model_class(cls):
        return SignIn

    def create_model_instance(self, data):
        """The row of a session, with whose it is and since when, where somebody is signed in."""
        if data.get(SESSION_KEY):
            data.setdefault(BEGUN, int(time.time()))
        row = super().create_model_instance(data)
        row.peer_id = data.get(SESSION_KEY)
        row.browser = data.get(BROWSER, "")
        row.begun_at = datetime.fromtimestamp(data[BEGUN], UTC) if row.peer_id else None
        return row

    def _get_session_from_db(self):
        with prepared_cursor() as cursor:
            cursor.execute(READ, [self.session_key, timezone.now()])
            row = cursor.fetchone()
        if row is None:
            self._session_key = None
            return None
        return self.model(session_key=self.session_key, session_data=row[0], expire_date=row[1])
