"""What of peers is moderated (leeds_leaders/moderation/kinds.py).

Roles are read with their peer, and words from one person to another (connections, introductions,
pairs, thanks) by nobody else: whoever gets such words reports who wrote them.
"""

from collections.abc import Iterator
from pathlib import Path

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q, Value
from django.db.models.functions import Coalesce, Concat, NullIf
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leeds_leaders.images import SIDES
from leeds_leaders.moderation.kinds import Kind
from peers import actions
from peers.choices import SEEN_BY, Audience, Part
from peers.models import Claim, Item, Organisation, Peer, Role
from peers.models.profile import WORDS

# What of somebody is read beside their name, and so can change under the eyes of who reads it;
# whom they want to read it is the same before and after a yes.
ROLES = ArraySubquery(
    Role.objects.filter(peer=OuterRef("pk"))
    .order_by("pk")
    .values_list(Concat("title", Value(" "), "organisation__name"))
)
WANTED = Coalesce(NullIf("profile__audience_meanwhile", Value("")), "profile__audience")
OF_A_PROFILE = [f"profile__{name}" for name in sorted({*WORDS, "photo", "audiences"})]


def _said_by(peer: Peer) -> dict[str, str]:
    """What members read of somebody, or would if they were not held."""
    return peer.profile.words_for(Audience.MEMBERS)


def _roles_of(peer: Peer) -> Iterator[tuple[str, str]]:
    profile = peer.profile
    if profile.audience_of(Part.ORGANISATIONS) in SEEN_BY[Audience.MEMBERS]:
        for role in Role.objects.filter(peer=peer).select_related("organisation"):
            yield _("Role"), str(role)


def _photo_of(peer: Peer) -> Iterator[str]:
    """The photo, by its own door: shown to whom it is for."""
    if peer.profile.photo:
        stem = Path(str(peer.profile.photo.name)).stem
        yield reverse("peers:photo", args=[f"{stem}-{SIDES[0]}"])


def _of_item(item: Item) -> Iterator[tuple[str, str]]:
    yield _("Kind"), str(item.get_kind_display())
    yield _("Seen by"), str(item.get_audience_display())
    yield _("Where it stands"), item.stands
    if item.outcome:
        yield _("What came of it"), item.outcome


def _keeps(organisation: Organisation) -> Peer | None:
    """Whose words an organisation has: its keeper's, and as long as it has none, whoever's added
    it."""
    return organisation.keeper or organisation.added_by


def _of_organisation(organisation: Organisation) -> Iterator[tuple[str, str]]:
    if organisation.link:
        yield _("Web page"), organisation.link
    for number in (organisation.charity_number, organisation.company_number):
        if number:
            yield _("Number"), number


def _of_claim(claim: Claim) -> Iterator[tuple[str, str]]:
    yield _("Organisation"), str(claim.organisation)
    yield _("Asked on"), date_format(claim.claimed_at)


KINDS: list[Kind] = [
    Kind(
        name="peer",
        title=gettext_lazy("a person"),
        plural=gettext_lazy("people"),
        model=Peer,
        texts=("name",),
        authors=lambda peer: [peer],
        approve=actions.let_be,
        decline=actions.take_profile_away,
        hide=actions.hide_profile,
        close_account=actions.suspend,
        mine="pk",
        key="slug",
        url=lambda peer: reverse("peers:detail", args=[peer.slug]),
        photos=_photo_of,
        facts=_roles_of,
        beside=(*OF_A_PROFILE, WANTED, ROLES),
        says=_said_by,
        joined=("profile",),
    ),
    Kind(
        name="organisation",
        title=gettext_lazy("an organisation"),
        plural=gettext_lazy("organisations"),
        model=Organisation,
        texts=("name", "about"),
        authors=lambda one: [peer for peer in [_keeps(one)] if peer is not None],
        approve=actions.approve_organisation,
        decline=actions.decline_organisation,
        hide=actions.hold_organisation,
        mine="added_by",
        wrote=_keeps,
        ours=lambda peer: Q(keeper=peer),
        key="slug",
        edit_url=lambda one: reverse("peers:organisation-edit", args=[one.slug]),
        facts=_of_organisation,
        beside=("link", "charity_number", "company_number"),
        joined=("added_by", "keeper"),
    ),
    Kind(
        name="claim",
        title=gettext_lazy("a claim to an organisation"),
        plural=gettext_lazy("claims to organisations"),
        model=Claim,
        texts=("words",),
        authors=lambda claim: [claim.peer],
        approve=actions.approve_claim,
        decline=actions.decline_claim,
        hide=lambda claim: None,  # nobody but moderators reads it
        mine="peer",
        url=lambda claim: claim.organisation.get_absolute_url(),
        facts=_of_claim,
        joined=("organisation", "peer"),
        can_be_reported=False,
        can_be_undone=False,
    ),
    Kind(
        name="item",
        title=gettext_lazy("an offer or ask"),
        plural=gettext_lazy("offers and asks"),
        model=Item,
        texts=("title", "words"),
        authors=lambda item: [item.peer],
        approve=actions.let_item_stand,
        decline=actions.take_item_away,
        hide=actions.hide_item,
        mine="peer",
        key="slug",
        facts=_of_item,
        beside=("kind", "audience", "outcome"),
        joined=("peer",),
    ),
]
