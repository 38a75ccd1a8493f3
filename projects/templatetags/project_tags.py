"""Panels of projects for the pages of other apps."""

from django import template
from django.utils.translation import gettext as _

from peers.pages.in_common import in_words
from projects.models import Listing, Project
from projects.pages.asks import MySupport
from projects.pages.results import Results
from projects.querysets import Search

register = template.Library()

NEWEST = 6
LED = 12
SUGGESTED = 2
ALIKE = 4
NEAR_BY = 6_000  # metres


@register.simple_tag(takes_context=True)
def project_overview(context, **choices) -> Results:
    """Counts, and the newest projects, of the whole city or of one choice. One query."""
    listings = Listing.objects.visible_to(context["request"].user)
    return Results(listings.find(Search(**choices)), most=NEWEST)


@register.inclusion_tag("projects/own.html", takes_context=True)
def own_projects(context) -> dict:
    """What somebody leads, what they have begun to write, and who waits for a word from them."""
    peer = context["request"].user
    return {
        "waiting": MySupport(peer, asked=None).waiting,
        "projects": Project.objects.visible_to(peer)
        .answered_for_by(peer)
        .only("slug", "title", "standing"),
        "drafts": peer.project_drafts.select_related("project").only(
            "saved_at", "project__slug", "project__title"
        ),
    }


@register.inclusion_tag("projects/led_by.html", takes_context=True)
def led_by(context, peer) -> dict:
    """What a peer leads, for members: on a project's page, too, its lead is named to them alone.
    One query."""
    viewer = context["request"].user
    if not viewer.is_authenticated:
        return {}
    listed = Project.objects.visible_to(viewer).listed().answered_for_by(peer)
    return {"projects": listed.order_by("-created_at").only("slug", "title", "summary")[:LED]}


@register.inclusion_tag("projects/near.html", takes_context=True)
def projects_like(context, project) -> dict:
    """Others that share a cause near by, nearest first: as near as everybody may know. Where the
    city knows no place of it, others of its cause. One query."""
    listed = Project.objects.visible_to(context["request"].user).listed().exclude(pk=project.pk)
    if project.cause_ids:
        listed = listed.filter(cause_ids__overlap=project.cause_ids)
    if project.has_point:
        listed = listed.near(project.latitude, project.longitude, NEAR_BY)
    elif project.ward_id:
        listed = listed.filter(ward=project.ward_id)
    return {
        "cards": listed[:ALIKE].as_cards(),
        "shares_cause": bool(project.cause_ids),
        "is_near": bool(project.has_point or project.ward_id),
    }


@register.inclusion_tag("projects/for_somebody.html", takes_context=True)
def projects_for(context, facts) -> dict:
    """Live projects that somebody could lend a hand with, and why; never their own. One query."""
    viewer = context["request"].user
    listed = Project.objects.visible_to(viewer).listed().not_of(viewer)
    return {"suggestions": [(card, _why(card, facts)) for card in listed.fitting(facts, SUGGESTED)]}


def _why(card, facts) -> str:
    """What joins a project to somebody, in a line."""
    needs = facts.words.named("help", [pk for pk in card.need_ids if pk in facts.offer_ids])
    if needs:
        return _("It asks for what you offer: %(kinds)s.") % {"kinds": in_words(needs)}
    causes = facts.words.named("cause", [pk for pk in card.cause_ids if pk in facts.cause_ids])
    if causes:
        return _("You care about it, too: %(causes)s.") % {"causes": in_words(causes)}
    return _("It is where you are active.")


@register.inclusion_tag("projects/talked_about.html", takes_context=True)
def talked_about(context, session) -> dict:
    """The projects of a session, as far as the reader may see them. One query."""
    listed = Project.objects.visible_to(context["request"].user).listed()
    return {"cards": listed.filter(sessions=session).order_by("title").as_cards()}
