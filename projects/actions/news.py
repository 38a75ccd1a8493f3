"""The verbs of a project's news: dated posts, told to those who want to hear of the project."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from leeds_leaders.moderation import actions as moderation
from projects.actions import photos
from projects.actions.in_hand import locked
from projects.actions.life import note_life
from projects.actions.screening import screened
from projects.errors import NotALine, NotAmongThem, WrittenMeanwhile
from projects.models import News, Project

TEXTS = ("title", "words")
PLAIN = ("title", "words", "happened_on")


@dataclass(frozen=True)
class Post:
    """What somebody tells, checked for shape by the form. `photos` are those to put beside it."""

    title: str
    happened_on: date
    words: str = ""
    photos: Sequence = ()


@transaction.atomic
def write(project: Project, post: Post, *, by, key: UUID) -> News:
    """Tell news of a project. Sent again with the same key it is the same one."""
    project = locked(project)
    sent_before = News.objects.filter(key=key).first()
    if sent_before is not None and sent_before.project_id != project.pk:
        raise NotALine(_("This was sent for another project. Please write it again."))
    if sent_before is not None:
        return sent_before
    news = News(key=key, project=project, written_by=by, **_plain(post))
    because = _screened(news, post, by)
    news.save()
    _keep_photos(news, post, by)
    note_life(project, by=by)
    return moderation.hold(news, because, author=by)


@transaction.atomic
def change(news: News, post: Post, *, by, revision: int) -> News:
    """Put a post in other words. Raises `WrittenMeanwhile` if it changed since `revision`."""
    news = _locked(news)
    if news.revision != revision and _plain(post) != {name: getattr(news, name) for name in PLAIN}:
        raise WrittenMeanwhile(
            _("Somebody else changed this while you were writing. Your words are kept below, beside"
              " what stands there now; save again to put yours in their place.")
        )  # fmt: skip
    if news.revision == revision:
        because = _screened(news, post, by)
        for name, value in _plain(post).items():
            setattr(news, name, value)
        news.revision += 1
        news.changed_at = timezone.now()
        news.save(update_fields=[*PLAIN, "revision", "changed_at"])
        _keep_photos(news, post, by)
        moderation.hold(news, because, author=by)
    return news


@transaction.atomic
def remove(news: News, *, by) -> News:
    """Take a post away; its people can bring it back. A repeat changes nothing."""
    news = _locked_for_lead(news, by=by)
    return news if news.is_removed else _set_removed(news, is_removed=True)


@transaction.atomic
def bring_back(news: News, *, by) -> News:
    """Show a post again that its people took away; what moderators hide stays hidden. A repeat
    changes nothing."""
    news = _locked_for_lead(news, by=by)
    return _set_removed(news, is_removed=False) if news.is_removed else news


def _set_removed(news: News, *, is_removed: bool) -> News:
    news.is_removed, news.changed_at = is_removed, timezone.now()
    news.save(update_fields=["is_removed", "changed_at"])
    return news


def _locked(news: News) -> News:
    """The post as it is now, after its project: in this order they are told and merged, too."""
    project = locked(news.project)
    found = project.news.select_for_update().get(pk=news.pk)
    found.project = project
    return found


def _locked_for_lead(news: News, *, by) -> News:
    news = _locked(news)
    if not news.project.is_led_by(by):
        raise NotAmongThem(
            _("You do not answer for “%(project)s” now.") % {"project": news.project}
        )
    return news


def _plain(post: Post) -> dict:
    return {name: getattr(post, name) for name in PLAIN}


def _screened(news: News, post: Post, by) -> str:
    return screened(news, TEXTS, post, by=by, beside=photos.texts_of(post.photos))


def _keep_photos(news: News, post: Post, by) -> None:
    if post.photos:
        photos.keep(news.project, post.photos, by=by, news=news)
