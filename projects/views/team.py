"""Who does a project, who answers for it, and how that passes on."""

from functools import partial

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from leeds_leaders.doors import members_post
from leeds_leaders.stamps import kept_for_visitors
from peers.views.between import change, fill_in, sent
from projects import rules
from projects.actions import handing
from projects.actions import team as verbs
from projects.forms.team import AskForm, HandOverForm, LeaveForm, PlaceForm, initial_of
from projects.models import Handover, Project, TeamMember
from projects.pages.team import Team, TeamPage

TEAM = "projects:team", "slug"
INBOX = "notices:inbox"


def _project(request, slug) -> Project:
    seen = Project.objects.visible_to(request.user).with_team(request.user)
    return get_object_or_404(seen.defer("search", "likeness"), slug=slug)


def _own_project(request, slug) -> Project:
    """One that the viewer answers for. Raises `PermissionDenied`."""
    project = _project(request, slug)
    if not rules.can_speak_for(request.user, project):
        raise PermissionDenied
    return project


def _member(request, slug, pk) -> TeamMember:
    """Somebody's place that the viewer may change. Raises `PermissionDenied`."""
    places = TeamMember.objects.visible_to(request.user).now().filter(project__slug=slug)
    member = get_object_or_404(places.select_related("project", "peer"), pk=pk)
    if not rules.can_change_place(request.user, member):
        raise PermissionDenied
    return member


@require_safe
@kept_for_visitors("projects", "words", "peers", "strength")
def team(request, slug):
    """Who does it; for those who answer for it also who is asked, and how it passed on."""
    project = _project(request, slug)
    context = {"project": project, "team": TeamPage(project, request.user)}
    return render(request, "projects/team.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def team_ask(request, slug):
    """Ask somebody into the team."""
    project = _own_project(request, slug)
    form = AskForm(sent(request), viewer=request.user)

    def save(peer, **said):
        verbs.ask(project, peer, form.place(), by=request.user)

    done = _("Asked. They are named once they say yes.")
    return _fill_in(request, "team_ask", project, form, save, done)


@members_post(*TEAM)
def team_yes(request, slug):
    """I am in it."""
    return _change(request, slug, verbs.say_yes, _("Good to have you in the team."))


@members_post(*TEAM)
def team_no(request, slug):
    """Not this time."""
    return _change(request, slug, verbs.say_no, _("Noted. A no is fine."))


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def team_leave(request, slug):
    """Leave it, and answer for it no longer."""
    project = _project(request, slug)
    if not Team(project, request.user).is_in:
        raise PermissionDenied
    is_last = verbs.is_last_lead(project, request.user)
    is_first = project.lead_id == request.user.pk
    form = LeaveForm(sent(request), is_last=is_last, is_first=is_first)
    save = partial(verbs.leave, project, by=request.user)
    return _fill_in(request, "team_leave", project, form, save, _("You have left the team."))


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def team_change(request, slug, pk):
    """What somebody does in it, and whether they answer for it."""
    member = _member(request, slug, pk)
    may_lead = rules.can_speak_for(request.user, member.project)
    may_lead = may_lead and member.peer_id != member.project.lead_id
    form = PlaceForm(sent(request), initial=initial_of(member), may_lead=may_lead)

    def save(**said):
        verbs.change_place(member, form.place(), by=request.user)

    more = {"member": member}
    return _fill_in(request, "team_change", member.project, form, save, _("Saved."), **more)


@members_post(*TEAM)
def team_remove(request, slug, pk):
    """Take somebody out of the team, or an ask back. A second click finds them gone."""
    project = _own_project(request, slug)
    member = get_object_or_404(TeamMember.objects.visible_to(request.user), pk=pk, project=project)
    return change(request, verbs.remove, member, _("Taken out."), to=_team_of(project))


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def hand_over(request, slug):
    """Ask somebody to answer for it in one's place."""
    project = _own_project(request, slug)
    form = HandOverForm(sent(request), viewer=request.user)
    save = partial(handing.hand_over, project, by=request.user)
    done = _("Asked. It stays yours until they say yes.")
    return _fill_in(request, "handover", project, form, save, done)


@members_post(INBOX)
def handover_accept(request, pk):
    """I take it on."""
    done = _("Thank you for taking it on. See whether its words and its contact still hold.")
    return _answer(request, pk, rules.can_answer_handover, handing.accept, done)


@members_post(INBOX)
def handover_decline(request, pk):
    """I cannot take it on."""
    done = _("Noted. A no is fine.")
    return _answer(request, pk, rules.can_answer_handover, handing.decline, done)


@members_post(INBOX)
def handover_withdraw(request, pk):
    """It stays with me."""
    done = _("Taken back. It stays yours.")
    return _answer(request, pk, rules.can_take_handover_back, handing.withdraw, done)


def _answer(request, pk, rule, verb, done):
    seen = Handover.objects.visible_to(request.user).select_related("project")
    handover = get_object_or_404(seen, pk=pk)
    if not rule(request.user, handover):
        raise PermissionDenied
    return change(request, verb, handover, done, to=_team_of(handover.project))


def _change(request, slug, verb, done):
    project = _project(request, slug)
    return change(request, verb, project, done, to=_team_of(project))


def _fill_in(request, name, project, form, save, done, **more):
    context = {"project": project, "form": form, **more}
    template = f"projects/{name}.html"
    return fill_in(request, template, context, save=save, done=done, to=_team_of(project))


def _team_of(project: Project) -> str:
    return reverse("projects:team", args=[project.slug])
