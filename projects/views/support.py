"""What projects ask for and offer, who answers, and what fits."""

from functools import partial

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import BadRequest, PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from leeds_leaders import stamps
from leeds_leaders.doors import members_post
from leeds_leaders.errors import Refused
from leeds_leaders.finding.forms import first_error
from leeds_leaders.finding.vocabulary import vocabulary
from leeds_leaders.moderation.actions import words_on_waiting
from leeds_leaders.stamps import kept_for_visitors
from peers.views.between import change, fill_in, sent
from projects import rules
from projects.actions import replies as reply_verbs
from projects.actions import support as verbs
from projects.choices import Seek
from projects.errors import WrittenMeanwhile
from projects.forms.support import (
    AsksForm,
    DecisionForm,
    EndForm,
    ReplyForm,
    SupportForm,
    initial_of,
    initial_of_reply,
)
from projects.models import Reply, Support
from projects.pages.asks import AllAsks, AskPage, MySupport, chosen_in_words
from projects.views.interest import own_project

SUPPORT, MINE = ("projects:support", "key"), "projects:my-support"


@require_safe
@kept_for_visitors("projects", "words", "ground", "peers", "strength")
def asks(request):
    """What all projects on the map ask for and offer today."""
    words = vocabulary(int(stamps.read("words", "ground")))
    form = AsksForm(request.GET, words=words)
    if not form.is_valid():
        raise BadRequest(first_error(form.errors))
    listed = AllAsks(request.user, form.cleaned_data, request.GET)
    context = {"form": form, "asks": listed, "page": listed.page, "query": listed.query}
    context["chosen"] = chosen_in_words(listed.chosen, words)
    return render(request, "projects/asks.html", context)


@require_safe
@kept_for_visitors("projects", "words", "ground", "peers", "strength")
def support(request, key):
    """One ask or offer: what, who helps, and how to answer."""
    return _page(request, key)


def _page(request, key, *, status=200, **forms):
    """Its page, with forms that were filled in wrongly where there are some."""
    seen = Support.objects.visible_to(request.user).for_lists(request.user)
    found = get_object_or_404(seen.select_related("project__ward"), key=key)
    page = AskPage(found, request.user)
    context = {"support": found, "ask": page, "project": found.project, **forms}
    if page.can_say and "form" not in forms:
        initial = initial_of_reply(page.own)
        context["form"] = ReplyForm(peer=request.user, support=found, initial=initial)
    if page.speaks and "end_form" not in forms:
        context["end_form"] = EndForm(initial={"outcome": found.outcome})
    return render(request, "projects/support.html", context, status=status)


def _support(request, key) -> Support:
    seen = Support.objects.visible_to(request.user).select_related("project")
    return get_object_or_404(seen, key=key)


def _own_support(request, key) -> Support:
    """An ask of a project that the viewer answers for. Raises `PermissionDenied`."""
    found = _support(request, key)
    if not rules.can_speak_for(request.user, found.project):
        raise PermissionDenied
    return found


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def support_new(request, slug):
    """Ask for something, or offer it."""
    project = own_project(request, slug)
    if not project.is_live:
        raise PermissionDenied
    kind = request.GET.get("kind", "")
    form = SupportForm(sent(request), initial={"kind": kind} if kind else {})

    def save(key, **said):
        return verbs.open_support(project, form.details(), key=key, by=request.user)

    context = {"project": project, "form": form}
    template = "projects/support_form.html"
    return fill_in(request, template, context, save=save, done=_where_it_is)


def _where_it_is(made: Support) -> str:
    """Why what was just written waits, or else where it stands and what it leads to."""
    if waits := words_on_waiting(made):
        return waits
    if made.kind == Seek.ASK and made.help_items.exists():
        return _("It is on the lists now, and people whose offers fit are proposed to you.")
    return _("It is on the lists now.")


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def support_edit(request, key):
    """Change an ask or offer."""
    found = _own_support(request, key)
    form = SupportForm(sent(request), initial=initial_of(found))

    def save(was, **said):
        try:
            verbs.change_support(found, form.details(), by=request.user, was=was)
        except WrittenMeanwhile:
            form.has_been_shown(verbs.mark_of(_own_support(request, key)))
            raise

    context = {"support": found, "project": found.project, "form": form}
    template = "projects/support_form.html"
    return fill_in(request, template, context, save=save, done=_("Saved."), to=found)


@members_post(*SUPPORT)
def support_meet(request, key):
    """It is met."""
    return _end(
        request, key, verbs.meet, _("Met: it has left all lists. Whoever answered is told.")
    )


@members_post(*SUPPORT)
def support_close(request, key):
    """It holds no longer."""
    done = _("Closed: it has left all lists. Whoever answered is told.")
    return _end(request, key, verbs.close, done)


def _end(request, key, verb, done):
    found = _own_support(request, key)
    form = EndForm(request.POST)
    if not form.is_valid():
        return _page(request, key, end_form=form, status=422)
    return change(request, partial(verb, **form.cleaned_data), found, done, to=found)


@members_post(*SUPPORT)
def support_reopen(request, key):
    """It is wanted again."""
    found = _own_support(request, key)
    return change(request, verbs.reopen, found, _("It is on the lists again."), to=found)


# Answers -------------------------------------------------------------------------------------


@members_post(*SUPPORT)
def support_answer(request, key):
    """Say what one could do, or change it."""
    found = _support(request, key)
    page = AskPage(found, request.user)
    if rules.can_speak_for(request.user, found.project):
        raise PermissionDenied
    form = ReplyForm(request.POST, peer=request.user, support=found)
    if not form.is_valid():
        return _page(request, key, form=form, status=422)
    done = _("Saved.") if page.own_counts else _("Told them. You hear what they say.")
    try:
        reply = reply_verbs.answer(found, by=request.user, **form.cleaned_data)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, words_on_waiting(reply) or done)
    return redirect(found)


@members_post(*SUPPORT)
def support_unanswer(request, key):
    """Take one's answer back."""
    found = _support(request, key)
    mine = Reply.objects.visible_to(request.user).filter(peer=request.user, support=found)
    reply = get_object_or_404(mine)
    return change(request, reply_verbs.take_back, reply, _("Taken back."), to=found)


@members_post(MINE)
def reply_accept(request, pk):
    """Gladly."""
    return _decide(request, pk, reply_verbs.accept, _("Accepted, and told them."))


@members_post(MINE)
def reply_decline(request, pk):
    """Not this time."""
    return _decide(request, pk, reply_verbs.decline, _("Told them: not this time."))


@members_post(MINE)
def reply_thank(request, pk):
    """It is done, thank you."""
    return _decide(request, pk, reply_verbs.thank, _("Done, and thanked."))


def _decide(request, pk, verb, done):
    replies = Reply.objects.visible_to(request.user).select_related("support__project")
    reply = get_object_or_404(replies, pk=pk)
    if not rules.can_speak_for(request.user, reply.support.project):
        raise PermissionDenied
    form = DecisionForm(request.POST)
    if not form.is_valid():
        raise BadRequest(first_error(form.errors))
    verb = partial(verb, **form.cleaned_data)
    return change(request, verb, reply, done, to=reply.support)


@require_safe
@login_required
def my_support(request):
    """What I give, what waits for my projects, and what fits my offers."""
    mine = MySupport(request.user, request.GET)
    return render(request, "projects/my_support.html", {"mine": mine, "page": mine.page})
