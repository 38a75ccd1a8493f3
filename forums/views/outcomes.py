"""What came of it: somebody says so, the project confirms it."""

from functools import partial
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from forums import rules
from forums.actions import outcomes as verbs
from forums.forms.afterwards import DeclineForm, NewOutcomeForm, OutcomeForm
from forums.models import Action, Outcome
from forums.pages.outcomes import OutcomePage
from leeds_leaders.doors import members_post
from leeds_leaders.errors import Refused
from leeds_leaders.stamps import kept_for_visitors
from peers.views.between import change, fill_in, sent
from projects.models import Project


def _outcome(request, key) -> Outcome:
    outcomes = Outcome.objects.visible_to(request.user)
    return get_object_or_404(outcomes.select_related("project", "action", "said_by"), key=key)


def _decided(request, key) -> Outcome:
    """One that the viewer may confirm or decline. Raises `PermissionDenied`."""
    outcome = _outcome(request, key)
    if not rules.can_decide_outcomes(request.user, outcome.project):
        raise PermissionDenied
    return outcome


@require_safe
@kept_for_visitors("records", "projects", "peers", "sessions")
def outcome(request, key):
    """What came of a project, and how it came about."""
    page = OutcomePage(_outcome(request, key), request.user)
    return render(request, "forums/outcome.html", {"page": page, "outcome": page.outcome})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def outcome_new(request):
    """Say what came of a project, perhaps by an action."""
    action = _action(request)
    project = _project(request, action)
    form = NewOutcomeForm(sent(request), viewer=request.user, project=project)
    if form.is_bound and form.is_valid():
        try:
            said = verbs.say_outcome(**form.told(), by=request.user, action=action)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _said(said))
            return redirect(said)
    context = {
        "project": project,
        "action": action,
        "form": form,
        "decides": project is not None and rules.can_decide_outcomes(request.user, project),
    }
    return render(
        request, "forums/outcome_form.html", context, status=422 if form.is_bound else 200
    )


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def outcome_edit(request, key):
    """Put it in other words: one's own until they are confirmed, or those of the project."""
    outcome = _outcome(request, key)
    if not rules.can_change_outcome(request.user, outcome):
        raise PermissionDenied

    def save(**told):
        verbs.change_outcome(outcome, verbs.Told(**told), by=request.user)

    form = OutcomeForm(sent(request), initial=outcome.told)
    context = {
        "outcome": outcome,
        "project": outcome.project,
        "form": form,
        "decides": rules.can_decide_outcomes(request.user, outcome.project),
    }
    return fill_in(
        request, "forums/outcome_form.html", context, save=save, done=_("Saved."), to=outcome
    )


@members_post("forums:outcome", "key")
def outcome_confirm(request, key):
    """It is so."""
    outcome = _decided(request, key)
    verb = partial(verbs.confirm_outcome, was=request.POST.get("was", ""))
    done = _("Confirmed. Everybody can read it now.")
    return change(request, verb, outcome, done, to=outcome)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def outcome_decline(request, key):
    """The project sees it differently, and says how."""
    outcome = _decided(request, key)

    def save(reason):
        verbs.decline_outcome(outcome, by=request.user, reason=reason)

    context = {"outcome": outcome, "form": DeclineForm(sent(request))}
    done = _("Noted. Whoever said so reads how you see it.")
    return fill_in(
        request, "forums/outcome_decline.html", context, save=save, done=done, to=outcome
    )


@members_post("forums:outcome", "key")
def outcome_withdraw(request, key):
    """Take back what one has said. What is gone already is gone."""
    outcome = Outcome.objects.visible_to(request.user).filter(key=key).first()
    if outcome is None:
        return redirect(reverse("home"))
    if not rules.can_withdraw_outcome(request.user, outcome):
        raise PermissionDenied
    return change(request, verbs.withdraw_outcome, outcome, _("Taken back."), to=outcome.project)


def _said(outcome: Outcome) -> str:
    if outcome.is_confirmed:
        return _("Said. Everybody can read it.")
    return _("Said. Those who answer for the project are asked whether it is so.")


def _action(request) -> Action | None:
    """What the address names as the action that led to it. Raises `Http404`."""
    said = request.GET.get("action", "")
    if not said:
        return None
    try:
        key = UUID(said)
    except ValueError:
        raise Http404 from None
    actions = Action.objects.visible_to(request.user).for_lines(request.user)
    return get_object_or_404(actions, key=key)


def _project(request, action: Action | None) -> Project | None:
    """What the address names as the project, or the one that the action serves. Raises
    `Http404`."""
    slug = request.GET.get("project", "") or (action and action.serves and action.serves["slug"])
    if not slug:
        return None
    return get_object_or_404(Project.objects.visible_to(request.user), slug=slug)
