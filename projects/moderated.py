"""What of projects is moderated (leeds_leaders/moderation/kinds.py)."""

from collections.abc import Iterable
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from leeds_leaders.moderation.actions import let_stand, take_away
from leeds_leaders.moderation.actions.hiding import hide
from leeds_leaders.moderation.kinds import Kind, Words
from peers.models import Peer
from projects.actions import (
    associations,
    claims,
    cohorts,
    deciding,
    development,
    editing,
    hubs,
    invitations,
    milestones,
    news,
    photos,
    replies,
    standing,
    support,
    telling,
)
from projects.emails.leads import leads_of
from projects.models import (
    Association,
    Cohort,
    DevelopmentOffer,
    Hub,
    Invitation,
    Membership,
    Milestone,
    News,
    Photo,
    Project,
    ProjectClaim,
    Reply,
    Support,
)
from projects.querysets.association import keepers_of

Fact = tuple[Words, str]
# What stands beside news and is read with them.
PHOTOS = ArraySubquery(Photo.objects.filter(news=OuterRef("pk")).order_by("pk").values("file"))
SEEN_AT_ONCE: dict[str, Any] = {"approve": let_stand, "decline": take_away, "hide": hide}


# Whose it is -------------------------------------------------------------------------------------


def _first(first: Peer | None, others: Iterable[Peer]) -> list[Peer]:
    """Somebody and the others, without those who are suspended."""
    here = [first] if first is not None and first.is_active else []
    return here + [peer for peer in others if peer not in here]


def _leads(project: Project) -> list[Peer]:
    return _first(project.lead, leads_of(project))


def _wrote_project(project: Project) -> Peer | None:
    """Whoever alone has written what it says, by its versions; of one without any, who alone leads
    it. What moderators mended is not theirs."""
    leads = Q(by=project.lead_id) | Q(by__in=project.lead_ids)
    by = set(project.versions.exclude(Q(by__is_staff=True) & ~leads).values_list("by", flat=True))
    keys = by or set(project.lead_ids)
    return Peer.objects.filter(pk__in=keys).first() if len(keys) == 1 else None


def _wrote_association(association: Association) -> Peer | None:
    """Its keeper, where nobody keeps it with them."""
    keepers = list(keepers_of(association)[:2])
    return association.keeper if keepers == [association.keeper] else None


def _invited(invitation: Invitation) -> Peer | None:
    """Who invites, as long as there are no words of the public body's."""
    return None if invitation.answer else invitation.invited_by


def _only(peer: Peer | None) -> list[Peer]:
    return _first(peer, [])


def _led_by(peer: Peer) -> Q:
    """What is of projects that somebody leads."""
    return Q(project__lead_ids__contains=[peer.pk])


def _kept_by(peer: Peer) -> Q:
    """Associations for which somebody answers beside their first keeper."""
    beside = Membership.objects.agreed().filter(peer=peer.pk, is_keeper=True)
    return Q(pk__in=beside.values("association"))


# What else a moderator reads ---------------------------------------------------------------------


def _of_project(thing) -> list[Fact]:
    return [(_("of the project"), thing.project.title)]


def _of_a_project(project: Project) -> list[Fact]:
    return [
        (_("led by"), project.who),
        (_("stage"), project.get_stage_display()),
        (_("ward"), project.ward.name if project.ward else ""),
        (_("contact"), project.contact),
        (_("source"), project.source),
    ]


def _of_a_hub(hub: Hub) -> list[Fact]:
    return [(_("what kind"), hub.get_kind_display()), (_("ward"), hub.ward.name)]


def _of_a_claim(claim: ProjectClaim) -> list[Fact]:
    organisation = claim.organisation
    return [
        *_of_project(claim),
        (_("in the name of"), organisation.name if organisation else ""),
    ]


def _of_an_ask(ask: Support) -> list[Fact]:
    return [*_of_project(ask), (_("what kind"), ask.get_kind_display())]


def _of_a_reply(reply: Reply) -> list[Fact]:
    return [(_("of the project"), reply.support.project.title), (_("to"), reply.support.title)]


def _of_an_invitation(invitation: Invitation) -> list[Fact]:
    return [*_of_project(invitation), (_("which public body"), invitation.organisation.name)]


def _of_an_offer(offer: DevelopmentOffer) -> list[Fact]:
    project, organisation = offer.project, offer.organisation
    return [
        (_("the project it is practised on"), project.title if project else ""),
        (_("who offers it"), organisation.name if organisation else ""),
    ]


def _photo_page(photo: Photo) -> str:
    return (photo.news or photo.project).get_absolute_url()


def _way(milestone: Milestone) -> str:
    return f"{milestone.project.get_absolute_url()}#way"


KINDS: list[Kind] = [
    Kind(
        name="project",
        title=_("a project"),
        plural=_("projects"),
        model=Project,
        texts=editing.LOOKED_AT,
        authors=_leads,
        mine="lead",
        wrote=_wrote_project,
        ours=lambda peer: Q(lead_ids__contains=[peer.pk]),
        key="slug",
        approve=deciding.approve,
        decline=deciding.decline,
        hide=deciding.hide,
        edit_url=lambda project: reverse("projects:edit", args=[project.slug]),
        photos=lambda project: [project.photo_url] if project.photo else [],
        facts=_of_a_project,
        beside=("photo", "contact", "source"),
        joined=("lead",),
    ),
    Kind(
        name="photo",
        title=_("a photo of a project"),
        plural=_("photos of projects"),
        model=Photo,
        texts=photos.TEXTS,
        authors=lambda photo: _first(photo.added_by, leads_of(photo.project)),
        mine="added_by",
        ours=_led_by,
        **SEEN_AT_ONCE,
        url=_photo_page,
        photos=lambda photo: [photo.url],
        facts=_of_project,
        joined=("added_by", "project", "news"),
    ),
    Kind(
        name="news",
        title=_("news of a project"),
        plural=_("news of projects"),
        model=News,
        texts=news.TEXTS,
        authors=lambda post: _first(post.written_by, leads_of(post.project)),
        mine="written_by",
        ours=_led_by,
        key="key",
        **SEEN_AT_ONCE | {"approve": telling.let_stand},
        photos=lambda post: [photo.url for photo in post.photos.all()],
        facts=_of_project,
        beside=(PHOTOS,),
        joined=("written_by", "project"),
    ),
    Kind(
        name="milestone",
        title=_("a milestone of a project"),
        plural=_("milestones of projects"),
        model=Milestone,
        texts=milestones.TEXTS,
        authors=lambda milestone: _first(milestone.made_by, leads_of(milestone.project)),
        mine="made_by",
        ours=_led_by,
        key="key",
        **SEEN_AT_ONCE | {"approve": telling.let_stand},
        url=_way,
        facts=_of_project,
        joined=("made_by", "project"),
    ),
    Kind(
        name="ask",
        title=_("an ask or offer of a project"),
        plural=_("asks and offers of projects"),
        model=Support,
        texts=(*support.TEXTS, "outcome"),
        authors=lambda ask: _first(ask.opened_by, leads_of(ask.project)),
        mine="opened_by",
        ours=_led_by,
        key="key",
        approve=support.let_stand,
        decline=support.take_away,
        hide=support.hide,
        facts=_of_an_ask,
        joined=("opened_by", "project"),
    ),
    Kind(
        name="reply",
        title=_("an answer to an ask"),
        plural=_("answers to asks"),
        model=Reply,
        texts=("words",),
        authors=lambda reply: _only(reply.peer),
        mine="peer",
        **SEEN_AT_ONCE | {"approve": replies.let_stand},
        url=lambda reply: reply.support.get_absolute_url(),
        parties=lambda reply: leads_of(reply.support.project),
        facts=_of_a_reply,
        joined=("peer", "support__project"),
    ),
    Kind(
        name="invitation",
        title=_("an invitation of a public body"),
        plural=_("invitations of public bodies"),
        model=Invitation,
        texts=("words", "answer"),
        authors=lambda one: _first(one.invited_by, leads_of(one.project)),
        mine="invited_by",
        wrote=_invited,
        parties=lambda one: _only(one.organisation.keeper),
        ours=_led_by,
        key="key",
        **SEEN_AT_ONCE | {"approve": invitations.let_stand},
        facts=_of_an_invitation,
        joined=("invited_by", "project", "organisation"),
    ),
    Kind(
        name="development-offer",
        title=_("an offer to learn"),
        plural=_("offers to learn"),
        model=DevelopmentOffer,
        texts=development.TEXTS,
        authors=lambda offer: _only(offer.made_by),
        mine="made_by",
        key="key",
        **SEEN_AT_ONCE,
        parties=lambda offer: _leads(offer.project) if offer.project else [],
        facts=_of_an_offer,
        joined=("made_by", "project", "organisation"),
    ),
    Kind(
        name="cohort",
        title=_("a cohort"),
        plural=_("cohorts"),
        model=Cohort,
        texts=cohorts.TEXTS,
        authors=lambda cohort: _first(cohort.keeper, leads_of(cohort.project)),
        mine="keeper",
        ours=_led_by,
        key="slug",
        **SEEN_AT_ONCE,
        facts=_of_project,
        joined=("keeper", "project"),
    ),
    Kind(
        name="association",
        title=_("an association"),
        plural=_("associations"),
        model=Association,
        texts=associations.TEXTS,
        authors=lambda one: _first(one.keeper, keepers_of(one)),
        mine="keeper",
        ours=_kept_by,
        key="slug",
        wrote=_wrote_association,
        approve=associations.approve,
        decline=associations.decline,
        hide=standing.hide,
        joined=("keeper",),
    ),
    Kind(
        name="hub",
        title=_("a place where people gather"),
        plural=_("places where people gather"),
        model=Hub,
        texts=hubs.TEXTS,
        authors=lambda hub: _only(hub.added_by),
        mine="added_by",
        approve=hubs.approve,
        decline=hubs.decline,
        hide=standing.hide,
        url=lambda hub: hub.ward.get_absolute_url(),
        edit_url=lambda hub: reverse("projects:hub-edit", args=[hub.pk]),
        facts=_of_a_hub,
        beside=("kind", "ward"),
        joined=("added_by", "ward"),
    ),
    Kind(
        name="project-claim",
        title=_("a claim to a project"),
        plural=_("claims to projects"),
        model=ProjectClaim,
        texts=("words",),
        authors=lambda claim: _only(claim.peer),
        mine="peer",
        approve=claims.bring_claim_back,
        decline=claims.decline_claim,
        hide=lambda claim: None,
        url=lambda claim: claim.project.get_absolute_url(),
        facts=_of_a_claim,
        joined=("peer", "project", "organisation"),
        can_be_reported=False,
        can_be_undone=False,
    ),
]
