"""Who may do what with a project. Pure: the facts come in, yes or no comes out."""

from leeds_leaders.moderation.choices import Standing


def is_moderator(peer) -> bool:
    """Staff with the right to change projects."""
    return bool(peer.is_active and peer.is_staff and peer.has_perm("projects.change_project"))


def can_add(peer) -> bool:
    """Every active member may add a project."""
    return bool(peer.is_authenticated and peer.is_active)


def can_edit(peer, project) -> bool:
    """The lead, and moderators. A declined project is mended by its lead and held again."""
    if not (peer.is_authenticated and peer.is_active):
        return False
    return project.lead_id == peer.pk or is_moderator(peer)


def can_withdraw(peer, project) -> bool:
    """The lead may take a project off the map, unless it is off already."""
    return can_edit(peer, project) and project.can_become(Standing.WITHDRAWN)


def can_restore(peer, project) -> bool:
    """A withdrawn project comes back by the hand that may edit it."""
    return can_edit(peer, project) and project.standing == Standing.WITHDRAWN


def can_decide(peer, project) -> bool:
    """A moderator decides, but never on a project of their own."""
    return is_moderator(peer) and project.lead_id != peer.pk


def can_see_contact(peer, project) -> bool:
    """The contact is for everybody or for members, as the lead chose."""
    return project.contact_audience == "everybody" or peer.is_authenticated


def can_see_private_place(peer, project) -> bool:
    """The exact place is for the lead alone; moderators need it no more than visitors."""
    return peer.is_authenticated and project.lead_id == peer.pk
