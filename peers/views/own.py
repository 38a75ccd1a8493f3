"""A peer's own pages: where everything is found, and what they tell of themselves to whom."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from peers import actions
from peers.choices import Audience, Part
from peers.errors import PhotoNotKept
from peers.forms.accounts import NameForm
from peers.forms.profile import SECTIONS, AudiencesForm
from peers.models import Peer
from peers.pages.own import Waiting, opened_to_all, section_of
from peers.pages.portrait import Portrait

# The last part of a preview's address.
CIRCLES = {
    "visitor": Audience.PUBLIC,
    "member": Audience.MEMBERS,
    "connection": Audience.CONNECTIONS,
}


def _oneself(request) -> Peer:
    peers = Peer.objects.visible_to(request.user).for_page(request.user)
    return get_object_or_404(peers, pk=request.user.pk)


def _hub(request, form, *, status=200):
    portrait = Portrait.of_oneself(_oneself(request))
    context = {"form": form, "waiting": Waiting.of(request.user), "portrait": portrait}
    return render(request, "peers/me.html", context, status=status)


@require_safe
@login_required
def me(request):
    """Where somebody finds what is theirs: what waits for them, profile, ties, sign-in."""
    return _hub(request, NameForm(initial={"name": request.user.name}))


@require_POST
@login_required
def rename(request):
    """Change one's own name."""
    form = NameForm(request.POST)
    if not form.is_valid():
        return _hub(request, form, status=422)
    actions.rename(request.user, form.cleaned_data["name"], by=request.user)
    messages.success(request, _("You are now called %(name)s here.") % form.cleaned_data)
    return redirect("peers:me")


@require_safe
@login_required
def profile(request):
    """What I tell of myself, who sees it, and what could be added."""
    peer = _oneself(request)
    sections = [
        section_of(
            peer, name, str(form.title), reverse("peers:profile-edit", args=[name]), form.parts
        )
        for name, form in SECTIONS.items()
    ]
    belonging = _("Where I belong"), reverse("peers:roles"), [Part.ORGANISATIONS]
    sections.insert(2, section_of(peer, "organisations", *belonging))
    context = {"portrait": Portrait.of_oneself(peer), "sections": sections}
    return render(request, "peers/profile.html", context | {"profile": peer.profile})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def profile_edit(request, section):
    """One section of my profile, each part of it with who sees it."""
    if section not in SECTIONS:
        raise Http404
    profile = request.user.profile
    template, context = "peers/profile_section.html", {"profile": profile, "section": section}
    if request.method != "POST":
        return render(request, template, context | {"form": SECTIONS[section](profile=profile)})
    form = SECTIONS[section](request.POST, request.FILES, profile=profile)
    if form.is_valid():
        try:
            actions.change_profile(request.user, form.facts(), form.audiences())
        except PhotoNotKept as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Saved."))
            return redirect("peers:profile")
    return render(request, template, context | {"form": form}, status=422)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def audiences(request):
    """Who sees what of me, on one page; whoever opens to everybody is first told what that is."""
    profile = request.user.profile
    if request.method != "POST":
        return render(request, "peers/audiences.html", {"form": AudiencesForm(profile=profile)})
    form = AudiencesForm(request.POST, profile=profile)
    if not form.is_valid():
        return render(request, "peers/audiences.html", {"form": form}, status=422)
    if form.opens_up():
        told = opened_to_all(_oneself(request), form.audiences())
        return render(request, "peers/audiences_opening.html", {"form": form, "told": told})
    whole = {"audience": form.cleaned_data["audience"]}
    actions.change_profile(request.user, whole, form.audiences())
    messages.success(request, _("Saved: this holds from now on."))
    return redirect("peers:audiences")


@require_safe
@login_required
def preview(request, circle):
    """My page as one circle of people sees it, made in the same way."""
    if circle not in CIRCLES:
        raise Http404
    peer = _oneself(request)
    context = {"peer": peer, "portrait": Portrait.of(peer, CIRCLES[circle]), "is_own": True}
    return render(request, "peers/detail.html", context | {"seen_by": circle})
