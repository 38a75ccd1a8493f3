"""Who may do what with a session."""

from forums.choices import State
from forums.models import Session


def is_organiser(peer) -> bool:
    """Whether somebody arranges sessions for the network: a role that the admin gives."""
    return peer.is_authenticated and peer.is_staff and peer.has_perm("forums.change_session")


def can_edit(peer, session: Session) -> bool:
    """Organisers, and whoever hosts it or proposed it."""
    if not peer.is_authenticated:
        return False
    is_theirs = session.proposed_by_id == peer.pk or session.hosts.filter(pk=peer.pk).exists()
    return is_organiser(peer) or is_theirs


def can_publish(peer, session: Session) -> bool:
    """Only organisers put a session before everybody."""
    return is_organiser(peer) and session.can_become(State.PUBLISHED)
