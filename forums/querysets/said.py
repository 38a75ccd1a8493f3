"""What was said in each session and what became of it, in numbers that everybody may read."""

from datetime import date
from typing import NamedTuple

from django.conf import settings
from django.db import connection

from forums.choices import Doing, RecordState, State

# What stands in the notes of a session whose record is public, or was handed over from there: as
# everybody's door to actions has it, in sessions that are public themselves. Tables of 50,000 are
# read once each: no join below may be guessed to be small, or it becomes as many look-ups.
_SAID = f"""
WITH RECURSIVE said AS (
    SELECT a.id, a.session_id, a.state, a.due_on, a.organisation_id, a.project_id,
        a.project_confirmed_at
    FROM forums_action a
    JOIN forums_record r ON r.session_id = a.session_id AND r.state = '{RecordState.PUBLIC}'
    WHERE a.id IN (
        SELECT n.action_id FROM forums_note n JOIN forums_record ON session_id = n.record_id
        WHERE NOT n.is_removed AND n.hidden_at IS NULL AND n.action_id IS NOT NULL
            AND forums_record.state = '{RecordState.PUBLIC}')
        AND a.hidden_at IS NULL
    UNION ALL
    SELECT a.id, a.session_id, a.state, a.due_on, a.organisation_id, a.project_id,
        a.project_confirmed_at
    FROM said JOIN forums_action a ON a.handed_from_id = said.id
    WHERE said.state = '{Doing.HANDED_OVER}' AND a.hidden_at IS NULL
), sectors AS (
    SELECT said.id, e.sector_id FROM said
    JOIN forums_actionowner o ON o.action_id = said.id AND o.said_yes_at IS NOT NULL
    JOIN peers_entry e ON e.peer_id = o.peer_id AND e.audience = 'members'
    WHERE said.state = '{Doing.DONE}'
    UNION ALL
    SELECT said.id, o.sector_id FROM said JOIN peers_organisation o ON o.id = organisation_id
    WHERE said.state = '{Doing.DONE}'
    UNION ALL
    SELECT said.id, e.sector_id FROM said JOIN projects_project p ON p.id = project_id
        AND project_confirmed_at IS NOT NULL
    JOIN peers_entry e ON e.peer_id = ANY(p.lead_ids) AND e.audience = 'members'
    WHERE said.state = '{Doing.DONE}'
), across AS (
    SELECT id FROM sectors GROUP BY id HAVING min(sector_id) <> max(sector_id)
)
SELECT s.title, s.slug, (s.starts_at AT TIME ZONE %s)::date::text,
    counted.said, done, dropped, still_open, overdue, handed_over, across
FROM (
    SELECT session_id,
        count(*) FILTER (WHERE state <> '{Doing.HANDED_OVER}') AS said,
        count(*) FILTER (WHERE state = '{Doing.DONE}') AS done,
        count(*) FILTER (WHERE state = '{Doing.DROPPED}') AS dropped,
        count(*) FILTER (WHERE state = '{Doing.OPEN}') AS still_open,
        count(*) FILTER (WHERE state = '{Doing.OPEN}' AND due_on < %s) AS overdue,
        count(*) FILTER (WHERE state = '{Doing.HANDED_OVER}') AS handed_over,
        count(across.id) AS across
    FROM said LEFT JOIN across USING (id) GROUP BY session_id
) counted
JOIN forums_session s ON s.id = counted.session_id AND s.state <> '{State.DRAFT}'
ORDER BY s.starts_at DESC, s.id DESC
"""


class Figures(NamedTuple):
    """How many actions were said, and what became of them. Each counts once as said, however often
    it was handed over: where it went on. Those that are overdue are among those that are open,
    those finished `across` sectors among those that are done."""

    said: int = 0
    done: int = 0
    dropped: int = 0
    still_open: int = 0
    overdue: int = 0
    handed_over: int = 0
    across: int = 0


class Said(NamedTuple):
    """The figures of one session."""

    title: str
    slug: str
    day: date
    figures: Figures

    @classmethod
    def from_row(cls, row) -> "Said":
        title, slug, day, *figures = row
        return cls(title, slug, date.fromisoformat(day), Figures(*figures))


def said_by_session(today: date) -> list[tuple]:
    """The rows of `Said`, newest first: what everybody may count, of no person, and never of notes
    that are not public. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_SAID, [settings.TIME_ZONE, today])
        return cursor.fetchall()
