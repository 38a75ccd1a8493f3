"""What I take back, and whether it helped."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from forums import rules
from forums.actions import lessons as verbs
from forums.forms.afterwards import HelpedForm, LessonForm, initial_of_lesson
from forums.models import Lesson, Session
from leeds_leaders.doors import members_post
from leeds_leaders.paging import page_of
from peers.views.between import change, fill_in, sent

PER_PAGE = 20
MINE = "forums:my-lessons"


def _own(request):
    return Lesson.objects.visible_to(request.user).filter(peer=request.user)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def lesson(request, slug):
    """Write down what I take back from a session, or say it in other words."""
    session = get_object_or_404(Session.objects.visible_to(request.user), slug=slug)
    if not rules.can_take_lesson(request.user, session):
        raise PermissionDenied
    mine = _own(request).filter(session=session).first()

    def save(**said):
        verbs.take_lesson(session, verbs.Taken(**said), by=request.user)

    form = LessonForm(sent(request), initial=initial_of_lesson(mine))
    context = {"session": session, "lesson": mine, "form": form}
    done = _("Kept. You find it among what you take back.")
    return fill_in(request, "forums/lesson_form.html", context, save=save, done=done, to=MINE)


@require_safe
@login_required
def my_lessons(request):
    """What I took back from sessions, and whether it helped."""
    mine = _own(request).select_related("session")
    context = {"page": page_of(request.GET, mine, size=PER_PAGE)}
    return render(request, "forums/lessons.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def lesson_helped(request, pk):
    """Did it help? The letter leads here."""
    mine = get_object_or_404(_own(request).select_related("session"), pk=pk)

    def save(**said):
        verbs.say_whether_it_helped(mine, by=request.user, **said)

    form = HelpedForm(sent(request), initial={"helped": mine.helped, "story": mine.story})
    context = {"lesson": mine, "form": form}
    done = _("Thank you. It is kept with what you took back.")
    return fill_in(request, "forums/lesson_helped.html", context, save=save, done=done, to=MINE)


@members_post(MINE)
def lesson_drop(request, pk):
    """Take it back altogether. What is gone already is gone."""
    mine = _own(request).filter(pk=pk).first()
    if mine is None:
        return redirect(MINE)
    return change(request, verbs.drop_lesson, mine, _("Deleted."), to=MINE)


@members_post("forums:detail", "slug")
def lesson_hide(request, slug, pk):
    """Those who arrange a session take a shared lesson off its page."""
    session = get_object_or_404(Session.objects.visible_to(request.user), slug=slug)
    if not rules.can_edit(request.user, session):
        raise PermissionDenied
    shared = Lesson.objects.shared_with(request.user).filter(session=session, pk=pk).first()
    if shared is None:
        return redirect(session)
    done = _("Only whoever took it back reads it now.")
    return change(request, verbs.keep_lesson_private, shared, done, to=session)
