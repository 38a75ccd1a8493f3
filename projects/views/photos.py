"""Photos of a project and of its news: seeing them, adding, describing and ordering them."""

import re
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from leeds_leaders.doors import members_post
from leeds_leaders.errors import Refused
from leeds_leaders.images import WIDTHS, name_of_size
from projects import rules
from projects.actions import photos as verbs
from projects.forms.photos import PhotoRows, PhotoWordsForm, PlaceForm
from projects.models import News, Photo, Project

PHOTO_SECONDS = 600  # a photo that is taken away is gone from others' screens after that
PHOTOS = "projects:photos"
SIZE = re.compile(rf"^(.+)-({'|'.join(map(str, WIDTHS))})$")


@require_safe
def photo(request, name):
    """A photo in one of its sizes, by the same door as its project, or as the news it is of."""
    sized = SIZE.match(name)
    file, width = _file(request.user, name), 0
    if file is None and sized:
        file, width = _file(request.user, sized[1]), int(sized[2])
    if file is None:
        raise Http404
    response = FileResponse(_opened(file, width), content_type="image/webp")
    response.headers["Cache-Control"] = f"private, max-age={PHOTO_SECONDS}"
    return response


def _file(viewer, stem: str):
    """What a viewer may see under a name: a project's first photo, or one of its others."""
    name = f"projects/{stem}.webp"
    project = Project.objects.visible_to(viewer).filter(photo=name).only("photo").first()
    if project is not None:
        return project.photo
    other = Photo.objects.visible_to(viewer).filter(file=name).first()
    return other and other.file


def _opened(file, width: int):
    """A size of a photo; what was kept before there were sizes, as it is."""
    storage, names = file.storage, [file.name]
    if width:
        names.insert(0, name_of_size(file.name, width))
    for name in names:
        try:
            return storage.open(name, "rb")
        except FileNotFoundError:
            continue
    raise Http404


def _own_project(request, slug) -> Project:
    """A project that the viewer may change. Raises `Http404`, `PermissionDenied`."""
    project = get_object_or_404(Project.objects.visible_to(request.user), slug=slug)
    if not rules.can_edit(request.user, project):
        raise PermissionDenied
    return project


def _own_photo(request, slug, pk) -> Photo:
    project = _own_project(request, slug)
    photos = Photo.objects.visible_to(request.user).select_related("news")
    found = get_object_or_404(photos, project=project, pk=pk)
    found.project = project
    return found


def _asked_news(request, project) -> News | None:
    """The news whose photos are asked for, if any."""
    key = request.GET.get("news")
    if not key:
        return None
    try:
        key = UUID(key)
    except ValueError:
        raise BadRequest(_("There is no such news.")) from None
    return get_object_or_404(News.objects.visible_to(request.user), project=project, key=key)


def _page(project: Project, news: News | None) -> str:
    query = f"?news={news.key}" if news else ""
    return reverse(PHOTOS, args=[project.slug]) + query


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def photos(request, slug):
    """The photos of a project or of its news, for those who may change them."""
    project = _own_project(request, slug)
    news = _asked_news(request, project)
    is_sent = request.method == "POST"
    rows = PhotoRows(request.POST, request.FILES) if is_sent else PhotoRows()
    if is_sent and rows.is_valid():
        try:
            added = verbs.add(project, rows.photos(), by=request.user, news=news)
        except Refused as refusal:
            rows.refuse(refusal)
        else:
            messages.success(request, _thanks(len(added)))
            return redirect(_page(project, news))
    context = {
        "project": project,
        "news": news,
        "rows": rows,
        "photos": list(Photo.objects.visible_to(request.user).filter(project=project, news=news)),
        "most": verbs.MOST,
    }
    return render(request, "projects/photos.html", context, status=422 if is_sent else 200)


def _thanks(count: int) -> str:
    if not count:
        return _("These photos are there already.")
    return ngettext("One photo added.", "%(count)s photos added.", count) % {"count": count}


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def photo_change(request, slug, pk):
    """Say better what a photo shows."""
    photo = _own_photo(request, slug, pk)
    initial = {"alt": photo.alt, "caption": photo.caption}
    form = PhotoWordsForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_bound and form.is_valid():
        try:
            verbs.describe(photo, by=request.user, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Saved."))
            return redirect(_page(photo.project, photo.news))
    context = {"project": photo.project, "photo": photo, "form": form}
    status = 422 if form.is_bound else 200
    return render(request, "projects/photo_change.html", context, status=status)


@members_post(PHOTOS, "slug")
def photo_remove(request, slug, pk):
    """Take a photo away."""
    photo = _own_photo(request, slug, pk)
    verbs.remove(photo, by=request.user)
    messages.success(request, _("Taken away."))
    return redirect(_page(photo.project, photo.news))


@members_post(PHOTOS, "slug")
def photo_up(request, slug, pk):
    """Move a photo before the one that it follows."""
    return _moved(request, _own_photo(request, slug, pk), verbs.move_up)


@members_post(PHOTOS, "slug")
def photo_down(request, slug, pk):
    """Move a photo after the one that follows it."""
    return _moved(request, _own_photo(request, slug, pk), verbs.move_down)


def _moved(request, photo: Photo, verb):
    form = PlaceForm(request.POST)
    if not form.is_valid():
        raise BadRequest(_("Say where the photo was."))
    verb(photo, seen_at=form.cleaned_data["place"], by=request.user)
    return redirect(f"{_page(photo.project, photo.news)}#photo-{photo.pk}")
