"""What is written to people about associations, cohorts and offers to learn."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _

from leeds_leaders.notices import actions as notices
from leeds_leaders.notices.choices import Purpose
from leeds_leaders.notices.emails import Telling
from leeds_leaders.notices.models import Letter
from leeds_leaders.notices.sources import peers_seen
from peers.models import Peer
from projects.models import Cohort, CohortMember, DevelopmentOffer, Membership
from projects.querysets.association import keepers_of

# What a letter keeps of the membership that it tells of, and as what; of a place in a cohort.
MEMBERSHIP, COHORT = "projects.membership", "projects.cohort"
# What has to be so of a membership, that letters about it are still true.
STILL: dict[str, Callable[[Membership], bool]] = {
    "asked": lambda it: it.association.is_live and not (it.is_agreed or it.declined_at),
    "wish": lambda it: not (it.is_agreed or it.declined_at),
    "answer-yes": lambda it: it.is_agreed,
    "answer-no": lambda it: it.declined_at is not None,
    "keep": lambda it: it.association.is_live and it.keeper_asked_at is not None,
}


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


def _tell(membership: Membership, about: str, to: Iterable[Peer], *, by, key: str = "") -> None:
    """Tell people of a membership, but for whoever caused it and those who have blocked them. Who
    may not be named to a reader is somebody."""
    context = {
        "association": membership.association,
        "member": membership.member,
        "kind": membership.kind,
        "is_agreed": membership.is_agreed,
    }
    reached = _reached(to, by)
    seen = _named_to(reached, [by, membership.peer])
    told = key if key in STILL else about
    kept = {MEMBERSHIP: {"id": membership.pk, "as": told}} if told in STILL else {}
    notices.tell_many(
        [
            Telling(
                peer,
                Purpose.PEOPLE,
                f"membership-{membership.pk}-{key or about}",
                f"projects/email/membership_{about}",
                context | _in_words(peer, by, membership, seen),
                url=membership.association.get_absolute_url(),
                items=kept | {"peers": sorted(pk for reader, pk in seen if reader == peer.pk)},
            )
            for peer in reached
        ]
    )


def _named_to(readers: Iterable[Peer], peers: Iterable[Peer | None]) -> set[tuple[int, int]]:
    """Of each reader and each of some others those that may be named to one another."""
    others = {peer.pk for peer in peers if peer}
    return peers_seen({(one.pk, pk) for one in readers for pk in others - {one.pk}})


def _in_words(reader: Peer, by: Peer, membership: Membership, seen: set) -> dict[str, Any]:
    """Whoever caused it, and the person whom it is about, as the reader may know them."""

    def called(peer: Peer) -> str:
        is_known = peer == reader or (reader.pk, peer.pk) in seen
        return peer.name if is_known else _("Somebody")

    about = membership.peer
    return {"by": called(by)} | ({"member": called(about)} if about else {})


def _reached(peers: Iterable[Peer], by) -> list[Peer]:
    """Those whom somebody's doings reach: not themselves, and nobody beyond a block."""
    blocking = set(by.blocks_received.values_list("by", flat=True))
    blocked = set(by.blocks_made.values_list("blocked", flat=True))
    apart = blocking | blocked | {by.pk}
    return [peer for peer in peers if peer.pk not in apart]


# Learning ----------------------------------------------------------------------------------------


def invite_to_cohort(member: CohortMember, *, by) -> None:
    """Ask somebody whether they learn along."""
    reached = _reached([member.peer], by)
    seen = _named_to(reached, [by])
    notices.tell_many(
        [
            Telling(
                peer,
                Purpose.PEOPLE,
                f"cohort-asked-{member.pk}",
                "projects/email/cohort_asked",
                {
                    "cohort": member.cohort,
                    "project": member.cohort.project,
                    "by": by.name if (peer.pk, by.pk) in seen else _("Somebody"),
                },
                url=member.cohort.get_absolute_url(),
                items={"peers": [by.pk] if (peer.pk, by.pk) in seen else [], COHORT: member.pk},
            )
            for peer in reached
        ]
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


# Just before they leave --------------------------------------------------------------------------


def still_belonging(letters: Sequence[Letter]) -> set[int]:
    """Of letters about memberships those (by key) that still say what is. One query."""
    told = {letter.pk: letter.items[MEMBERSHIP] for letter in letters}
    rows = Membership.objects.select_related("association")
    now = rows.in_bulk({kept["id"] for kept in told.values()})
    return {
        pk for pk, kept in told.items() if kept["id"] in now and STILL[kept["as"]](now[kept["id"]])
    }


def still_asked(letters: Sequence[Letter]) -> set[int]:
    """Of letters that ask into a cohort those (by key) whose question waits, and whose reader can
    look at it. One query."""
    told = {letter.pk: letter.items[COHORT] for letter in letters}
    rows = CohortMember.objects.filter(said_yes_at=None, cohort__in=Cohort.objects.listed())
    waiting = set(rows.filter(pk__in=told.values()).values_list("pk", flat=True))
    return {pk for pk, member in told.items() if member in waiting}
