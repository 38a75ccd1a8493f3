"""Public bodies that citizens' projects call in."""

from functools import partial

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from leeds_leaders.doors import members_post
from leeds_leaders.moderation.actions import words_on_waiting
from leeds_leaders.stamps import kept_for_visitors
from peers.views.between import change, fill_in, sent
from projects import rules
from projects.actions import invitations as verbs
from projects.choices import Invited
from projects.forms.invitations import AnswerForm, InviteForm
from projects.models import Invitation
from projects.views.interest import own_project

INVITATION = "projects:invitation", "key"


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def invite(request, slug):
    """Call a public body in."""
    project = own_project(request, slug)
    if not rules.can_call_in(request.user, project):
        raise PermissionDenied
    form = InviteForm(sent(request), viewer=request.user)
    save = partial(verbs.invite, project, by=request.user)
    context = {"project": project, "form": form}
    done = _("Invited. The invitation stands on your project's page, and so will the answer.")
    return fill_in(
        request,
        "projects/invite.html",
        context,
        save=save,
        done=lambda made: words_on_waiting(made) or done,
        to=project,
    )


def _invitation(request, key) -> Invitation:
    seen = Invitation.objects.visible_to(request.user).of_known(request.user)
    return get_object_or_404(seen.select_related("project", "organisation"), key=key)


@require_safe
@kept_for_visitors("projects", "peers", "strength")
def invitation(request, key):
    """Who was called into what, by when, and what they said."""
    found = _invitation(request, key)
    context = {
        "invitation": found,
        "project": found.project,
        "can_answer": rules.can_answer_invitation(request.user, found),
        "can_withdraw": found.state == Invited.WAITING
        and rules.can_speak_for(request.user, found.project),
    }
    return render(request, "projects/invitation.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def invitation_answer(request, key):
    """Answer for the public body, or write down what it answered on another way."""
    found = _invitation(request, key)
    if not rules.can_answer_invitation(request.user, found):
        raise PermissionDenied
    given = {"state": found.state, "answer": found.answer}
    form = AnswerForm(sent(request), initial=given)
    context = {
        "invitation": found,
        "project": found.project,
        "form": form,
        "is_keeper": found.organisation.keeper_id == request.user.pk,
    }
    save = partial(verbs.answer, found, by=request.user)
    template = "projects/invitation_answer.html"
    return fill_in(request, template, context, save=save, done=_("Saved."), to=found)


@members_post(*INVITATION)
def invitation_withdraw(request, key):
    """Take an invitation back."""
    found = _invitation(request, key)
    if not rules.can_speak_for(request.user, found.project):
        raise PermissionDenied
    return change(request, verbs.withdraw, found, _("Taken back."), to=found.project)
