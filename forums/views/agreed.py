"""What was agreed: reading it, answering for it, and saying what became of it."""

from functools import partial

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from forums import rules
from forums.actions import agreed as verbs
from forums.actions import doing, serving
from forums.forms.agreed import ActionFields, DropForm, HandOverForm, ResultForm
from forums.models import Action
from forums.pages.agreed import ActionPage, MyActions
from leeds_leaders.doors import members_post
from leeds_leaders.stamps import kept_for_visitors
from peers.views.between import change, fill_in, sent

ACTION = "forums:action", "key"
MINE = "forums:my-actions"


def _action(request, key) -> Action:
    actions = Action.objects.visible_to(request.user)
    return get_object_or_404(actions.select_related("session", "organisation", "project"), key=key)


def _own_action(request, key) -> Action:
    """One that the viewer says the end of. Raises `PermissionDenied`."""
    action = _action(request, key)
    if not rules.can_do(request.user, action):
        raise PermissionDenied
    return action


@require_safe
@kept_for_visitors("records", "sessions", "peers", "projects")
def action(request, key):
    """One action: who does it, by when, how it stands, and where it came from."""
    actions = Action.objects.visible_to(request.user).for_lines(request.user)
    found = get_object_or_404(actions.select_related("session", "organisation", "project"), key=key)
    context = {"action": found, "page": ActionPage(found, request.user)}
    return render(request, "forums/action.html", context)


@require_safe
@login_required
def my_actions(request):
    """What I do, what I am asked to do, and what is asked of my projects."""
    mine = MyActions(request.user, request.GET)
    return render(request, "forums/actions_mine.html", {"mine": mine, "page": mine.page})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def action_edit(request, key):
    """Who does it, by when, and what it serves; its words stand in the notes."""
    found = _own_action(request, key)
    form = ActionFields(sent(request), viewer=request.user, action=found)

    def save(**said):
        verbs.keep(found, form.agreed(), by=request.user)

    context = {"action": found, "form": form}
    return fill_in(
        request, "forums/action_edit.html", context, save=save, done=_("Saved."), to=found
    )


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def action_done(request, key):
    """It is done."""
    found = _own_action(request, key)
    save = partial(doing.finish, found, by=request.user)
    return _close(request, found, "done", ResultForm(sent(request)), save, _("Done. Thank you."))


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def action_drop(request, key):
    """It is not going to be done."""
    found = _own_action(request, key)
    save = partial(doing.drop, found, by=request.user)
    return _close(request, found, "drop", DropForm(sent(request)), save, _("Dropped."))


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def action_hand_over(request, key):
    """Somebody else goes on with it."""
    found = _own_action(request, key)
    form = HandOverForm(sent(request), viewer=request.user)
    save = partial(doing.hand_over, found, by=request.user)
    done = _("Handed over. Whoever goes on with it is asked.")
    return _close(request, found, "hand_over", form, save, done)


def _close(request, found, step, form, save, done):
    context = {"action": found, "form": form}
    template = f"forums/action_{step}.html"
    return fill_in(request, template, context, save=save, done=done, to=found)


@members_post(*ACTION)
def action_reopen(request, key):
    """It is to be done after all."""
    found = _own_action(request, key)
    return change(request, doing.reopen, found, _("It is to be done again."), to=found)


@members_post(*ACTION)
def action_yes(request, key):
    """I do it."""
    found = _action(request, key)
    return change(request, verbs.say_yes, found, _("Noted: you do it."), to=found)


@members_post(*ACTION)
def action_no(request, key):
    """I do not, or no longer. Then it may be out of sight: a second click finds it gone."""
    found = Action.objects.visible_to(request.user).filter(key=key).first()
    if found is None:
        return redirect(MINE)
    return change(request, verbs.say_no, found, _("Noted: you do not do it."), to=MINE)


@members_post(*ACTION)
def action_serves(request, key):
    """My project says that it is served."""
    return _serve(request, key, serving.confirm_service, _("Noted. Everybody reads so now."))


@members_post(*ACTION)
def action_serves_not(request, key):
    """My project says that it is not."""
    done = _("Noted. Nothing leads from one to the other any more.")
    return _serve(request, key, serving.refuse_service, done)


def _serve(request, key, verb, done):
    found = _action(request, key)
    if not rules.can_say_what_serves(request.user, found):
        raise PermissionDenied
    verb = partial(verb, was=request.POST.get("was", ""))
    return change(request, verb, found, done, to=found)
