"""Offers to learn and grow."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from leeds_leaders.doors import members_post
from leeds_leaders.errors import Refused
from leeds_leaders.paging import page_of
from leeds_leaders.stamps import kept_for_visitors
from peers.views.between import change, sent
from projects import rules
from projects.actions import development as verbs
from projects.forms.learning import DevelopmentForm, initial_of_offer
from projects.models import DevelopmentOffer, Project

PER_PAGE = 30
ONE = "projects:development-offer", "key"
STAMPS = "strength", "projects", "peers", "words", "ground"


def _visible(request, key) -> DevelopmentOffer:
    rows = DevelopmentOffer.objects.visible_to(request.user)
    return get_object_or_404(rows.select_related("organisation"), key=key)


def _project_of(request, offer: DevelopmentOffer) -> Project | None:
    """What it is practised on, where the viewer may see that: of a draft it may be out of sight."""
    seen = Project.objects.visible_to(request.user).only("slug", "title")
    return seen.filter(pk=offer.project_id).first()


def _own(request, key) -> DevelopmentOffer:
    """One that the viewer makes. Raises `PermissionDenied`."""
    offer = _visible(request, key)
    if offer.made_by_id != request.user.pk:
        raise PermissionDenied
    return offer


@require_safe
@kept_for_visitors(*STAMPS)
def development(request):
    """All offers that have not ended, newest first; and one's own drafts."""
    found = DevelopmentOffer.objects.visible_to(request.user).published().open()
    context = {
        "page": page_of(
            request.GET, found.select_related("project", "organisation"), size=PER_PAGE
        ),
        "drafts": _drafts(request.user),
    }
    return render(request, "projects/development.html", context)


def _drafts(viewer):
    if not viewer.is_authenticated:
        return []
    mine = DevelopmentOffer.objects.visible_to(viewer).filter(made_by=viewer)
    return mine.filter(is_published=False)


@require_safe
@kept_for_visitors(*STAMPS)
def development_offer(request, key):
    """One offer: what, of whom, and on which project it is practised."""
    offer = _visible(request, key)
    is_mine = offer.made_by_id == request.user.pk and request.user.pk is not None
    context = {
        "offer": offer,
        "project": _project_of(request, offer),
        "is_mine": is_mine,
        "can_take_back": offer.is_published and is_mine,
        "is_moderator": rules.is_moderator(request.user),
    }
    return render(request, "projects/development_offer.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def development_new(request):
    """Write an offer down."""
    asked = {"project": request.GET.get("project", "")}
    form = DevelopmentForm(sent(request), viewer=request.user, initial=asked)

    def save(details):
        return verbs.add(form.cleaned_data["key"], details, by=request.user)

    return _write(request, form, save, {})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def development_edit(request, key):
    """Change one's own offer."""
    offer = _own(request, key)
    initial = initial_of_offer(offer, _project_of(request, offer))
    form = DevelopmentForm(sent(request), viewer=request.user, initial=initial)

    def save(details):
        return verbs.change(offer, details, by=request.user)

    return _write(request, form, save, {"offer": offer})


def _write(request, form, save, context):
    """The form, or the offer as it was saved."""
    if form.is_bound and form.is_valid():
        try:
            offer = save(form.details())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            if offer.is_published:
                messages.success(request, _("Saved."))
            else:
                messages.success(request, _("Saved as a draft, which only you see."))
            return redirect(offer)
    status = 422 if form.is_bound else 200
    template = "projects/development_form.html"
    return render(request, template, {**context, "form": form}, status=status)


@members_post(*ONE)
def development_publish(request, key):
    """Show it to everybody."""
    offer = _own(request, key)
    return change(request, verbs.publish, offer, _("Everybody sees it now."), to=offer)


@members_post(*ONE)
def development_take_back(request, key):
    """Show it to nobody for now."""
    offer = _own(request, key)
    return change(request, verbs.take_back, offer, _("Nobody sees it now."), to=offer)
