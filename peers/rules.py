"""Who may do what between peers. Pure: the facts come in, yes or no comes out."""

from datetime import date, datetime, timedelta

from peers.choices import Audience, PairState, Tie
from peers.models import Connection, Introduction, Organisation, Pair, Profile
from peers.querysets.connection import INTRODUCTION_WAITS, WAITING

A_DAY = timedelta(days=1)
ASKS_A_DAY = 20
INTRODUCTIONS_A_DAY = 5
THANKS_A_DAY = 20
# So long asking again after a no reaches nobody. After that somebody may have changed their mind.
A_NO_HOLDS = timedelta(days=180)
LONGEST_PAUSE = timedelta(days=365)


# Connections -------------------------------------------------------------------------------------


def waits_for_other(connection: Connection, peer) -> bool:
    """Whether, to a peer's knowledge, their ask waits. A declined one does."""
    return connection.asker_id == peer.pk and connection.state in WAITING


def can_say_yes(connection: Connection, peer) -> bool:
    """Whoever was asked, also after a no."""
    return connection.asked_id == peer.pk and connection.can_become(Tie.ACCEPTED)


def can_say_no(connection: Connection, peer) -> bool:
    """Whoever was asked, once."""
    return connection.asked_id == peer.pk and connection.can_become(Tie.DECLINED)


def a_no_still_holds(connection: Connection, asker, now: datetime) -> bool:
    """Whether whom `asker` asks once more said no to them not long ago."""
    return (
        connection.asker_id == asker.pk
        and connection.declined_at is not None
        and now < connection.declined_at + A_NO_HOLDS
    )


def can_be_known(profile: Profile) -> bool:
    """Who is hidden cannot ask: nobody would see who does."""
    return profile.audience != Audience.HIDDEN


def can_thank(profile: Profile, *, is_connected: bool) -> bool:
    """Whoever the other may see; they shall know from whom it comes."""
    if is_connected:
        return can_be_known(profile)
    return profile.audience in {Audience.PUBLIC, Audience.MEMBERS}


# Introductions -----------------------------------------------------------------------------------


def is_over(introduction: Introduction, now: datetime) -> bool:
    """Whether an introduction has waited for too long."""
    return introduction.made_at is None and now >= introduction.proposed_at + INTRODUCTION_WAITS


# Load and pause ----------------------------------------------------------------------------------


def is_paused(profile: Profile, today: date) -> bool:
    """Whether somebody pauses. On the day until which they do they are back."""
    return profile.paused_until is not None and today < profile.paused_until


def has_room(profile: Profile, load: int) -> bool:
    """Whether somebody can take on one more thing."""
    return profile.takes_on is None or load < profile.takes_on


# Pairs -------------------------------------------------------------------------------------------


def can_agree(pair: Pair, peer) -> bool:
    """Whoever a pair was proposed to."""
    return pair.state == PairState.PROPOSED and pair.proposed_to_id == peer.pk


def can_end(pair: Pair, peer) -> bool:
    """Both, once it is agreed; before, whoever proposed it. The other lets it lie, unseen."""
    if pair.state == PairState.PROPOSED:
        return pair.proposed_by_id == peer.pk
    return pair.state == PairState.AGREED


def can_look_again(pair: Pair) -> bool:
    """Whether the day of a pair can be moved; its door has shown that the peer is in it."""
    return pair.state == PairState.AGREED


# Moderating --------------------------------------------------------------------------------------


def can_suspend(by, peer) -> bool:
    """Moderators close and open accounts; those of the staff, admins alone. Never one's own."""
    if not (by.is_active and by.is_staff and by.has_perm("peers.change_peer")):
        return False
    return by.pk != peer.pk and (by.is_superuser or not (peer.is_staff or peer.is_superuser))


def can_give_rights(by, peer) -> bool:
    """Admins of the site say who looks after it. Never what they may do themselves."""
    return bool(by.is_active and by.is_staff and by.is_superuser and by.pk != peer.pk)


def can_erase(by, peer) -> bool:
    """Whoever may, anybody but themselves; those of the staff, admins of the site alone."""
    if not (by.is_active and by.is_staff and by.has_perm("peers.delete_peer")):
        return False
    return by.pk != peer.pk and (by.is_superuser or not (peer.is_staff or peer.is_superuser))


# Organisations -----------------------------------------------------------------------------------


def is_moderator_of_organisations(peer) -> bool:
    """Staff with the right to change organisations."""
    return bool(peer.is_active and peer.is_staff and peer.has_perm("peers.change_organisation"))


def can_see_organisation(peer, organisation: Organisation) -> bool:
    """What the door of organisations says, for one that came along with something else."""
    if not peer.is_authenticated:
        return organisation.is_live
    return organisation.is_listed or is_moderator_of_organisations(peer)


def can_edit_organisation(peer, organisation: Organisation) -> bool:
    """Its keeper and moderators; whoever has added it until it is kept or looked at."""
    if not peer.is_authenticated:
        return False
    is_unfinished = organisation.is_unclaimed and not organisation.is_live
    return (
        organisation.keeper_id == peer.pk
        or (is_unfinished and organisation.added_by_id == peer.pk)
        or is_moderator_of_organisations(peer)
    )


def can_claim(peer, organisation: Organisation) -> bool:
    """Any member, where nobody keeps it yet."""
    return peer.is_authenticated and organisation.is_unclaimed and organisation.is_listed
