"""What stands around a session on its page, in one column of its row."""

from django.db.models import JSONField
from django.db.models.expressions import RawSQL

from forums.choices import AgendaState, Seat, ShownTo, State
from peers.querysets.sight import Sight

# A peer by the id {peer}, as far as the viewer may see them, and what this circle reads of them.
_SEEN = """
JOIN LATERAL (
    SELECT peer_id, audience, sort_name FROM peers_entry WHERE peer_id = {peer} AND ({ways})
) seen ON true
JOIN peers_entrytext said ON said.peer_id = seen.peer_id AND said.audience = seen.audience
"""
_NAMED = """
SELECT coalesce(json_agg(json_build_object('name', said.card->>'name', 'slug', said.card->>'slug',
    'called', said.card->>'called') ORDER BY seen.sort_name, seen.peer_id), '[]')
"""
_COMES = f"session_id = forums_session.id AND state IN ('{Seat.GOING}', '{Seat.WALKED_IN}')"
_OPEN = f"state IN ('{State.PUBLISHED}', '{State.HELD}')"
_LINK = "json_build_object('title', title, 'slug', slug, 'starts_at', starts_at)"

# People count for the sector that they tell all members of; what they keep to themselves is told
# nobody, not even as a number.
_AROUND = """
json_build_object(
'causes', (
    SELECT coalesce(json_agg(json_build_object('name', c.name, 'slug', c.slug, 'colour', c.colour)
        ORDER BY c.position), '[]')
    FROM forums_sessioncause s JOIN language_cause c ON c.id = s.tag_id
    WHERE s.content_object_id = forums_session.id),
'wards', (
    SELECT coalesce(json_agg(json_build_object('name', w.name, 'slug', w.slug)
        ORDER BY w.name), '[]')
    FROM forums_session_wards s JOIN geography_ward w ON w.code = s.ward_id
    WHERE s.session_id = forums_session.id),
'hosts', ({named} FROM forums_session_hosts h {host} WHERE h.session_id = forums_session.id),
'people', (SELECT coalesce(sum(places), 0) FROM forums_booking WHERE {comes}),
'sectors', (
    SELECT coalesce(json_agg(json_build_object('name', name, 'count', count)
        ORDER BY position, name), '[]')
    FROM (
        SELECT s.name, s.position, count(*) FROM forums_booking b
        JOIN peers_entry e ON e.peer_id = b.peer_id AND e.audience = 'members'
        JOIN language_sector s ON s.id = e.sector_id
        WHERE {comes} GROUP BY s.id
    ) sectors),
'names', ({named} FROM forums_booking b {coming} WHERE {comes} AND ({consented})),
'has_projects', EXISTS (
    SELECT 1 FROM forums_session_projects t WHERE t.session_id = forums_session.id),
'is_closed', EXISTS (
    SELECT 1 FROM forums_record r WHERE r.session_id = forums_session.id AND r.is_closed),
'has_record', EXISTS (SELECT 1 FROM forums_record r WHERE r.session_id = forums_session.id),
'has_perspectives', EXISTS (
    SELECT 1 FROM forums_perspective p WHERE p.session_id = forums_session.id),
'has_responses', EXISTS (SELECT 1 FROM forums_response r WHERE r.session_id = forums_session.id),
'agenda', (
    SELECT count(*) FROM forums_agendaitem i
    WHERE i.session_id = forums_session.id AND i.state <> '{set_aside}'),
'parts', (
    SELECT count(*) FROM forums_session p WHERE p.parent_id = forums_session.id AND {open}),
'parent', (
    SELECT {link} FROM forums_session p WHERE p.id = forums_session.parent_id AND {open}),
'before', (
    SELECT {link} FROM forums_session p WHERE p.series_id = forums_session.series_id AND {open}
        AND (p.starts_at, p.id) < (forums_session.starts_at, forums_session.id)
    ORDER BY p.starts_at DESC, p.id DESC LIMIT 1),
'after', (
    SELECT {link} FROM forums_session p WHERE p.series_id = forums_session.series_id AND {open}
        AND (p.starts_at, p.id) > (forums_session.starts_at, forums_session.id)
    ORDER BY p.starts_at, p.id LIMIT 1),
'mine', ({mine})
)::text
"""
_EVERYONE = f"shown_to = '{ShownTo.EVERYONE}'"
# Those who go may read who else goes, where these want it so.
_WHOEVER_GOES = f"""{_EVERYONE} OR shown_to = '{ShownTo.GOING}' AND EXISTS (
    SELECT 1 FROM forums_booking own WHERE own.session_id = forums_session.id
        AND own.peer_id = %s AND own.state = '{Seat.GOING}')"""
_MINE = "SELECT state FROM forums_booking WHERE session_id = forums_session.id AND peer_id = %s"


def around(viewer) -> RawSQL:
    """What a viewer may read around a session, as one JSON object: `causes`, `wards`, `hosts`,
    `people` (how many come), `sectors` (of how many of them), `names` (of those who consented, and
    whom the viewer may see), `is_closed`, `has_projects`, `has_record`, `has_perspectives` and
    `has_responses` (perhaps none that they see), `agenda` and `parts` (of how many), `parent`,
    `before` and `after` in its series, and `mine`, the viewer's own answer. Visitors' page needs no
    other query of ours but for what there is of these.
    """
    ways = Sight.of(viewer).ways()
    seen = " OR ".join(way.text for way in ways)
    values = [value for way in ways for value in way.values]
    own = [viewer.pk] if viewer.is_authenticated else []
    sql = _AROUND.format(
        named=_NAMED,
        host=_SEEN.format(peer="h.peer_id", ways=seen),
        coming=_SEEN.format(peer="b.peer_id", ways=seen),
        comes=_COMES,
        consented=_WHOEVER_GOES if own else _EVERYONE,
        open=_OPEN,
        link=_LINK,
        set_aside=AgendaState.SET_ASIDE,
        mine=_MINE if own else "NULL",
    )
    return RawSQL(sql, [*values, *values, *own, *own], output_field=JSONField())
