"""The verbs by which moderators look after people: to let a profile wait, to take it away, to close
an account for now, to open it again."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from leeds_leaders.moderation import emails as moderation_emails
from leeds_leaders.moderation.actions import decide, look_again
from leeds_leaders.moderation.choices import Outcome
from leeds_leaders.moderation.models import Decision
from peers import rules
from peers.actions.people import lock
from peers.actions.sign_ins import end_all
from peers.choices import Audience
from peers.emails import suspending as emails
from peers.errors import IllegalDecision
from peers.models import Peer, Profile


@transaction.atomic
def hide_profile(peer: Peer) -> None:
    """Let a profile be seen by nobody but its peer until a moderator has looked at it. A repeat is
    harmless."""
    profile = lock(peer)[0].profile
    if profile.is_hidden:
        return
    profile.audience, profile.audience_meanwhile = Audience.HIDDEN, profile.audience
    profile.hidden_at = timezone.now()
    profile.save(update_fields=["audience", "audience_meanwhile", "hidden_at"])


@transaction.atomic
def take_profile_away(peer: Peer, *, by, reason: str, rule: str = "") -> Decision:
    """Say no to what somebody says of themselves: nobody but them sees their profile until they
    have written it anew and a moderator has looked. Their account stays open, and all that is not
    on their profile is as it was. Raises `NotTheirsToDecide` and `NoReason`."""
    (peer,) = lock(peer)
    decision = decide(peer, outcome=Outcome.REMOVED, by=by, reason=reason, rule=rule)
    hide_profile(peer)
    moderation_emails.tell_authors(peer, decision)
    return decision


@transaction.atomic
def let_be(peer: Peer, *, by) -> Decision:
    """Find nothing wrong with somebody: whoever is suspended is let in again, and a profile that
    waited is shown to those for whom its peer wants it."""
    (peer,) = lock(peer)
    if not peer.is_active:
        return unsuspend(peer, by=by)
    outcome = Outcome.APPROVED if peer.profile.is_hidden else Outcome.LEFT
    decision = decide(peer, outcome=outcome, by=by)
    if peer.profile.is_hidden:
        _show_profile(peer.profile)
        moderation_emails.tell_authors(peer, decision)
    return decision


@transaction.atomic
def suspend(peer: Peer, *, by, reason: str, rule: str = "") -> Decision:
    """Close somebody's account for now: they are signed out everywhere, and nothing of theirs is
    found. They get the reason by mail, with a link by which they can ask another moderator to look
    at it. Raises `IllegalDecision`, `NotTheirsToDecide`, `NoReason`.
    """
    (peer,) = lock(peer)
    _check_may(by, peer)
    if not peer.is_active:
        raise IllegalDecision(_("%(name)s is suspended already.") % {"name": peer})
    decision = decide(peer, outcome=Outcome.SUSPENDED, by=by, reason=reason, rule=rule)
    _set_active(peer, False)
    end_all(peer)
    emails.tell_of_suspension(peer, decision)
    return decision


@transaction.atomic
def unsuspend(peer: Peer, *, by) -> Decision:
    """Let somebody in again, who is told. Their profile is seen by those for whom they want it; one
    that waited still waits, for that is another decision."""
    (peer,) = lock(peer)
    _check_may(by, peer)
    if peer.is_active:
        raise IllegalDecision(_("%(name)s is not suspended.") % {"name": peer})
    decision = decide(peer, outcome=Outcome.RESTORED, by=by)
    _set_active(peer, True)
    look_again(peer, author=peer)
    emails.tell_of_return(peer, decision)
    return decision


def _check_may(by: Peer, peer: Peer) -> None:
    if not rules.can_suspend(by, peer):
        raise IllegalDecision(
            _("Moderators close and open accounts; those of the staff, admins alone.")
        )


def _set_active(peer: Peer, is_active: bool) -> None:
    peer.is_active = is_active
    peer.save(update_fields=["is_active"])


def _show_profile(profile: Profile) -> None:
    profile.audience, profile.audience_meanwhile = profile.audience_meanwhile, ""
    profile.hidden_at = None
    profile.save(update_fields=["audience", "audience_meanwhile", "hidden_at"])
