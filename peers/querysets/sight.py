"""Whom a viewer finds, and as what: by the circles that they are in."""

from dataclasses import dataclass

from leeds_leaders.finding.words import Sql
from leeds_leaders.stamps import SUM
from leeds_leaders.statements import prepared_cursor
from peers.choices import Audience

_STAMP = SUM.format(names="'peers', 'words', 'ground'")
_TIES = f"""
SELECT ({_STAMP}),
    ARRAY(
        SELECT asked_id FROM peers_connection WHERE asker_id = %s AND state = 'accepted'
        UNION ALL
        SELECT asker_id FROM peers_connection WHERE asked_id = %s AND state = 'accepted'
        ORDER BY 1
    ),
    ARRAY(SELECT blocked_id FROM peers_block WHERE by_id = %s ORDER BY 1)
"""


@dataclass(frozen=True, slots=True)
class Sight:
    """The entries that a viewer may find. This is the door of the directory.

    Visitors find what is for everybody; members what is for members, of their `connected` what is
    for connections, and of those whom they have `blocked` nothing. `stamp` is that of all which
    the directory shows, where it was read.
    """

    circle: str = Audience.PUBLIC.value
    connected: tuple[int, ...] = ()
    blocked: tuple[int, ...] = ()
    stamp: int = 0

    @classmethod
    def of(cls, viewer) -> "Sight":
        """One query for a member, none for a visitor."""
        if not viewer.is_authenticated:
            return cls()
        with prepared_cursor() as cursor:
            cursor.execute(_TIES, (viewer.pk,) * 3)
            stamp, connected, blocked = cursor.fetchone()
        near = tuple(sorted(set(connected) - set(blocked)))
        return cls(Audience.MEMBERS.value, near, tuple(blocked), stamp)

    @property
    def apart(self) -> list[int]:
        """Those whom the viewer does not find as their circle does."""
        return [*self.connected, *self.blocked]

    def ways(self) -> list[Sql]:
        """The conditions on entries, one for each index that leads to them; no entry fits two."""
        if not self.apart:
            return [Sql(f"audience = '{self.circle}'")]
        return [
            Sql(
                f"audience = '{self.circle}' AND NOT peer_id = ANY(%s::bigint[])",
                (self.apart,),
            ),
            Sql(
                "audience = 'connections' AND peer_id = ANY(%s::bigint[])",
                (list(self.connected),),
            ),
        ]
