"""Claiming a listing, and saying what belongs to an organisation."""

from functools import partial

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from leeds_leaders.doors import members_post
from peers.views.between import change, fill_in, sent
from projects import rules
from projects.actions import claims as verbs
from projects.forms.claims import ClaimForm
from projects.models import Project, ProjectClaim


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def claim(request, slug):
    """This is ours: ask to lead a listing that nobody has claimed."""
    project = _project(request, slug)
    claims = ProjectClaim.objects.visible_to(request.user).waiting()
    waiting = claims.filter(project=project, peer=request.user).first()
    form = ClaimForm(sent(request), viewer=request.user, initial=_initial_of(waiting))
    context = {
        "project": project,
        "form": form,
        "waiting": waiting,
        "can_claim": rules.can_claim(request.user, project),
    }
    save = partial(verbs.claim, project, by=request.user)
    done = _("Thank you. A moderator looks at it; you will be told.")
    return fill_in(request, "projects/claim.html", context, save=save, done=done, to=project)


@members_post("projects:detail", "slug")
def claim_withdraw(request, slug):
    """Take back what no moderator has decided on."""
    project = _project(request, slug)
    return change(request, verbs.withdraw_claim, project, _("Taken back."), to=project)


@members_post("projects:detail", "slug")
def organisation_release(request, slug):
    """It is not one of ours: an organisation's keeper says so."""
    project = _project(request, slug)
    if not rules.can_release_from(request.user, project.organisation):
        raise PermissionDenied
    done = _("Noted. It does not stand under your name any more.")
    return change(request, verbs.release_from_organisation, project, done, to=project.organisation)


def _project(request, slug) -> Project:
    seen = Project.objects.visible_to(request.user).select_related("organisation")
    return get_object_or_404(seen.defer("search", "likeness"), slug=slug)


def _initial_of(claim: ProjectClaim | None) -> dict:
    if claim is None:
        return {}
    slug = claim.organisation.slug if claim.organisation else None
    return {"words": claim.words, "organisation": slug}
