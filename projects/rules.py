"""Who may do what with a project. Pure: the facts come in, yes or no comes out."""

from leeds_leaders.moderation.choices import Standing
from projects.choices import Invited, LedBy


def is_moderator(peer) -> bool:
    """Staff with the right to change projects."""
    return bool(peer.is_active and peer.is_staff and peer.has_perm("projects.change_project"))


def can_add(peer) -> bool:
    """Every active member may add a project."""
    return bool(peer.is_authenticated and peer.is_active)


def can_edit(peer, project) -> bool:
    """Who answers for it, and moderators. What was declined is mended by its leads and held again.

    What became part of another project stays as it was.
    """
    if not (peer.is_authenticated and peer.is_active) or project.merged_into_id:
        return False
    return project.is_led_by(peer) or is_moderator(peer)


def can_speak_for(peer, project) -> bool:
    """Those who answer for a project speak for it: they confirm, accept, thank and tell."""
    return bool(peer.is_authenticated and peer.is_active and project.is_led_by(peer))


def can_withdraw(peer, project) -> bool:
    """The lead may take a project off the map, unless it is off already and nobody reads it."""
    return can_edit(peer, project) and project.can_become(Standing.WITHDRAWN)


def can_restore(peer, project) -> bool:
    """A withdrawn project comes back by the hand that may edit it."""
    return can_edit(peer, project) and project.standing == Standing.WITHDRAWN


def can_decide(peer, project) -> bool:
    """A moderator decides, but never on a project of their own."""
    return is_moderator(peer) and not project.is_led_by(peer)


def can_see_contact(peer, project) -> bool:
    """The contact is for everybody or for members, as the lead chose."""
    return project.contact_audience == "everybody" or peer.is_authenticated


def can_see_private_place(peer, project) -> bool:
    """The exact place is for the leads alone; moderators need it no more than visitors."""
    return peer.is_authenticated and project.is_led_by(peer)


# Interest and support ------------------------------------------------------------------------


def can_stand_behind(peer, project) -> bool:
    """Every member may say where they stand towards a project on the map that is not theirs."""
    return bool(
        peer.is_authenticated and peer.is_active and project.is_live and not project.is_led_by(peer)
    )


def can_call_in(peer, project) -> bool:
    """A project of citizens, of a group or a charity invites public bodies; those who answer for it
    do."""
    is_citizens = project.led_by in (LedBy.CITIZENS, LedBy.GROUP, LedBy.CHARITY)
    return is_citizens and project.is_live and can_speak_for(peer, project)


def can_feature(peer, project) -> bool:
    """Organisers and moderators show a project first, but never one of their own."""
    is_staff = peer.is_authenticated and peer.is_active and peer.is_staff
    return bool(
        is_staff
        and (peer.has_perm("forums.change_session") or is_moderator(peer))
        and project.is_live
        and not project.is_led_by(peer)
    )


def can_answer_invitation(peer, invitation) -> bool:
    """The keeper of the public body answers; the project's people write down an answer that came
    on another way, unless the body answered itself."""
    if not (peer.is_authenticated and peer.is_active) or invitation.state == Invited.WITHDRAWN:
        return False
    if invitation.organisation.keeper_id == peer.pk:
        return True
    answered_itself = invitation.state != Invited.WAITING and not invitation.was_written_down
    return not answered_itself and invitation.project.is_led_by(peer)


# Associations, cohorts, learning ------------------------------------------------------------------


def looks_after_learning(peer) -> bool:
    """Organisers and moderators: staff who see projects."""
    return bool(peer.is_active and peer.is_staff and peer.has_perm("projects.view_project"))


def can_gather_cohort(peer, project) -> bool:
    """Those who answer for a project make it the common work of a cohort, and organisers."""
    return can_speak_for(peer, project) or looks_after_learning(peer)


def can_keep_cohort(peer, cohort) -> bool:
    """Those who answer for its project now, and organisers; whoever began it as one of them."""
    return can_gather_cohort(peer, cohort.project)


def can_join(peer, association) -> bool:
    """Every active member, while everybody may see it."""
    return bool(peer.is_authenticated and peer.is_active and association.is_live)


# The team ----------------------------------------------------------------------------------------


def can_claim(peer, project) -> bool:
    """Any member, where nobody leads it and it can be read."""
    is_there = project.is_live or project.is_archived
    return bool(peer.is_authenticated and peer.is_active and project.is_unclaimed and is_there)


def can_answer_handover(peer, handover) -> bool:
    """Whoever is asked to take a project on."""
    return handover.handed_to_id == peer.pk


def can_take_handover_back(peer, handover) -> bool:
    """Whoever asked."""
    return handover.handed_by_id == peer.pk


def can_change_place(peer, member) -> bool:
    """Those who answer for the project, and of their own place whoever is in the team."""
    is_own = member.peer_id == peer.pk and member.said_yes_at is not None
    return is_own or can_speak_for(peer, member.project)


def can_write_bids(peer, project, *, is_in_team: bool) -> bool:
    """Those who answer for a project and the others of its team; who brings a part reads it."""
    return can_speak_for(peer, project) or bool(peer.is_active and is_in_team)


def can_look_after_part(peer, part, *, writes: bool) -> bool:
    """Whoever writes the bid, and whoever the part is for."""
    return writes or part.peer_id == peer.pk


def can_release_from(peer, organisation) -> bool:
    """An organisation's keeper says which projects are not its own."""
    return bool(peer.is_authenticated and organisation and organisation.keeper_id == peer.pk)


# Places where people gather -----------------------------------------------------------------------


def can_edit_hub(peer, hub) -> bool:
    """Whoever added it, and moderators of such places."""
    if not (peer.is_authenticated and peer.is_active):
        return False
    return peer.pk == hub.added_by_id or (peer.is_staff and peer.has_perm("projects.change_hub"))


# News, and whether it still goes on ---------------------------------------------------------------


def can_tell_news(peer, project) -> bool:
    """Those who answer for it, as long as it has not become part of another."""
    return can_speak_for(peer, project) and not project.merged_into_id


def can_say_how_it_goes(peer, project) -> bool:
    """Those who answer for it, of a project that is on the map or left it by silence."""
    return can_speak_for(peer, project) and bool(project.is_live or project.is_archived)
