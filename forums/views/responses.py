"""Answering: perspectives, items of notes, sessions, and each other."""

from functools import partial

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from forums import rules
from forums.actions import responses as verbs
from forums.forms.writing import MeantForm, ResponseForm
from forums.models import Note, Perspective, Response, Session
from forums.pages.threads import place_of
from leeds_leaders.doors import members_post
from leeds_leaders.errors import Refused
from peers.views.between import change, fill_in, sent

FORM = "forums/response_form.html"
PAGE = "forums:response"


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def perspective_respond(request, slug):
    """Answer what somebody wrote."""
    found = Perspective.objects.visible_to(request.user).select_related("author")
    return _respond(request, get_object_or_404(found, slug=slug))


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def note_respond(request, slug, pk):
    """What does an item of the notes mean?"""
    found = Note.objects.visible_to(request.user).select_related("record__session")
    return _respond(request, get_object_or_404(found, record__session__slug=slug, pk=pk))


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def session_respond(request, slug):
    """Talk on until the next session."""
    return _respond(request, get_object_or_404(Session.objects.visible_to(request.user), slug=slug))


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def response_reply(request, pk):
    """Answer an answer."""
    response = _response(request, pk)
    if _seen(response.about, request.user) is None:
        raise Http404
    if response.is_withdrawn or not response.is_live:
        raise PermissionDenied
    return _say(request, response, response.about, verbs.reply)


def _respond(request, target) -> HttpResponse:
    return _say(request, target, target, verbs.respond)


def _say(request, answered, about, verb) -> HttpResponse:
    """The form for an answer, or the place in the thread where it stands."""
    if not rules.can_respond(request.user, about):
        raise PermissionDenied
    form = ResponseForm.on(answered, request.user, sent(request))
    if form.is_bound and form.is_valid():
        try:
            key = form.cleaned_data.pop("key")
            said = verbs.Said(**form.cleaned_data)
            response = verb(answered, said, by=request.user, key=key)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            if not response.is_live:
                messages.info(request, _("Others read it as soon as a moderator has."))
            return redirect(place_of(response))
    context = {"form": form, "about": about, "answered": answered}
    return render(request, FORM, context, status=422 if form.errors else 200)


@require_safe
def response(request, pk):
    """One answer with what can be done about it."""
    response = _response(request, pk)
    peer = request.user
    about = _seen(response.about, peer)
    context = {
        "response": response,
        "about": about,
        "thread_url": place_of(response) if about else "",
        "is_own": peer.is_authenticated and response.author_id == peer.pk,
        "can_change": rules.can_change_response(peer, response),
        "can_judge": peer.is_authenticated and rules.can_judge_heard(peer, response),
        "can_reply": about and response.is_live and rules.can_respond(peer, about),
    }
    return render(request, "forums/response.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def response_edit(request, pk):
    """Say it in other words, while it is fresh."""
    response = _response(request, pk)
    if not rules.can_change_response(request.user, response):
        raise PermissionDenied

    def save(key, **said):
        verbs.change(response, verbs.Said(**said), by=request.user)

    first = {name: getattr(response, name) for name in ("words", "is_unnamed", "heard")}
    says_back = rules.can_say_back(request.user, response)
    form = ResponseForm(sent(request), says_back=says_back, initial=first)
    context = {"form": form, "response": response, "about": _seen(response.about, request.user)}
    return fill_in(request, FORM, context, save=save, done=_("Saved."), to=response)


@members_post(PAGE, "pk")
def response_withdraw(request, pk):
    """Take back what one said. What is gone already is gone."""
    response = Response.objects.visible_to(request.user).with_thread().filter(pk=pk).first()
    if response is None:
        return redirect("forums:my-perspectives")
    if response.is_withdrawn:
        return redirect(response.about)
    if response.author_id != request.user.pk:
        raise PermissionDenied
    to = _seen(response.about, request.user) or "forums:my-perspectives"
    return change(request, verbs.withdraw, response, _("Taken back."), to=to)


@members_post(PAGE, "pk")
def heard_confirm(request, pk):
    """Yes, that is what I meant."""
    response = _judged(request, pk)
    confirm = partial(verbs.confirm_heard, read=request.POST.get("read", ""))
    return change(request, confirm, response, _("Confirmed."), to=response)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def heard_mend(request, pk):
    """No: this is what I meant."""
    response = _judged(request, pk)
    form = MeantForm(sent(request), initial={"meant": response.meant})
    read = request.POST.get("read", "")
    save = partial(verbs.mend_heard, response, by=request.user, read=read)
    context = {"form": form, "response": response}
    template = "forums/response_mend.html"
    return fill_in(request, template, context, save=save, done=_("Saved."), to=response)


def _response(request, pk) -> Response:
    found = Response.objects.visible_to(request.user).with_author(request.user).with_thread()
    return get_object_or_404(found, pk=pk)


def _judged(request, pk) -> Response:
    """One that says back what the viewer is said to have said. Raises `PermissionDenied`."""
    response = _response(request, pk)
    if not rules.can_judge_heard(request.user, response):
        raise PermissionDenied
    return response


def _seen(about, viewer):
    """What a thread is about, where the viewer may read it: one's own answers stay one's own, but
    what they answered may be hidden since, or its session be closed."""
    if isinstance(about, Session) and not rules.can_talk_between(viewer, about):
        return None
    return type(about).objects.visible_to(viewer).filter(pk=about.pk).first() and about
