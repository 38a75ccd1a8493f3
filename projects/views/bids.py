"""Joint bids: a small place for those who write one together, and for nobody else."""

from functools import partial
from uuid import uuid4

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from leeds_leaders.doors import members_post
from peers.views.between import change, fill_in, sent
from projects import rules
from projects.actions import bids as verbs
from projects.errors import WrittenMeanwhile
from projects.forms.bids import BidForm, PartForm, initial_of
from projects.models import Bid, BidPart, Project
from projects.pages.bids import BidPage, writes_bids

BID = "projects:bid", "key"


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def bids(request, slug):
    """The bids of a project; its team begins new ones here."""
    projects = Project.objects.visible_to(request.user).defer("search", "likeness")
    project = get_object_or_404(projects, slug=slug)
    if not writes_bids(request.user, project):
        raise PermissionDenied
    form = BidForm(sent(request), initial={"key": uuid4()})

    def save(key, **said):
        verbs.begin(project, form.details(), by=request.user, key=key or uuid4())

    found = Bid.objects.visible_to(request.user).filter(project=project)
    context = {"project": project, "bids": found.defer("words"), "form": form}
    to = reverse("projects:bids", args=[project.slug])
    return fill_in(request, "projects/bids.html", context, save=save, done=_("Begun."), to=to)


@require_safe
@login_required
def bid(request, key):
    """One bid: what it says, how it stands, and who brings what by when."""
    page = BidPage(_bid(request, key), request.user)
    form = PartForm(viewer=request.user) if page.writes else None
    return render(request, "projects/bid.html", {"bid": page.bid, "page": page, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def bid_edit(request, key):
    """Change what it says. If somebody else did meanwhile, both texts are shown."""
    found = _own_bid(request, key)
    form = BidForm(sent(request), initial=initial_of(found))
    context = {"bid": found, "form": form}

    def save(revision, **_told):
        try:
            verbs.change(found, form.details(), by=request.user, revision=revision or 0)
        except WrittenMeanwhile:
            context["standing"] = standing = _bid(request, key)
            form.data = said = request.POST.copy()
            said["revision"] = str(standing.revision)
            raise

    return fill_in(
        request, "projects/bid_edit.html", context, save=save, done=_("Saved."), to=found
    )


@members_post(*BID)
def bid_part(request, key):
    """Write down who brings what."""
    found = _own_bid(request, key)
    form = PartForm(sent(request), viewer=request.user)
    save = partial(verbs.add_part, found, by=request.user)
    context = {"bid": found, "page": BidPage(found, request.user), "form": form}
    done = _("Written down. They are told, and can read the bid.")
    return fill_in(request, "projects/bid.html", context, save=save, done=done, to=found)


@members_post(*BID)
def bid_part_done(request, key, pk):
    """It is brought."""
    return _look_after(request, key, pk, verbs.finish_part, _("Done. Thank you."))


@members_post(*BID)
def bid_part_reopen(request, key, pk):
    """It is still to be brought."""
    return _look_after(request, key, pk, verbs.reopen_part, _("It is still to be done."))


@members_post(*BID)
def bid_part_remove(request, key, pk):
    """Nobody brings it any more. Whose only part it was reads the bid no longer."""
    return _look_after(request, key, pk, verbs.remove_part, _("Taken off."))


def _look_after(request, key, pk, verb, done):
    found = _bid(request, key)
    part: BidPart = get_object_or_404(found.parts, pk=pk)
    writes = writes_bids(request.user, found.project)
    if not rules.can_look_after_part(request.user, part, writes=writes):
        raise PermissionDenied
    stays = writes or verb is not verbs.remove_part
    return change(request, verb, part, done, to=found if stays else found.project)


def _bid(request, key) -> Bid:
    return get_object_or_404(
        Bid.objects.visible_to(request.user).select_related("project"), key=key
    )


def _own_bid(request, key) -> Bid:
    """One that the viewer writes. Raises `PermissionDenied`."""
    found = _bid(request, key)
    if not writes_bids(request.user, found.project):
        raise PermissionDenied
    return found
