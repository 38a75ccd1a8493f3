"""Arranging sessions: propose, change, publish, call off, and who comes."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from forums import actions, rules
from forums.errors import TooFewPlaces
from forums.forms.sessions import ReasonForm, SessionForm, initial_of
from forums.models import Session
from leeds_leaders.errors import Refused


def _own(request, slug) -> Session:
    session = get_object_or_404(Session.objects.visible_to(request.user), slug=slug)
    if not rules.can_edit(request.user, session):
        raise PermissionDenied
    return session


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def session_new(request):
    """Propose a session; organisers publish it."""
    form = SessionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        session = actions.propose(form.details(), by=request.user)
        messages.success(request, _("Written down. Only you and the organisers see it so far."))
        return redirect("forums:organise", session.slug)
    status = 422 if request.method == "POST" else 200
    return render(request, "forums/form.html", {"form": form}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def session_edit(request, slug):
    """Change a session. People who come are told of another time or place once it has settled."""
    session = _own(request, slug)
    context: dict[str, Any] = {"session": session}
    if request.method != "POST":
        form = SessionForm(initial=initial_of(session), session=session)
        return render(request, "forums/form.html", {**context, "form": form})
    form = SessionForm(request.POST, session=session)
    if form.is_valid():
        try:
            actions.change(
                session, form.details(), by=request.user,
                let_last_wait="let_last_wait" in request.POST,
            )  # fmt: skip
        except TooFewPlaces as refusal:
            form.add_error("capacity", str(refusal))
            context["asks_to_wait"] = True
        else:
            messages.success(request, _("Saved."))
            return redirect("forums:organise", slug)
    return render(request, "forums/form.html", {**context, "form": form}, status=422)


@require_safe
@login_required
def session_organise(request, slug):
    """Who goes and who waits, and what can be done with the session."""
    session = _own(request, slug)
    context = {
        "session": session,
        "bookings": session.bookings.with_a_turn().select_related("peer"),
        "can_publish": rules.can_publish(request.user, session),
        "reason_form": ReasonForm(),
    }
    return render(request, "forums/organise.html", context)


def _move(request, slug, verb, done, **more):
    session = _own(request, slug)
    try:
        verb(session, by=request.user, **more)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)
    return redirect("forums:organise", slug)


@require_POST
@login_required
def session_publish(request, slug):
    """Put a session before everybody."""
    if not rules.is_organiser(request.user):
        raise PermissionDenied
    return _move(request, slug, actions.publish, _("Published. Everybody can see it and answer."))


@require_POST
@login_required
def session_cancel(request, slug):
    """Call a session off, with the reason."""
    form = ReasonForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Please say why, so that people can be told."))
        return redirect("forums:organise", slug)
    done = _("Called off. Whoever was coming gets a mail.")
    return _move(request, slug, actions.cancel, done, reason=form.cleaned_data["reason"])


@require_POST
@login_required
def session_held(request, slug):
    """It took place."""
    return _move(request, slug, actions.mark_held, _("Noted: it took place."))
