"""What a session talks about: bringing, supporting, choosing."""

from functools import partial

from django.contrib.auth.decorators import login_required
from django.core.exceptions import BadRequest, PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from forums import rules
from forums.actions import agenda as verbs
from forums.choices import AgendaState
from forums.forms.agenda import (
    MoveForm,
    NewProposalForm,
    ProposalForm,
    SetAsideForm,
    initial_of,
)
from forums.models import AgendaItem, Booking, Session
from leeds_leaders.doors import members_post
from leeds_leaders.paging import page_of
from peers.views.between import change, fill_in, sent

PER_PAGE = 40
AGENDA = "forums:agenda"
UP, DOWN = -1, 1


def _session(request, slug) -> Session:
    return get_object_or_404(Session.objects.visible_to(request.user), slug=slug)


def _item(request, slug, pk) -> AgendaItem:
    items = AgendaItem.objects.visible_to(request.user).select_related("session")
    return get_object_or_404(items, session__slug=slug, pk=pk)


def _arranged_item(request, slug, pk) -> AgendaItem:
    """One of a session that the viewer arranges. Raises `PermissionDenied`."""
    item = _item(request, slug, pk)
    if not rules.can_edit(request.user, item.session):
        raise PermissionDenied
    return item


@require_safe
def agenda(request, slug):
    """What is on the agenda, and to members what is proposed, with what each may do there."""
    session = _session(request, slug)
    arranges = rules.can_edit(request.user, session)
    items = AgendaItem.objects.visible_to(request.user).filter(session=session)
    items = items.with_proposer(request.user, keeps=arranges).with_support()
    items = items.supported_by(request.user).in_order()
    proposed = items.filter(state=AgendaState.PROPOSED)
    context = {
        "session": session,
        "chosen": items.filter(state=AgendaState.CHOSEN),
        "page": page_of(request.GET, proposed, size=PER_PAGE),
        "set_aside": items.filter(state=AgendaState.SET_ASIDE),
        "can_propose": rules.can_propose(request.user, session),
        "arranges": arranges and session.takes_proposals,
    }
    return render(request, "forums/agenda.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def propose(request, slug):
    """Bring something to a session that one goes to."""
    session = _session(request, slug)
    if not rules.can_propose(request.user, session):
        raise PermissionDenied

    def save(key, **said):
        verbs.propose_item(session, verbs.Proposal(**said), by=request.user, key=key)

    context = {
        "session": session,
        "form": NewProposalForm(sent(request)),
        "booking": Booking.objects.visible_to(request.user).of(request.user, session),
    }
    done = _("Proposed. Those who come can support it, and the organisers choose.")
    to = reverse(AGENDA, args=[slug])
    return fill_in(request, "forums/agenda_form.html", context, save=save, done=done, to=to)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def item_edit(request, slug, pk):
    """Say in other words what one has brought."""
    item = _item(request, slug, pk)
    if not rules.can_change_item(request.user, item):
        raise PermissionDenied

    def save(**said):
        verbs.change_item(item, verbs.Proposal(**said), by=request.user)

    form = ProposalForm(sent(request), initial=initial_of(item))
    context = {"session": item.session, "item": item, "form": form}
    return fill_in(
        request, "forums/agenda_form.html", context, save=save, done=_("Saved."), to=item
    )


@members_post(AGENDA, "slug")
def item_withdraw(request, slug, pk):
    """Take back what one has brought. What is gone already is gone."""
    session = _session(request, slug)
    item = AgendaItem.objects.visible_to(request.user).filter(session=session, pk=pk).first()
    to = reverse(AGENDA, args=[slug])
    if item is None:
        return redirect(to)
    if item.proposed_by_id != request.user.pk:
        raise PermissionDenied
    return change(request, verbs.withdraw_item, item, _("Withdrawn."), to=to)


@members_post(AGENDA, "slug")
def item_support(request, slug, pk):
    """I would like it, too."""
    item = _item(request, slug, pk)
    if not rules.can_propose(request.user, item.session):
        raise PermissionDenied
    return change(request, verbs.support, item, _("You support it."), to=item)


@members_post(AGENDA, "slug")
def item_unsupport(request, slug, pk):
    """I support it no longer."""
    item = _item(request, slug, pk)
    done = _("You do not support it any more.")
    return change(request, verbs.stop_supporting, item, done, to=item)


def _arrange(request, slug, pk, verb, done):
    item = _arranged_item(request, slug, pk)
    return change(request, verb, item, done, to=item)


@members_post(AGENDA, "slug")
def item_choose(request, slug, pk):
    """Put it on the agenda."""
    return _arrange(request, slug, pk, verbs.choose_item, _("It is on the agenda."))


@members_post(AGENDA, "slug")
def item_put_back(request, slug, pk):
    """Among the proposals again."""
    done = _("It is among the proposals again.")
    return _arrange(request, slug, pk, verbs.put_item_back, done)


@members_post(AGENDA, "slug")
def item_mark(request, slug, pk):
    """It comes from the community, and so stands first."""
    verb = partial(verbs.mark_item, is_community_raised=True)
    return _arrange(request, slug, pk, verb, _("Marked as raised by the community."))


@members_post(AGENDA, "slug")
def item_unmark(request, slug, pk):
    """It does not come from the community."""
    verb = partial(verbs.mark_item, is_community_raised=False)
    return _arrange(request, slug, pk, verb, _("No longer marked as raised by the community."))


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def item_set_aside(request, slug, pk):
    """Not this time, with the reason."""
    item = _arranged_item(request, slug, pk)
    context = {"item": item, "session": item.session, "form": SetAsideForm(sent(request))}
    save = partial(verbs.set_item_aside, item, by=request.user)
    done = _("Set aside. Whoever brought it can read why.")
    return fill_in(request, "forums/agenda_set_aside.html", context, save=save, done=done, to=item)


def _move(request, slug, pk, steps):
    item = _arranged_item(request, slug, pk)
    form = MoveForm(request.POST)
    if not form.is_valid():
        raise BadRequest(_("Please move it on the page of the agenda."))
    verb = partial(verbs.move_item, steps=steps, was=form.cleaned_data["place"])
    return change(request, verb, item, _("Moved."), to=item)


@members_post(AGENDA, "slug")
def item_up(request, slug, pk):
    """One place up, among its kin."""
    return _move(request, slug, pk, UP)


@members_post(AGENDA, "slug")
def item_down(request, slug, pk):
    """One place down, among its kin."""
    return _move(request, slug, pk, DOWN)
