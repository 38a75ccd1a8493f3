"""Belonging to associations: joining, inviting, answering, leaving, keeping."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from leeds_leaders.doors import members_post
from peers.views.between import change, fill_in, sent
from projects import rules
from projects.actions import associations as keeping
from projects.actions import memberships as verbs
from projects.forms.associations import InviteForm, JoinForm
from projects.models import Association, Membership
from projects.views.associations import ONE, kept, visible

LIST = "projects:associations"


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def association_join(request, slug):
    """Join, or let what one answers for join. The button on the page of an association sends this
    form with `who=me`: one step."""
    association = visible(request, slug)
    if not rules.can_join(request.user, association):
        raise PermissionDenied
    form = JoinForm(
        sent(request), association=association, viewer=request.user, initial={"who": "me"}
    )

    def save(**said):
        verbs.join(association, *form.joining(), by=request.user)

    done = _("Done: welcome.") if association.is_open else _("Asked. You will be told.")
    context = {"association": association, "form": form}
    template = "projects/association_join.html"
    return fill_in(request, template, context, save=save, done=done, to=association)


@members_post(*ONE)
def association_leave(request, slug):
    """Belong to it no longer; a second click finds it done."""
    association = visible(request, slug)
    mine = association.memberships.filter(peer=request.user).first()
    if mine is None:
        return redirect(association)
    return change(request, verbs.end, mine, _("You do not belong to it any more."), to=association)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def association_invite(request, slug):
    """Ask people, associations, organisations and projects to join."""
    association = kept(request, slug)
    form = InviteForm(sent(request), association=association, viewer=request.user)

    def save(**said):
        verbs.invite_all(association, form.invited(), by=request.user)

    context = {"association": association, "form": form}
    template = "projects/association_invite.html"
    done = _("Asked. Each says yes or no.")
    return fill_in(request, template, context, save=save, done=done, to=association)


def _membership(request, pk) -> Membership:
    """A membership by its door, of which the viewer is one side. Raises `PermissionDenied`."""
    seen = Membership.objects.visible_to(request.user).select_related("association")
    membership = get_object_or_404(seen, pk=pk)
    is_theirs = Membership.objects.answered_for_by(request.user).filter(pk=pk).exists()
    kept_here = Association.objects.kept_by(request.user)
    if not is_theirs and not kept_here.filter(pk=membership.association_id).exists():
        raise PermissionDenied
    return membership


def _back(request, membership: Membership):
    """Where a button leads: the association, unless it is out of sight for its member."""
    seen = Association.objects.visible_to(request.user)
    is_seen = seen.filter(pk=membership.association_id).exists()
    return membership.association if is_seen else LIST


def _answer(request, pk, verb, done):
    membership = _membership(request, pk)
    return change(request, verb, membership, done, to=_back(request, membership))


@members_post(LIST)
def membership_accept(request, pk):
    """Yes, from the side that was asked."""
    return _answer(request, pk, verbs.accept, _("Agreed: they belong together now."))


@members_post(LIST)
def membership_decline(request, pk):
    """No, from the side that was asked."""
    return _answer(request, pk, verbs.decline, _("Noted. You are not asked again."))


@members_post(LIST)
def membership_end(request, pk):
    """Leave, let go, or take back what one asked; a second click finds it gone."""
    if not Membership.objects.visible_to(request.user).filter(pk=pk).exists():
        return redirect(LIST)
    return _answer(request, pk, verbs.end, _("Done."))


@members_post(LIST)
def keeper_ask(request, pk):
    """Ask somebody who belongs to it to answer for it too."""
    membership = _membership(request, pk)
    kept_here = Association.objects.kept_by(request.user)
    if not kept_here.filter(pk=membership.association_id).exists():
        raise PermissionDenied
    done = _("Asked. They say yes or no.")
    return change(request, keeping.ask_to_keep, membership, done, to=membership.association)


def _own(request, pk) -> Membership:
    """The viewer's own membership. Raises `PermissionDenied` for that of somebody else."""
    membership = _membership(request, pk)
    if membership.peer_id != request.user.pk:
        raise PermissionDenied
    return membership


@members_post(LIST)
def keeper_yes(request, pk):
    """I answer for it too."""
    membership = _own(request, pk)
    done = _("You answer for it now. Thank you.")
    return change(request, keeping.agree_to_keep, membership, done, to=membership.association)


@members_post(LIST)
def keeper_no(request, pk):
    """I would rather not."""
    membership = _own(request, pk)
    return change(
        request, keeping.refuse_to_keep, membership, _("Noted."), to=membership.association
    )
