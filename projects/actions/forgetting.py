"""The verbs of forgetting: what somebody who is erased leaves behind beside their projects."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from leeds_leaders.notices import actions as notices
from leeds_leaders.notices.choices import Purpose
from projects.choices import Handing
from projects.emails import projects as emails
from projects.emails.support import passed_on_key
from projects.models import (
    Bid,
    BidPart,
    DevelopmentOffer,
    Handover,
    Project,
    Reply,
    TeamMember,
    WardContact,
)


@transaction.atomic
def let_go_of_teams(peer) -> None:
    """Moderators are told of what somebody answered for alone beside a suspended first lead."""
    beside = Project.objects.answered_for_by(peer).exclude(lead=peer).without_active_lead()
    stands_still = list(beside.order_by("pk"))
    if stands_still:
        emails.tell_moderators_of_standstill(stands_still)


@transaction.atomic
def let_go_of_handovers(peer) -> None:
    """Keep that a project passed on, without the word that came with it, be it where it was read;
    one that still waits is taken back, so that others can hand the project over."""
    with_a_word = Handover.objects.filter(handed_by=peer).exclude(words="")
    _forget_told("handover:", with_a_word.values_list("pk", flat=True), "$")
    with_a_word.update(words="")
    either = Handover.objects.waiting().filter(Q(handed_by=peer) | Q(handed_to=peer))
    either.update(state=Handing.WITHDRAWN, answered_at=timezone.now())


@transaction.atomic
def let_go_of_replies(peer) -> None:
    """What they answered, and what they said of projects that they passed on, was told to others in
    their words; not always with their name, by which it would be found."""
    _forget_told("reply-", Reply.objects.filter(peer=peer).values_list("pk", flat=True), "-")
    notices.forget_told(Purpose.PEOPLE, f"^{passed_on_key(peer)}")


@transaction.atomic
def let_go_of_bids(peer) -> None:
    """A bid stays with those who write it with them; what nobody else may read goes."""
    parts = BidPart.objects.filter(bid=OuterRef("pk")).exclude(peer=peer)
    team = TeamMember.objects.in_it().filter(project=OuterRef("project")).exclude(peer=peer)
    leads = Q(project__lead_ids__len__gt=0) & ~Q(project__lead_ids=[peer.pk])
    Bid.objects.filter(made_by=peer).exclude(leads | Exists(parts) | Exists(team)).delete()


@transaction.atomic
def let_go_of_offers(peer) -> None:
    """An offer that was never published goes with whoever drafts it: nobody else has seen it."""
    DevelopmentOffer.objects.filter(made_by=peer, is_published=False).delete()


@transaction.atomic
def let_go_of_contacts(peer) -> None:
    """Nobody is named as the contact of a ward once they have left."""
    WardContact.objects.filter(peer=peer).delete()


def _forget_told(begins: str, rows: Iterable[int], ends: str) -> None:
    """Forget what was told of some rows, whose key stands in that of the letter."""
    if keys := "|".join(str(pk) for pk in rows):
        notices.forget_told(Purpose.PEOPLE, f"^{begins}({keys}){ends}")
