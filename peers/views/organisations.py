"""Organisations: finding them, the page of each, looking after one."""

from functools import partial

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from leeds_leaders.doors import members_post
from leeds_leaders.errors import Refused
from leeds_leaders.finding.forms import first_error
from leeds_leaders.paging import page_of
from peers import actions, rules
from peers.errors import TakenByAnother
from peers.forms.organisations import (
    ClaimForm,
    KeeperForm,
    NamesForm,
    SearchForm,
    initial_of_organisation,
)
from peers.models import Claim, Organisation, Peer
from peers.views.between import change, fill_in, sent

PER_PAGE = 30
MOST_NAMES = 10


@require_safe
def organisations(request):
    """All organisations by name; by kind, size and sector."""
    form = SearchForm(request.GET)
    if not form.is_valid():
        raise BadRequest(first_error(form.errors))
    found = Organisation.objects.visible_to(request.user).found_by(**form.cleaned_data)
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "form": form,
        "page": page_of(request.GET, found, size=PER_PAGE),
        "query": f"{query.urlencode()}&" if query else "",
    }
    return render(request, "peers/organisations.html", context)


@require_safe
@login_required
def organisation_names(request):
    """What somebody may mean who types `q`: `{"organisations": [{"name", "slug", "about"}]}`."""
    form = NamesForm(request.GET)
    if not form.is_valid():
        return JsonResponse({"error": form.errors["q"][0]}, status=400)
    words = form.cleaned_data["q"]
    visible = Organisation.objects.visible_to(request.user)
    names = [
        {"name": each.name, "slug": each.slug, "about": each.in_brief}
        for each in (visible.alike(words, MOST_NAMES) if words else ())
    ]
    return JsonResponse({"organisations": names})


@require_safe
def organisation(request, slug):
    """One organisation: what it is, and who of those that one may see is there."""
    organisation = _visible(request, slug)
    here = organisation.roles.told_to(request.user).by_name()
    keepers = Peer.objects.visible_to(request.user).filter(pk=organisation.keeper_id)
    claims = Claim.objects.visible_to(request.user).waiting()
    context = {
        "organisation": organisation,
        "keeper": None if organisation.is_unclaimed else keepers.first(),
        "is_mine": organisation.keeper_id == request.user.pk,
        "can_edit": rules.can_edit_organisation(request.user, organisation),
        "can_claim": rules.can_claim(request.user, organisation),
        "claim": claims.filter(organisation=organisation, peer=request.user.pk).first(),
        "page": page_of(request.GET, here, size=PER_PAGE),
    }
    return render(request, "peers/organisation.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def organisation_edit(request, slug):
    """Change an organisation that one looks after."""
    organisation = _visible(request, slug)
    if not rules.can_edit_organisation(request.user, organisation):
        raise PermissionDenied
    form = KeeperForm(sent(request), initial=initial_of_organisation(organisation))
    if form.is_bound and form.is_valid():
        try:
            actions.change_organisation(organisation, form.said(), by=request.user)
        except Refused as refusal:
            say_no(form, refusal)
        else:
            messages.success(request, _("Saved."))
            return redirect(organisation)
    context = {"organisation": organisation, "form": form}
    status = 422 if form.is_bound else 200
    return render(request, "peers/organisation_form.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def organisation_claim(request, slug):
    """Ask to look after an organisation."""
    organisation = _visible(request, slug)
    claims = Claim.objects.visible_to(request.user).waiting()
    waiting = claims.filter(organisation=organisation, peer=request.user).first()
    form = ClaimForm(sent(request), initial={"words": waiting.words if waiting else ""})
    context = {"organisation": organisation, "form": form, "claim": waiting}
    save = partial(actions.claim, organisation, by=request.user)
    done = _("Thank you. A moderator looks at it; you will be told.")
    return fill_in(request, "peers/claim.html", context, save=save, done=done, to=organisation)


@members_post("peers:organisation", "slug")
def claim_withdraw(request, slug):
    """Take back what no moderator has decided on."""
    organisation = _visible(request, slug)
    return change(request, actions.withdraw_claim, organisation, _("Taken back."), to=organisation)


@members_post("peers:organisation", "slug")
def organisation_hand_back(request, slug):
    """Look after it no longer."""
    organisation = _visible(request, slug)
    try:
        actions.hand_back(organisation, by=request.user)
    except Refused:
        raise PermissionDenied from None
    messages.success(request, _("Handed back. Somebody else can look after it now."))
    return redirect(organisation)


def _visible(request, slug) -> Organisation:
    visible = Organisation.objects.visible_to(request.user).for_page()
    return get_object_or_404(visible, slug=slug)


def say_no(form, refusal: Refused) -> None:
    """Why it was refused, on the form; with a link to whom a name or a number stands for."""
    if not isinstance(refusal, TakenByAnother):
        form.add_error(None, str(refusal))
        return
    link = format_html('<a href="{}">{}</a>', refusal.organisation.get_absolute_url(), _("Look."))
    form.add_error(
        refusal.field if refusal.field in form.fields else None,
        format_html("{} {}", str(refusal), link),
    )
