"""A watch at the gate of every commit: the database itself writes down what must never be.

Deferred triggers look at a session when whoever changed it or its bookings commits, while they
still hold its row. They sum the bookings on their own and trust no tally of the product. What they
see goes into `rig_seen` together with the change, so nothing is prevented and every damage is
counted. `rig_commits` has the bookings in the order of the commits that gave them a turn.
"""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

WATCH = """
CREATE TABLE rig_seen (what text, session_id bigint, at timestamptz DEFAULT clock_timestamp());
CREATE TABLE rig_commits (id bigserial, session_id bigint, booking_id bigint, number bigint);

CREATE FUNCTION rig_look(which bigint) RETURNS void LANGUAGE sql AS $$
    WITH sums AS (
        SELECT coalesce(sum(places) FILTER (
                   WHERE state IN ('going', 'offered') AND kept_seats_id IS NULL), 0) AS taken,
            count(*) FILTER (WHERE state = 'waiting') AS waiting,
            count(peer_id) - count(DISTINCT peer_id) AS twice,
            count(*) FILTER (WHERE number > 0)
                - count(DISTINCT number) FILTER (WHERE number > 0) AS same_turn
        FROM forums_booking WHERE session_id = which
    ), held AS (
        SELECT coalesce(sum(places), 0) AS kept FROM forums_keptseats WHERE session_id = which
    ), first AS (
        SELECT places FROM forums_booking WHERE session_id = which AND state = 'waiting'
        ORDER BY number LIMIT 1
    )
    INSERT INTO rig_seen (what, session_id)
    SELECT what, which FROM forums_session s, sums, held, LATERAL (VALUES
        ('oversold', sums.taken + held.kept > s.capacity),
        ('a sum is wrong', (s.taken, s.waiting, s.kept) <> (sums.taken, sums.waiting, held.kept)),
        ('somebody is there twice', sums.twice > 0),
        ('two have the same turn', sums.same_turn > 0),
        ('somebody waits beside a free place', s.state = 'published'
            AND s.starts_at > now() + interval '1 hour'
            AND sums.taken + held.kept + (SELECT places FROM first)
                <= coalesce(s.capacity, 1000000)),
        ('an offer outlives the start', EXISTS (SELECT FROM forums_booking b
            WHERE b.session_id = which AND b.state = 'offered' AND b.offered_until > s.starts_at))
    ) AS looked (what, is_seen)
    WHERE s.id = which AND is_seen
$$;

CREATE FUNCTION rig_look_at_booking() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM rig_look(coalesce(NEW.session_id, OLD.session_id));
    IF TG_OP <> 'DELETE' AND NEW.number > 0
        AND (TG_OP = 'INSERT' OR NEW.number <> OLD.number) THEN
        INSERT INTO rig_commits (session_id, booking_id, number)
        VALUES (NEW.session_id, NEW.id, NEW.number);
    END IF;
    RETURN NULL;
END $$;
CREATE FUNCTION rig_look_at_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM rig_look(coalesce(NEW.session_id, OLD.session_id));
    RETURN NULL;
END $$;
CREATE FUNCTION rig_look_at_session() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM rig_look(NEW.id);
    RETURN NULL;
END $$;
CREATE FUNCTION rig_look_at_step() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO rig_seen (what, session_id)
    SELECT 'somebody was overtaken', promoted.session_id FROM forums_booking promoted
    WHERE promoted.id = NEW.booking_id AND promoted.kept_seats_id IS NULL AND EXISTS (
        SELECT FROM forums_booking earlier WHERE earlier.session_id = promoted.session_id
        AND earlier.state = 'waiting' AND earlier.number < promoted.number);
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER rig_bookings AFTER INSERT OR UPDATE OR DELETE ON forums_booking
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION rig_look_at_booking();
CREATE CONSTRAINT TRIGGER rig_kept AFTER INSERT OR UPDATE OR DELETE ON forums_keptseats
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION rig_look_at_kept();
CREATE CONSTRAINT TRIGGER rig_sessions AFTER UPDATE OF capacity, state, starts_at ON forums_session
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION rig_look_at_session();
CREATE CONSTRAINT TRIGGER rig_steps AFTER INSERT ON forums_seatmove
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN (NEW.went_to = 'offered' AND NEW.why NOT IN ('by-hand', 'handed-on'))
    EXECUTE FUNCTION rig_look_at_step();
"""
NO_WATCH = """
DROP TRIGGER rig_steps ON forums_seatmove;
DROP TRIGGER rig_sessions ON forums_session;
DROP TRIGGER rig_kept ON forums_keptseats;
DROP TRIGGER rig_bookings ON forums_booking;
DROP FUNCTION rig_look_at_step(), rig_look_at_session(), rig_look_at_kept(), rig_look_at_booking(),
    rig_look(bigint);
DROP TABLE rig_commits, rig_seen;
"""
OUT_OF_TURN = """
SELECT count(*) FROM (
    SELECT number, max(number) OVER (PARTITION BY session_id ORDER BY id) AS latest
    FROM rig_commits
) turns WHERE number < latest
"""
TORN = """
SELECT count(*) FROM (
    SELECT came_from, lag(went_to, 1, '') OVER (PARTITION BY booking_id ORDER BY id) AS before
    FROM forums_seatmove
) steps WHERE came_from <> before
"""

# One step overtaken by another before either was told is not told as well.
TOLD_TWICE = """
SELECT count(*) - count(DISTINCT (step.booking_id, letter.xmin::text))
FROM notices_letter letter JOIN forums_seatmove step ON letter.key = 'seat:' || step.id
"""
NOT_TOLD = """
SELECT count(*) FROM (
    SELECT DISTINCT ON (step.booking_id) step.id
    FROM forums_seatmove step JOIN forums_booking booking ON booking.id = step.booking_id
    WHERE booking.peer_id IS NOT NULL AND booking.state IN ('going', 'offered', 'waiting', 'lapsed')
    ORDER BY step.booking_id, step.id DESC
) last WHERE NOT EXISTS (SELECT FROM notices_letter letter WHERE letter.key = 'seat:' || last.id)
"""


@contextmanager
def watched() -> Iterator[None]:
    """A watch for as long as a `with` lasts."""
    with connection.cursor() as cursor:
        cursor.execute(WATCH)
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(NO_WATCH)


def seen() -> Counter[str]:
    """What should never have been, and how often; nothing if all was well."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT what, count(*) FROM rig_seen GROUP BY what ORDER BY what")
        return Counter(dict(cursor.fetchall()))


def out_of_turn() -> int:
    """How many got their turn after somebody who committed later."""
    return _count(OUT_OF_TURN)


def torn_steps() -> int:
    """How many steps of bookings do not begin where the one before ended."""
    return _count(TORN)


def told_twice() -> int:
    """How many letters tell a step that was over when they were written."""
    return _count(TOLD_TWICE)


def not_told() -> int:
    """How many people have no letter about the step that led to where they are."""
    return _count(NOT_TOLD)


def deadlocks() -> int:
    """How many deadlocks PostgreSQL has had to break up in this database so far."""
    return _count("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")


def _count(question: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(question)
        return cursor.fetchone()[0]
