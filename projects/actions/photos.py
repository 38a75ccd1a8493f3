"""The verbs of a project's photos, and of those of its news."""

from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial

from django.db import transaction
from django.db.models import Max
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from leeds_leaders.images import SizedPhoto, keep_files, names_of_sizes, remove_files
from leeds_leaders.moderation import actions as moderation
from peers.errors import PhotoNotKept
from projects.actions.in_hand import locked
from projects.actions.screening import screened
from projects.errors import IllegalMove, TooMany
from projects.models import News, Photo, Project

TEXTS = ("alt", "caption")
MOST = 12  # photos of a project, and of each of its news


@dataclass(frozen=True)
class NewPhoto:
    """A photo that somebody adds, and what they say of it."""

    file: SizedPhoto
    alt: str
    caption: str = ""


@transaction.atomic
def add(
    project: Project, photos: Sequence[NewPhoto], *, by, news: News | None = None
) -> list[Photo]:
    """Put photos after those that are there; the same photo sent again is one.

    Raises `TooMany` beyond a dozen, `PhotoNotKept` where there is no room for the files.
    """
    added = keep(project, photos, by=by, news=news)
    because = moderation.screen(by, *texts_of(photos)) if added else ""
    return [moderation.hold(photo, because, author=by) for photo in added]


def texts_of(photos: Sequence[NewPhoto]) -> list[str]:
    """What somebody says of photos."""
    return [text for photo in photos for text in (photo.alt, photo.caption)]


def keep(
    project: Project, photos: Sequence[NewPhoto], *, by, news: News | None = None
) -> list[Photo]:
    """Put photos there whose words were looked at, inside the caller's transaction."""
    locked(project)
    there = Photo.objects.filter(project=project, news=news)
    known = set(there.values_list("file", flat=True))
    named = {_name(photo, project, news): photo for photo in photos}
    new = {name: photo for name, photo in named.items() if name not in known}
    if len(known) + len(new) > MOST:
        raise TooMany(
            _("There is room for %(most)s photos. Take one away first, or add fewer.")
            % {"most": MOST}
        )
    last = there.aggregate(last=Max("place"))["last"] or 0
    with _kept(new):
        return Photo.objects.bulk_create(
            Photo(
                project=project,
                news=news,
                file=name,
                width=photo.file.width,
                height=photo.file.height,
                alt=photo.alt,
                caption=photo.caption,
                place=place,
                added_by=by,
            )
            for place, (name, photo) in enumerate(new.items(), start=last + 1)
        )


def _name(photo: NewPhoto, project: Project, news: News | None) -> str:
    """A name that nobody can guess, and that the same photo in the same place has again."""
    of = f"{project.pk} {news.pk if news else ''} ".encode()
    digest = salted_hmac("photo of a project", of + photo.file.read(), algorithm="sha256")
    photo.file.seek(0)
    return f"projects/{digest.hexdigest()[:24]}.webp"


def _kept(new: dict[str, NewPhoto]) -> ExitStack:
    """All files in their places, or none of them."""
    storage = Photo._meta.get_field("file").storage
    with ExitStack() as stack:
        try:
            for name, photo in new.items():
                stack.enter_context(keep_files(storage, photo.file.files(name)))
        except OSError:
            raise PhotoNotKept(
                _("There is no room for the photos just now. Please try again later.")
            ) from None
        return stack.pop_all()


@transaction.atomic
def describe(photo: Photo, *, alt: str, caption: str, by) -> Photo:
    """Say better what a photo shows. Raises `IllegalMove` of one that was taken away meanwhile."""
    found = Photo.objects.select_for_update().filter(pk=photo.pk).first()
    if found is None:
        raise IllegalMove(_("Somebody has taken this photo away."))
    because = screened(found, TEXTS, Photo(alt=alt, caption=caption), by=by)
    found.alt, found.caption = alt, caption
    found.save(update_fields=["alt", "caption"])
    return moderation.hold(found, because, author=by)


@transaction.atomic
def move_up(photo: Photo, *, seen_at: int, by) -> None:
    """Let a photo and the one before it change places."""
    _swap(photo, seen_at, step=-1)


@transaction.atomic
def move_down(photo: Photo, *, seen_at: int, by) -> None:
    """Let a photo and the one after it change places."""
    _swap(photo, seen_at, step=1)


def _swap(photo: Photo, seen_at: int, *, step: int) -> None:
    """Only from where it was seen, so that a second click on the same button moves nothing."""
    Project.objects.select_for_update().get(pk=photo.project_id)
    row = list(Photo.objects.filter(project=photo.project_id, news=photo.news_id))
    here = next((at for at, one in enumerate(row) if one.pk == photo.pk), None)
    if here is None or row[here].place != seen_at or not 0 <= here + step < len(row):
        return
    one, other = row[here], row[here + step]
    one.place, other.place = other.place, one.place
    Photo.objects.bulk_update([one, other], ["place"])  # the constraint waits for the commit


@transaction.atomic
def remove(photo: Photo, *, by) -> None:
    """Take a photo away, with its files."""
    photo.delete()
    forget_files([str(photo.file)])


def put_cover(project: Project, photo: SizedPhoto | bool) -> None:
    """Give a project its first photo, or take it away (False); the files before go once the change
    is safe. The caller saves the project."""
    if project.photo:
        forget_files([str(project.photo)])
    if not isinstance(photo, SizedPhoto):
        project.photo = photo or ""
        return
    name = project.photo.field.generate_filename(project, str(photo.name))
    with _kept({name: NewPhoto(photo, "")}):
        project.photo = name


def forget_files_of(projects: Iterable[Project]) -> None:
    """Remove all photos of projects that go, once they are gone."""
    projects = list(projects)
    photos = Photo.objects.filter(project__in=projects).values_list("file", flat=True)
    covers = [str(project.photo) for project in projects if project.photo]
    forget_files([*photos, *covers])


def forget_files(names: Iterable[str]) -> None:
    """Remove photos by the names of their largest size, in all sizes, once the change is safe."""
    storage = Photo._meta.get_field("file").storage
    every = [size for name in names for size in names_of_sizes(name)]
    transaction.on_commit(partial(remove_files, storage, every), robust=True)
