"""What people write at length: reading it, writing it, publishing it, the sources it cites."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from forums import rules
from forums.actions import perspectives as verbs
from forums.actions.gleaning import questions_in
from forums.choices import ReadBy
from forums.errors import WrittenMeanwhile
from forums.forms.writing import (
    ChangedPerspectiveForm,
    KindForm,
    NewPerspectiveForm,
    QuestionsForm,
    ResponseForm,
    initial_of,
)
from forums.models import Citation, Perspective, Question, Response, Session
from forums.pages.sources import with_perspectives
from leeds_leaders.doors import members_post
from leeds_leaders.errors import Refused
from leeds_leaders.paging import page_of
from leeds_leaders.stamps import kept_for_visitors
from peers.views.between import change, fill_in, sent

PER_PAGE = 20
SOURCES_PER_PAGE = 50
FORM = "forums/perspective_form.html"
MINE, PAGE, QUESTIONS = (
    "forums:my-perspectives", "forums:perspective", "forums:perspective-questions",
)  # fmt: skip


def _own(request, slug) -> Perspective:
    """One that the viewer wrote. Raises `Http404`, and `PermissionDenied` for those of others."""
    found = Perspective.objects.visible_to(request.user).select_related("session")
    perspective = get_object_or_404(found, slug=slug)
    if not rules.can_change_perspective(request.user, perspective):
        raise PermissionDenied
    return perspective


@require_safe
@kept_for_visitors("records", "sessions", "peers")
def perspectives(request):
    """What was written, newest first."""
    kind = KindForm.kind_of(request.GET)
    found = Perspective.objects.visible_to(request.user).published().of_kind(kind)
    found = found.with_author(request.user).with_session(request.user).with_responses()
    context = {
        "page": page_of(request.GET, found, size=PER_PAGE),
        "kind": kind,
        "query": f"kind={kind}&" if kind else "",
    }
    return render(request, "forums/perspective_list.html", context)


@require_safe
@kept_for_visitors("records", "sessions", "peers")
def perspective(request, slug):
    """One of them, what it asks, and what was answered."""
    found = Perspective.objects.visible_to(request.user)
    found = found.with_author(request.user).with_session(request.user)
    perspective = get_object_or_404(found, slug=slug)
    questions = Question.objects.visible_to(request.user).filter(perspective=perspective)
    context = {
        "perspective": perspective,
        "questions": questions.order_by("asked_at", "pk"),
        "is_own": rules.can_change_perspective(request.user, perspective),
    }
    if rules.can_respond(request.user, perspective):
        context["form"] = ResponseForm.on(perspective, request.user)
    return render(request, "forums/perspective.html", context)


@require_safe
@login_required
def my_perspectives(request):
    """What I wrote, drafts first; and who waits for my word on what they heard me say."""
    own = Perspective.objects.visible_to(request.user).filter(author=request.user)
    own = own.with_session(request.user).with_responses().drafts_first()
    heard = Response.objects.visible_to(request.user).to_confirm(request.user)
    context = {
        "page": page_of(request.GET, own, size=PER_PAGE),
        "heard": heard.with_thread().in_order(),
    }
    return render(request, "forums/perspective_mine.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def perspective_new(request):
    """Write something down, for oneself at first."""
    about = _session_asked_for(request)
    is_closed = about is not None and about.is_closed

    def save(key, **said):
        return verbs.write(verbs.Writing(**said), by=request.user, key=key)

    first = {"session": about, "read_by": ReadBy.CAME if is_closed else ReadBy.MEMBERS}
    form = NewPerspectiveForm(sent(request), peer=request.user, about=about, initial=first)
    return _write(request, {"form": form, "about": about, "is_closed": is_closed}, save)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def perspective_edit(request, slug):
    """Say it in other words."""
    perspective = _own(request, slug)

    def save(revision, **said):
        writing = verbs.Writing(**said)
        return verbs.change(perspective, writing, revision=revision, by=request.user)

    form = ChangedPerspectiveForm(
        sent(request),
        peer=request.user,
        about=perspective.session,
        initial=initial_of(perspective),
    )
    return _write(request, {"form": form, "perspective": perspective}, save)


def _write(request: HttpRequest, context: dict, save: Callable[..., Perspective]) -> HttpResponse:
    """The page with its form, both texts side by side where somebody changed it meanwhile, or the
    way on once it is saved, and published if that is the button."""
    form = context["form"]
    if form.is_bound and form.is_valid():
        try:
            saved = save(**form.cleaned_data)
            return _publish(request, saved) if "publish" in request.POST else _saved(request, saved)
        except WrittenMeanwhile as refusal:
            form.add_error(None, str(refusal))
            context["meanwhile"] = Perspective.objects.visible_to(request.user).get(
                pk=context["perspective"].pk
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
    return render(request, FORM, context, status=422 if form.errors else 200)


def _saved(request, perspective: Perspective) -> HttpResponse:
    messages.success(request, _("Saved."))
    return redirect(perspective)


def _publish(request, perspective: Perspective) -> HttpResponse:
    """Publish it; its author is asked which of its questions are for the register. Raises
    `NotSaid`."""
    perspective = verbs.publish(perspective, by=request.user)
    if not perspective.is_live:
        messages.info(request, _("Published as soon as a moderator has read it."))
    else:
        messages.success(request, _("Published."))
        if questions_in(perspective.words):
            return redirect(QUESTIONS, perspective.slug)
    return redirect(perspective)


@members_post(PAGE, "slug")
def perspective_publish(request, slug):
    """Let others read it."""
    perspective = _own(request, slug)
    try:
        return _publish(request, perspective)
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect(perspective)


@members_post(PAGE, "slug")
def perspective_withdraw(request, slug):
    """Make a draft of it again."""
    perspective = _own(request, slug)
    done = _("It is a draft again: only you read it.")
    return change(request, verbs.withdraw, perspective, done, to=perspective)


@members_post(MINE)
def perspective_discard(request, slug):
    """Throw a draft away. What is gone already is gone."""
    own = Perspective.objects.visible_to(request.user).filter(slug=slug).first()
    if own is None:
        return redirect(MINE)
    if not rules.can_change_perspective(request.user, own):
        raise PermissionDenied
    return change(request, verbs.discard, own, _("Thrown away."), to=MINE)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def perspective_questions(request, slug):
    """Which of the questions that it asks are for the register?"""
    perspective = _own(request, slug)
    asked = 0

    def save(questions):
        nonlocal asked
        asked = verbs.ask(perspective, questions, by=request.user)
        words = ngettext(
            "%d question is in the register now.", "%d questions are in the register now.", asked
        )
        messages.success(request, words % asked)

    form = QuestionsForm(sent(request), perspective=perspective)
    context = {"perspective": perspective, "form": form}
    template = "forums/perspective_questions.html"
    return fill_in(request, template, context, save=save, to=perspective)


@require_safe
@kept_for_visitors("records")
def reading_list(request):
    """What is cited, each source once."""
    sources = Citation.objects.visible_to(request.user).sources()
    page = page_of(request.GET, sources, size=SOURCES_PER_PAGE)
    context = {"page": page, "sources": with_perspectives(page.object_list, request.user)}
    return render(request, "forums/reading_list.html", context)


def _session_asked_for(request) -> Session | None:
    """The session that somebody comes from, if any. Raises `Http404`."""
    slug = request.GET.get("session")
    if not slug:
        return None
    return get_object_or_404(Session.objects.visible_to(request.user), slug=slug)
