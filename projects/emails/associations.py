"""What is written to people about associations, cohorts and offers to learn."""

from collections.abc import Iterable

from leeds_leaders.notices import actions as notices
from leeds_leaders.notices.choices import Purpose
from leeds_leaders.notices.emails import Telling
from peers.models import Peer
from projects.models import Association, Cohort, CohortMember, DevelopmentOffer, Membership
from projects.querysets.association import keepers_of


def speakers_for(membership: Membership) -> list[Peer]:
    """Everybody who answers for the one who belongs, or shall, and still has an account."""
    if membership.peer is not None:
        return [membership.peer] if membership.peer.is_active else []
    if membership.organisation is not None:
        return list(Peer.objects.filter(pk=membership.organisation.keeper_id, is_active=True))
    if membership.project is not None:
        return list(Peer.objects.filter(pk__in=membership.project.lead_ids, is_active=True))
    return list(keepers_of(membership.part))


def invite(membership: Membership, *, by) -> None:
    """Ask whoever answers for somebody whether they want to belong."""
    _tell(membership, "asked", speakers_for(membership), by=by)


def tell_keepers_of_wish(membership: Membership, *, by) -> None:
    """Tell the keepers that somebody wants to belong."""
    _tell(membership, "wish", keepers_of(membership.association), by=by)


def tell_of_answer(membership: Membership, *, by) -> None:
    """Tell whoever asked what the other side said, once for yes and once for no."""
    said = "yes" if membership.is_agreed else "no"
    asker = [membership.asked_by] if membership.asked_by else []
    _tell(membership, "answer", asker, by=by, key=f"answer-{said}")


def tell_of_end(membership: Membership, *, by) -> None:
    """Tell somebody that the association let them go."""
    _tell(membership, "end", speakers_for(membership), by=by)


def ask_to_keep(membership: Membership, *, by) -> None:
    """Ask somebody whether they answer for the association too."""
    asked = f"{membership.keeper_asked_at:%Y%m%d%H%M%S%f}"
    _tell(membership, "keep", speakers_for(membership), by=by, key=f"keep-{asked}")


def tell_of_decision(association: Association) -> None:
    """Tell those who answer for an association what a moderator decided."""
    key = f"association-{association.pk}-{association.decided_at:%Y%m%d%H%M%S%f}"
    notices.tell_many(
        [
            Telling(
                keeper,
                Purpose.DECISION,
                key,
                "projects/email/association_decided",
                {"association": association},
                url=association.get_absolute_url(),
            )
            for keeper in keepers_of(association)
        ]
    )


def _tell(membership: Membership, about: str, to: Iterable[Peer], *, by, key: str = "") -> None:
    """Tell people of a membership, but for whoever caused it and those who have blocked them."""
    context = {
        "association": membership.association,
        "member": membership.member,
        "kind": membership.kind,
        "is_agreed": membership.is_agreed,
        "by": by,
    }
    named = {by.pk, membership.peer_id} - {None}
    notices.tell_many(
        [
            Telling(
                peer,
                Purpose.PEOPLE,
                f"membership-{membership.pk}-{key or about}",
                f"projects/email/membership_{about}",
                context,
                url=membership.association.get_absolute_url(),
                items={"peers": sorted(named - {peer.pk})},
            )
            for peer in _reached(to, by)
        ]
    )


def _reached(peers: Iterable[Peer], by) -> list[Peer]:
    """Those whom somebody's doings reach: not themselves, and nobody beyond a block."""
    blocking = set(by.blocks_received.values_list("by", flat=True))
    blocked = set(by.blocks_made.values_list("blocked", flat=True))
    apart = blocking | blocked | {by.pk}
    return [peer for peer in peers if peer.pk not in apart]


# Learning ----------------------------------------------------------------------------------------


def invite_to_cohort(member: CohortMember, *, by) -> None:
    """Ask somebody whether they learn along."""
    notices.tell_many(
        [
            Telling(
                peer,
                Purpose.PEOPLE,
                f"cohort-asked-{member.pk}",
                "projects/email/cohort_asked",
                {"cohort": member.cohort, "project": member.cohort.project, "by": by},
                url=member.cohort.get_absolute_url(),
                items={"peers": [by.pk]},
            )
            for peer in _reached([member.peer], by)
        ]
    )


def telling_of_offer_taken_back(offer: DevelopmentOffer) -> Telling:
    """Whoever made an offer hears that it is shown no longer, and why."""
    return Telling(
        offer.made_by,
        Purpose.PEOPLE,
        f"offer-taken-back-{offer.pk}-{offer.taken_back_at:%Y%m%d%H%M%S%f}",
        "projects/email/development_taken_back",
        {"offer": offer},
        url=offer.get_absolute_url(),
    )
def tell_of_cohort_end(cohort: Cohort, *, by) -> None:
    """Tell those who take part that they do no longer, since there is no cohort any more."""
    members = [member.peer for member in cohort.members.in_it().select_related("peer")]
    notices.tell_many(
        [
            Telling(
                peer,
                Purpose.PEOPLE,
                f"cohort-ended-{cohort.pk}",
                "projects/email/cohort_ended",
                {"cohort": cohort, "project": cohort.project},
                url=cohort.project.get_absolute_url(),
            )
            for peer in members
            if peer != by
        ]
    )


