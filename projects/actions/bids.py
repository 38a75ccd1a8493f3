"""The verbs of joint bids: several write one together, and each says what they bring.

Whoever is written down for a part may read the whole from then on; nobody else but the team may.
"""

from dataclasses import asdict, dataclass
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from leeds_leaders.moderation.actions import check_may_say
from leeds_leaders.notices import actions as notices
from peers.models import Organisation, Peer
from projects.actions.in_hand import locked
from projects.choices import BidState
from projects.emails import team as letters
from projects.errors import NotALine, NotAmongThem, TooMany, WrittenMeanwhile
from projects.models import Bid, BidPart, Project

MOST_BIDS, MOST_PARTS = 50, 40  # of a project, of a bid


@dataclass(frozen=True)
class BidDetails:
    """What a bid says, checked for shape by the form. `amount` is in pounds."""

    title: str
    funder: str = ""
    amount: int | None = None
    due_on: date | None = None
    words: str = ""
    state: str = BidState.DRAFT


@transaction.atomic
def begin(project: Project, details: BidDetails, *, by, key: UUID) -> Bid:
    """Begin a bid. `key` comes with the form: sent twice it is begun once. Raises `TooMany`, and
    `NotALine` for the key of another project's bid."""
    project = locked(project)
    again = Bid.objects.filter(key=key).first()
    if again and again.project_id == project.pk:
        return again
    if again:
        raise NotALine(_("This was sent for another project. Please write it again."))
    if project.bids.count() >= MOST_BIDS:
        raise TooMany(_("At most %(most)s bids belong to a project.") % {"most": MOST_BIDS})
    check_may_say(by, details.words)
    return Bid.objects.create(key=key, project=project, made_by=by, **asdict(details))


@transaction.atomic
def change(bid: Bid, details: BidDetails, *, by, revision: int) -> Bid:
    """Write it anew. `revision` is the one that the form began from. Raises `WrittenMeanwhile` if
    somebody else changed it since: nothing is overwritten."""
    bid = _locked(bid)
    said = asdict(details)
    if all(getattr(bid, name) == value for name, value in said.items()):
        return bid
    if bid.revision != revision:
        raise WrittenMeanwhile(
            _("Somebody else changed the bid while you were writing. Both texts are below.")
        )
    check_may_say(by, details.words)
    for name, value in said.items():
        setattr(bid, name, value)
    bid.revision, bid.changed_at = bid.revision + 1, timezone.now()
    bid.save()
    return bid


@transaction.atomic
def add_part(
    bid: Bid, peer: Peer, words: str, *, by, organisation: Organisation | None = None,
    due_on: date | None = None,
) -> BidPart:  # fmt: skip
    """Write down who brings what; they are told, and may read the bid. The same said twice is one.
    Raises `TooMany`."""
    bid = _locked(bid)
    check_may_say(by, words)
    same = bid.parts.filter(peer=peer, words=words).first()
    if same:
        return same
    if bid.parts.count() >= MOST_PARTS:
        raise TooMany(_("At most %(most)s parts make a bid.") % {"most": MOST_PARTS})
    part = BidPart.objects.create(
        bid=bid, peer=peer, words=words, organisation=organisation, due_on=due_on
    )
    if peer != by:
        notices.tell_many(letters.tellings_of_part(part, by=by))
    return part


def finish_part(part: BidPart, *, by) -> None:
    """It is done; a repeat changes nothing."""
    BidPart.objects.filter(pk=part.pk, done_at=None).update(done_at=timezone.now())


def reopen_part(part: BidPart, *, by) -> None:
    """It is still to be done; a repeat changes nothing."""
    BidPart.objects.filter(pk=part.pk).update(done_at=None)


def remove_part(part: BidPart, *, by) -> None:
    """Take a part off a bid; a repeat does nothing."""
    BidPart.objects.filter(pk=part.pk).delete()


def _locked(bid: Bid) -> Bid:
    rows = Bid.objects.select_for_update(of=("self",)).select_related("project")
    found = rows.filter(pk=bid.pk).first()
    if found is None:
        raise NotAmongThem(_("This bid is not there any more."))
    return found
