"""The register of questions: finding them, reading about one, and saying what became of it."""

from functools import partial

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from forums import rules
from forums.actions import questions as verbs
from forums.forms.questions import AnswerForm, ParkForm, ReframeForm, SearchForm
from forums.models import Answer, Question
from forums.pages.questions import QuestionPage, Register
from leeds_leaders.doors import members_post
from leeds_leaders.htmx import render_page
from leeds_leaders.stamps import kept_for_visitors
from peers.views.between import change, fill_in, sent

PAGE = "forums:question"


def _question(request, pk) -> Question:
    questions = Question.objects.visible_to(request.user)
    return get_object_or_404(questions.select_related("session", "perspective"), pk=pk)


def _tended(request, pk) -> Question:
    """One that the viewer may move. Raises `PermissionDenied`."""
    question = _question(request, pk)
    if not rules.can_tend(request.user, question):
        raise PermissionDenied
    return question


@require_safe
@kept_for_visitors("records", "sessions", "words")
def question_list(request):
    """What waits for an answer, and what became of the rest; the address bar is the state."""
    listing = Register(request.user, SearchForm.search_of(request.GET), request.GET)
    return render_page(request, "forums/questions.html", {"listing": listing}, part="results")


@require_safe
@kept_for_visitors("records", "sessions", "projects")
def question(request, pk):
    """A question, where it came up, what answers it, and what it comes from and became."""
    found = _question(request, pk)
    context = {
        "question": found,
        "page": QuestionPage(found, request.user),
        "can_tend": rules.can_tend(request.user, found),
    }
    return render(request, "forums/question.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def question_reframe(request, pk):
    """Ask it in other words."""
    found = _tended(request, pk)
    form = ReframeForm(sent(request), initial={"words": found.words})
    return fill_in(
        request,
        "forums/question_reframe.html",
        {"question": found, "form": form},
        save=partial(verbs.reframe, found, by=request.user),
        done=_("It is asked in other words now; where it came from stays to be read."),
        to=found,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def question_answer(request, pk):
    """Say what answers it."""
    found = _tended(request, pk)
    form = AnswerForm(sent(request), question=found, viewer=request.user)

    def save(**_told):
        verbs.answer(found, form.given(), by=request.user)

    context = {"question": found, "form": form}
    done = _("Answered. Whoever may read the answer finds it beneath the question.")
    return fill_in(request, "forums/question_answer.html", context, save=save, done=done, to=found)


@members_post(PAGE, "pk")
def question_answer_take_back(request, pk, answer):
    """It does not answer it after all. What is gone already is gone."""
    found = _tended(request, pk)
    given = Answer.objects.visible_to(request.user).filter(question=found, pk=answer).first()
    if given is None:
        return redirect(found)
    return change(request, verbs.take_answer_back, given, _("Taken back."), to=found)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def question_park(request, pk):
    """Not now, and why."""
    found = _tended(request, pk)
    form = ParkForm(sent(request), initial={"reason": found.reason})
    return fill_in(
        request,
        "forums/question_park.html",
        {"question": found, "form": form},
        save=partial(verbs.park, found, by=request.user),
        done=_("Parked, with your reason. It can be opened again."),
        to=found,
    )


@members_post(PAGE, "pk")
def question_reopen(request, pk):
    """It waits for an answer again."""
    found = _tended(request, pk)
    return change(request, verbs.reopen, found, _("It waits for an answer again."), to=found)
