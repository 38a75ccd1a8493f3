from django.db import migrations

COME = """
CREATE FUNCTION peers_add_profiles() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO peers_profile (peer_id) SELECT id FROM arrived;
    RETURN NULL;
END $$;
CREATE TRIGGER peers_arrived AFTER INSERT ON peers_peer
    REFERENCING NEW TABLE AS arrived FOR EACH STATEMENT EXECUTE FUNCTION peers_add_profiles();
INSERT INTO peers_profile (peer_id) SELECT id FROM peers_peer;
"""
NO_MORE = """
DROP TRIGGER peers_arrived ON peers_peer;
DROP FUNCTION peers_add_profiles();
DELETE FROM peers_profile;
"""


class Migration(migrations.Migration):
    """Every peer has a profile from the first moment on, however the peer came to be."""

    dependencies = [("peers", "0002_profiles_items_connections")]
    operations = [migrations.RunSQL(COME, NO_MORE)]
