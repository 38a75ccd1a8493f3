"""Arranging sessions: propose, change, publish, call off, do it once more."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from forums import actions, rules
from forums.actions.details import seal_of
from forums.errors import OutOfDate, TooFewPlaces
from forums.forms.sessions import DayForm, HeldForm, PartForm, ReasonForm, SessionForm, initial_of
from forums.models import Session
from forums.pages.clashes import clashes_of
from forums.views.doors import own_session
from leeds_leaders.doors import members_post
from leeds_leaders.errors import Refused
from peers.views.between import sent

ORGANISE = "forums:organise"
BREAKFAST = {"begins": "08:00", "ends": "09:30"}


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def session_new(request):
    """Propose a session; organisers can publish it at once."""
    initial = {**BREAKFAST, "hosts": [request.user.slug]}
    form = SessionForm(sent(request), viewer=request.user, initial=initial)
    return _written(request, form, lambda: actions.propose(form.details(), by=request.user))


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def part_new(request, slug):
    """Add a part to a session, which is a conference from then on."""
    whole = own_session(request, slug)
    if whole.parent_id:
        raise Http404
    form = PartForm(sent(request), viewer=request.user, whole=whole)

    def propose() -> Session:
        return actions.propose(form.details(), by=request.user, parent=whole)

    return _written(request, form, propose, whole=whole)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def session_edit(request, slug):
    """Change a session. People who come are told of another time or place once it has settled."""
    session = own_session(request, slug)
    shown: dict[str, Any] = {"viewer": request.user, "session": session}
    initial = initial_of(session, viewer=request.user)
    form: HeldForm = (
        PartForm(sent(request), initial=initial, whole=session.parent, **shown)
        if session.parent
        else SessionForm(sent(request), initial=initial, **shown)
    )

    def change() -> Session:
        return actions.change(
            session, form.details(), by=request.user, and_following=form.and_following,
            let_last_wait="let_last_wait" in request.POST, seen=request.POST.get("seen", ""),
        )  # fmt: skip

    return _written(request, form, change, session=session, whole=session.parent)


def _written(request, form: HeldForm, save: Callable[[], Session], *, session=None, whole=None):
    """The page of a session's form, or the session's own page once it is saved. What it gets in
    the way of is pointed out first; whoever has read that saves it all the same."""
    context: dict[str, Any] = {
        "form": form, "session": session, "whole": whole,
        "can_publish": rules.is_organiser(request.user) and session is None and whole is None,
        "seen": request.POST.get("seen") or (seal_of(session) if session else ""),
    }  # fmt: skip
    if form.is_bound and form.is_valid():
        clashes = clashes_of(form.details(), request.user, session=session, whole=whole)
        if "\n".join(clashes) == request.POST.get("clashes_read", "").replace("\r\n", "\n"):
            try:
                saved = save()
            except TooFewPlaces as refusal:
                form.add_error("capacity", str(refusal))
                context["asks_to_wait"] = True
            except OutOfDate as refusal:
                form.add_error(None, str(refusal))
                session.refresh_from_db()
                context["seen"] = seal_of(session)
            except Refused as refusal:
                form.add_error(None, str(refusal))
            else:
                return _saved(request, saved, is_new=session is None)
        context["clashes"] = clashes
    return render(request, "forums/form.html", context, status=422 if form.is_bound else 200)


def _saved(request, session: Session, *, is_new: bool):
    """Published if an organiser wants it so; then on to who comes."""
    if "publish" in request.POST and rules.is_organiser(request.user):
        return _move(request, session, actions.publish, _("Published. Everybody can see it."))
    words = _("Written down. Only you and the organisers see it so far.") if is_new else _("Saved.")
    messages.success(request, words)
    return redirect(ORGANISE, session.slug)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def session_duplicate(request, slug):
    """The same once more on another day, as a draft."""
    session = own_session(request, slug)
    if session.parent_id:
        raise Http404
    form = DayForm(sent(request))
    if form.is_bound and form.is_valid():
        try:
            again = actions.duplicate(session, form.cleaned_data["day"], by=request.user)
        except Refused as refusal:
            form.add_error("day", str(refusal))
        else:
            messages.success(request, _("Here it is once more, as a draft. Change what differs."))
            return redirect("forums:edit", again.slug)
    context = {"session": session, "form": form}
    return render(request, "forums/duplicate.html", context, status=422 if form.is_bound else 200)


def _move(request, session: Session, verb: Callable, done: str, **more):
    """Do what a button says, and say so or why not."""
    try:
        verb(session, by=request.user, **more)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)
    return redirect(ORGANISE, session.slug)


def _for_organisers(request) -> None:
    if not rules.is_organiser(request.user):
        raise PermissionDenied


@members_post(ORGANISE, "slug")
def session_publish(request, slug):
    """Put a session before everybody."""
    session = own_session(request, slug)
    _for_organisers(request)
    done = _("Published. Everybody can see it and answer.")
    return _move(request, session, actions.publish, done)


@members_post(ORGANISE, "slug")
def session_take_back(request, slug):
    """Make a draft again of a session that nobody has answered."""
    session = own_session(request, slug)
    _for_organisers(request)
    return _move(request, session, actions.take_back, _("A draft again. Others do not see it."))


@members_post(ORGANISE, "slug")
def session_cancel(request, slug):
    """Call a session off, with the reason."""
    session = own_session(request, slug)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Please say why, so that people can be told."))
        return redirect(ORGANISE, slug)
    done = _("Called off. Whoever was coming gets a mail.")
    return _move(request, session, actions.cancel, done, **form.cleaned_data)


@members_post(ORGANISE, "slug")
def session_held(request, slug):
    """It took place."""
    session = own_session(request, slug)
    return _move(request, session, actions.mark_held, _("Noted: it took place."))


@members_post(ORGANISE, "slug")
def session_discard(request, slug):
    """Throw a draft away."""
    session = own_session(request, slug)
    try:
        actions.discard(session, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect(ORGANISE, slug)
    messages.success(request, _("Thrown away."))
    return redirect("forums:list")
