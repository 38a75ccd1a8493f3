"""What a project tells as it goes: news and milestones."""

from functools import partial
from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from leeds_leaders.doors import members_post
from leeds_leaders.errors import Refused
from leeds_leaders.moderation.actions import words_on_waiting
from leeds_leaders.paging import page_of
from leeds_leaders.stamps import kept_for_visitors
from peers.views.between import change, sent
from projects import rules
from projects.actions import milestones as steps
from projects.actions import news as verbs
from projects.errors import WrittenMeanwhile
from projects.forms.news import (
    MilestoneForm,
    NewsForm,
    initial_of_milestone,
    initial_of_news,
)
from projects.forms.photos import PhotoRows
from projects.models import Milestone, News, Project

PER_PAGE = 20
NEWS = "projects:news", "key"


def _project(request, slug) -> Project:
    """One that the viewer speaks for. Raises `PermissionDenied`."""
    project = get_object_or_404(Project.objects.visible_to(request.user), slug=slug)
    if not rules.can_tell_news(request.user, project):
        raise PermissionDenied
    return project


def _own_news(request, key) -> News:
    """A post of a project that the viewer speaks for. Raises `PermissionDenied`."""
    posts = News.objects.visible_to(request.user).select_related("project")
    post = get_object_or_404(posts, key=key)
    if not rules.can_tell_news(request.user, post.project):
        raise PermissionDenied
    return post


# News --------------------------------------------------------------------------------------------


@require_safe
@kept_for_visitors("projects", "strength")
def news_of(request, slug):
    """All that a project told, newest first."""
    project = get_object_or_404(Project.objects.visible_to(request.user), slug=slug)
    posts = News.objects.visible_to(request.user).filter(project=project).for_list()
    context = {
        "project": project,
        "page": page_of(request.GET, posts, size=PER_PAGE),
        "can_tell": rules.can_tell_news(request.user, project),
    }
    return render(request, "projects/news_of.html", context)


@require_safe
@kept_for_visitors("projects", "strength")
def news(request, key):
    """One post, with its photos."""
    posts = News.objects.visible_to(request.user).for_list()
    post = get_object_or_404(posts, key=key)
    context = {
        "post": post,
        "project": post.project,
        "can_change": rules.can_tell_news(request.user, post.project),
        "is_moderator": rules.is_moderator(request.user),
    }
    return render(request, "projects/news.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def news_new(request, slug):
    """Tell what happened."""
    project = _project(request, slug)
    form = NewsForm(sent(request))
    return _write(request, form, partial(_add, project, by=request.user), {"project": project})


def _add(project, post, form, *, by):
    return verbs.write(project, post, by=by, key=form.cleaned_data["key"] or uuid4())


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def news_edit(request, key):
    """Put a post in other words, and more photos beside it."""
    post = _own_news(request, key)
    form = NewsForm(sent(request), initial=initial_of_news(post))
    save = partial(_change, post, by=request.user)
    return _write(request, form, save, {"project": post.project, "post": post})


def _change(news, post, form, *, by):
    return verbs.change(news, post, by=by, revision=form.cleaned_data["revision"] or 0)


def _write(request, form, save, context):
    """The form with its photos, or the post as it was saved."""
    photos = PhotoRows(sent(request), request.FILES or None, needs_one=False)
    context |= {"form": form, "photos": photos}
    if not form.is_bound:
        return render(request, "projects/news_form.html", context)
    if all([form.is_valid(), photos.is_valid()]):
        try:
            post = save(form.post(photos.photos()), form)
        except WrittenMeanwhile as refusal:
            return _both_texts(request, form, refusal, context)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Saved."))
            return redirect(post)
    return render(request, "projects/news_form.html", context, status=422)


def _both_texts(request, form, refusal, context):
    """What somebody wrote beside what another wrote meanwhile; sent again, it takes its place."""
    now = get_object_or_404(News.objects.visible_to(request.user), pk=context["post"].pk)
    form.data = form.data.copy()
    form.data["revision"] = now.revision
    form.add_error(None, str(refusal))
    context |= {"now": now}
    return render(request, "projects/news_form.html", context, status=409)


@members_post(*NEWS)
def news_remove(request, key):
    """Take a post away."""
    post = _own_news(request, key)
    done = _("Taken away. Only those who answer for the project see it; they can bring it back.")
    return change(request, verbs.remove, post, done, to=post)


@members_post(*NEWS)
def news_bring_back(request, key):
    """Show it again."""
    post = _own_news(request, key)
    return change(request, verbs.bring_back, post, _("It is back."), to=post)


# Milestones --------------------------------------------------------------------------------------


def _own_milestone(request, key) -> Milestone:
    found = Milestone.objects.visible_to(request.user).select_related("project")
    milestone = get_object_or_404(found, key=key)
    if not rules.can_tell_news(request.user, milestone.project):
        raise PermissionDenied
    return milestone


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def milestone_new(request, slug):
    """Say what the project hopes to reach, or what it has reached."""
    project = _project(request, slug)
    form = MilestoneForm(sent(request))
    context = {"project": project, "form": form}

    def save(step):
        return steps.add(project, step, by=request.user, key=form.cleaned_data["key"] or uuid4())

    return _step(request, form, save, context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def milestone_edit(request, key):
    """Change a milestone."""
    milestone = _own_milestone(request, key)
    form = MilestoneForm(sent(request), initial=initial_of_milestone(milestone))
    context = {"project": milestone.project, "milestone": milestone, "form": form}
    return _step(request, form, partial(steps.change, milestone, by=request.user), context)


def _step(request, form, save, context):
    if form.is_bound and form.is_valid():
        try:
            milestone = save(form.step())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, words_on_waiting(milestone) or _("Saved."))
            return redirect(f"{context['project'].get_absolute_url()}#way")
    status = 422 if form.errors else 200
    return render(request, "projects/milestone_form.html", context, status=status)


@members_post("projects:list")
def milestone_reach(request, key):
    """It is reached, today."""
    milestone = _own_milestone(request, key)
    done = _("Reached. Whoever wants your news is told within the hour.")
    return change(request, steps.reach, milestone, done, to=milestone.project)


@members_post("projects:list")
def milestone_remove(request, key):
    """Take it off the way. A second click finds it gone."""
    milestone = _own_milestone(request, key)
    return change(request, steps.remove, milestone, _("Taken off."), to=milestone.project)
