"""Cohorts: people who learn together by doing one project together."""

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
from peers.views.between import change, fill_in, sent
from projects import rules
from projects.actions import cohorts as verbs
from projects.errors import WrittenMeanwhile
from projects.forms.learning import (
    CohortAskForm,
    CohortForm,
    NewCohortForm,
    initial_of_cohort,
)
from projects.models import Cohort, CohortMember, DevelopmentOffer, Project

PER_PAGE = 30
ONE = "projects:cohort", "slug"
STAMPS = "strength", "projects", "peers", "words", "ground"


def _visible(request, slug) -> Cohort:
    rows = Cohort.objects.visible_to(request.user).select_related("project__ward", "keeper")
    return get_object_or_404(rows.defer("project__ward__boundary"), slug=slug)


def _kept(request, slug) -> Cohort:
    """One that the viewer keeps. Raises `PermissionDenied`."""
    cohort = _visible(request, slug)
    if not rules.can_keep_cohort(request.user, cohort):
        raise PermissionDenied
    return cohort


@require_safe
@kept_for_visitors(*STAMPS)
def cohorts(request):
    """All cohorts whose project is live, newest first."""
    found = Cohort.objects.visible_to(request.user).listed().select_related("project__ward")
    page = page_of(request.GET, found.defer("project__ward__boundary"), size=PER_PAGE)
    return render(request, "projects/cohorts.html", {"page": page})


@require_safe
@kept_for_visitors(*STAMPS)
def cohort(request, slug):
    """One cohort: its project, its people, and what can be learned by it."""
    found = _visible(request, slug)
    seen = CohortMember.objects.visible_to(request.user).filter(cohort=found)
    members = list(seen.select_related("peer").order_by("peer__name", "pk"))
    offers = DevelopmentOffer.objects.visible_to(request.user).published().open()
    context = {
        "cohort": found,
        "in_it": [each for each in members if each.said_yes_at],
        "asked": [each for each in members if not each.said_yes_at],
        "mine": next((each for each in members if each.peer_id == request.user.pk), None),
        "offers": offers.filter(project=found.project).select_related("organisation"),
        "is_kept": rules.can_keep_cohort(request.user, found),
    }
    return render(request, "projects/cohort.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def cohort_new(request):
    """Make a project the common work of a cohort."""
    leads = Project.objects.visible_to(request.user).answered_for_by(request.user).listed()
    if not rules.looks_after_learning(request.user) and not leads.exists():
        raise PermissionDenied
    asked = {"project": request.GET.get("project", "")}
    form = NewCohortForm(sent(request), viewer=request.user, initial=asked)

    def save():
        return verbs.add(form.cleaned_data["project"], form.details(), by=request.user)

    return _write(request, form, save, {})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def cohort_edit(request, slug):
    """Change what a cohort says of itself."""
    found = _kept(request, slug)
    form = CohortForm(sent(request), initial=initial_of_cohort(found))

    def save():
        was = form.cleaned_data["was"]
        try:
            return verbs.change(found, form.details(), by=request.user, was=was)
        except WrittenMeanwhile:
            form.has_been_shown(verbs.mark_of_cohort(_visible(request, slug)))
            raise

    return _write(request, form, save, {"cohort": found})


def _write(request, form, save, context):
    """The form, or the cohort as it was saved."""
    if form.is_bound and form.is_valid():
        try:
            cohort = save()
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Saved."))
            return redirect(cohort)
    status = 422 if form.is_bound else 200
    return render(request, "projects/cohort_form.html", {**context, "form": form}, status=status)


@members_post(*ONE)
def cohort_end(request, slug):
    """End it for good."""
    found = _kept(request, slug)
    return change(request, verbs.end, found, _("Ended."), to=found.project)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def cohort_ask(request, slug):
    """Ask people to take part."""
    found = _kept(request, slug)
    form = CohortAskForm(sent(request), viewer=request.user)

    def save(peers):
        verbs.ask_all(found, peers, by=request.user)

    context = {"cohort": found, "form": form}
    template, done = "projects/cohort_ask.html", _("Asked. Each says yes or no.")
    return fill_in(request, template, context, save=save, done=done, to=found)


def _mine(request, cohort) -> CohortMember | None:
    seen = CohortMember.objects.visible_to(request.user)
    return seen.filter(cohort=cohort, peer=request.user).first()


@members_post(*ONE)
def cohort_yes(request, slug):
    """I take part."""
    found = _visible(request, slug)
    mine = _mine(request, found)
    if mine is None:
        raise PermissionDenied
    return change(request, verbs.say_yes, mine, _("You take part."), to=found)


@members_post(*ONE)
def cohort_no(request, slug):
    """I do not take part; a second click finds it done."""
    return _part(request, slug, _("Noted: you do not take part."))


@members_post(*ONE)
def cohort_leave(request, slug):
    """I take part no longer; a second click finds it done."""
    return _part(request, slug, _("You do not take part any more."))


def _part(request, slug, done):
    found = _visible(request, slug)
    mine = _mine(request, found)
    if mine is None:
        return redirect(found)
    return change(request, verbs.leave, mine, done, to=found)


@members_post("projects:cohorts")
def cohort_let_go(request, pk):
    """Whoever keeps a cohort lets somebody go, or takes back that they asked."""
    seen = CohortMember.objects.visible_to(request.user).select_related("cohort__project")
    member = get_object_or_404(seen, pk=pk)
    if not rules.can_keep_cohort(request.user, member.cohort):
        raise PermissionDenied
    return change(request, verbs.leave, member, _("Done."), to=member.cohort)
