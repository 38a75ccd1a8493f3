from django.db import migrations

# What a booking takes is summed on its session, or on the kept seats that it sits on, by the
# statement that writes the booking; CHECKs on those sums refuse what would be one too many. Kept
# seats that were released shrink as those leave who sit on them, so that nothing stays kept. The
# turn is given here as well (whoever was taken for a walk-in by a slip has theirs still): whoever writes holds the session's row from then on, so that turns
# are in the order of commits, whatever code asks.
PLACES = """
CREATE FUNCTION forums_places_of(state text, places integer) RETURNS integer
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN state IN ('going', 'offered') THEN places ELSE 0 END
$$;
CREATE FUNCTION forums_has_turn(state text) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT state IN ('going', 'offered', 'waiting')
$$;
CREATE FUNCTION forums_sum_places() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    more_taken integer := 0;
    more_waiting integer := 0;
    gets_turn boolean := false;
    given bigint;
BEGIN
    IF TG_OP <> 'INSERT' THEN
        more_waiting := more_waiting - (OLD.state = 'waiting')::integer;
        IF OLD.kept_seats_id IS NULL THEN
            more_taken := more_taken - forums_places_of(OLD.state, OLD.places);
        ELSE
            UPDATE forums_keptseats SET taken = taken - forums_places_of(OLD.state, OLD.places),
                places = places - CASE WHEN released_at IS NULL THEN 0
                    ELSE forums_places_of(OLD.state, OLD.places) END
            WHERE id = OLD.kept_seats_id;
        END IF;
    END IF;
    IF TG_OP <> 'DELETE' THEN
        more_waiting := more_waiting + (NEW.state = 'waiting')::integer;
        IF NEW.kept_seats_id IS NULL THEN
            more_taken := more_taken + forums_places_of(NEW.state, NEW.places);
        ELSE
            UPDATE forums_keptseats SET taken = taken + forums_places_of(NEW.state, NEW.places),
                places = places + CASE WHEN released_at IS NULL THEN 0
                    ELSE forums_places_of(NEW.state, NEW.places) END
            WHERE id = NEW.kept_seats_id;
        END IF;
        gets_turn := forums_has_turn(NEW.state)
            AND (TG_OP = 'INSERT' OR NOT (forums_has_turn(OLD.state) OR OLD.state = 'walked-in'));
    END IF;
    IF more_taken <> 0 OR more_waiting <> 0 OR gets_turn THEN
        UPDATE forums_session SET taken = taken + more_taken, waiting = waiting + more_waiting,
            numbers = numbers + gets_turn::integer
        WHERE id = CASE WHEN TG_OP = 'DELETE' THEN OLD.session_id ELSE NEW.session_id END
        RETURNING numbers INTO given;
    END IF;
    IF TG_OP = 'DELETE' THEN
        RETURN OLD;
    END IF;
    IF gets_turn THEN
        NEW.number := given;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER forums_booking_places BEFORE INSERT OR UPDATE OR DELETE ON forums_booking
    FOR EACH ROW EXECUTE FUNCTION forums_sum_places();

CREATE FUNCTION forums_sum_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        UPDATE forums_session SET kept = kept - OLD.places WHERE id = OLD.session_id;
    END IF;
    IF TG_OP <> 'DELETE' THEN
        UPDATE forums_session SET kept = kept + NEW.places WHERE id = NEW.session_id;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER forums_kept_places AFTER INSERT OR UPDATE OF places OR DELETE ON forums_keptseats
    FOR EACH ROW EXECUTE FUNCTION forums_sum_kept();
"""
NO_PLACES = """
DROP TRIGGER forums_kept_places ON forums_keptseats;
DROP FUNCTION forums_sum_kept();
DROP TRIGGER forums_booking_places ON forums_booking;
DROP FUNCTION forums_sum_places();
DROP FUNCTION forums_has_turn(text);
DROP FUNCTION forums_places_of(text, integer);
"""


class Migration(migrations.Migration):
    """The database sums the places that bookings take, and gives each its turn."""

    dependencies = [("forums", "0003_places_series_and_venues")]
    operations = [migrations.RunSQL(PLACES, NO_PLACES)]
