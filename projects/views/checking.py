"""Is it still going? Asked of those who answer for a project, who may answer by a mailed link."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from leeds_leaders.doors import for_holders_of_a_link
from leeds_leaders.errors import Refused
from peers.views.between import sent
from projects import rules
from projects.actions import checking
from projects.choices import StillGoing
from projects.forms.checking import AnswerForm
from projects.models import Project, YearlyAsk

PAGE, SAID = "projects/still_going.html", "projects/still_going_said.html"


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def still_going(request, slug):
    """Three answers, each a button."""
    project = get_object_or_404(Project.objects.visible_to(request.user), slug=slug)
    if not rules.can_say_how_it_goes(request.user, project):
        raise PermissionDenied
    form = AnswerForm(sent(request))
    if said := _said(form, project, by=request.user):
        messages.success(request, said)
        has_changed = form.cleaned_data["answer"] == StillGoing.CHANGED
        return redirect("projects:edit", slug) if has_changed else redirect(project)
    return _page(request, project, form)


@require_http_methods(["GET", "HEAD", "POST"])
@for_holders_of_a_link
def still_going_by_link(request, token):
    """The same for whoever holds the mailed link, without signing in, until somebody answers."""
    found = YearlyAsk.objects.of_token(token)
    if found is None:
        return render(request, SAID, {"ask": None}, status=404)
    ask, peer = found
    if not rules.can_say_how_it_goes(peer, ask.project):
        return render(request, SAID, {"ask": None}, status=410)
    if ask.answered_at:
        return render(request, SAID, {"ask": ask}, status=410)
    form = AnswerForm(sent(request))
    if said := _said(form, ask.project, by=peer):
        return render(request, SAID, {"ask": ask, "said": said})
    return _page(request, ask.project, form)


def _said(form: AnswerForm, project: Project, *, by) -> str:
    """What to say once an answer is kept; nothing where there is none, or it was refused."""
    if not (form.is_bound and form.is_valid()):
        return ""
    answer = form.cleaned_data["answer"]
    try:
        if answer == StillGoing.ENDED:
            checking.say_ended(project, by=by, **form.ending)
        else:
            checking.say_going(project, by=by, has_changed=answer == StillGoing.CHANGED)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return ""
    return str(_SAID[StillGoing(answer)])


def _page(request, project: Project, form: AnswerForm):
    status = 422 if form.errors else 200
    return render(request, PAGE, {"project": project, "form": form}, status=status)


_SAID = {
    StillGoing.GOING: _("Thank you. It is good to know that it goes on."),
    StillGoing.CHANGED: _("Thank you. What has changed can be written down at once."),
    StillGoing.ENDED: _("Thank you. It stays to be read, and so does what others can learn."),
}
