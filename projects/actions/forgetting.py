"""The verbs of forgetting: what somebody who is erased leaves behind beside their projects."""

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from projects.choices import Handing
from projects.emails import projects as emails
from projects.models import (
    Bid,
    BidPart,
    DevelopmentOffer,
    Handover,
    Project,
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
    """Keep that a project passed on, without the word that came with it; one that still waits is
    taken back, so that others can hand the project over."""
    Handover.objects.filter(handed_by=peer).exclude(words="").update(words="")
    either = Handover.objects.waiting().filter(Q(handed_by=peer) | Q(handed_to=peer))
    either.update(state=Handing.WITHDRAWN, answered_at=timezone.now())


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
