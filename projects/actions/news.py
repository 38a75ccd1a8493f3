"""The verbs of a project's news: dated posts, told to those who want to hear of the project."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from peers.actions.first_day import check_first_day
from projects.actions import checking, moderating, photos
from projects.actions.in_hand import locked
from projects.emails.leads import leads_of
from projects.errors import NotALine, NotAmongThem, WrittenMeanwhile
from projects.models import News, Project

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
    check_first_day(by, post.title, post.words)
    project = locked(project)
    news, is_new = News.objects.get_or_create(
        key=key, defaults={"project": project, "written_by": by, **_plain(post)}
    )
    if news.project_id != project.pk:
        raise NotALine(_("This was sent for another project. Please write it again."))
    if is_new:
        _keep_photos(news, post, by)
        checking.note_life(project, by=by)
    return news


@transaction.atomic
def change(news: News, post: Post, *, by, revision: int) -> News:
    """Put a post in other words. Raises `WrittenMeanwhile` if it changed since `revision`."""
    check_first_day(by, post.title, post.words)
    news = _locked(news)
    if news.revision != revision and _plain(post) != {name: getattr(news, name) for name in PLAIN}:
        raise WrittenMeanwhile(
            _("Somebody else changed this while you were writing. Your words are kept below, beside"
              " what stands there now; save again to put yours in their place.")
        )  # fmt: skip
    if news.revision == revision:
        for name, value in _plain(post).items():
            setattr(news, name, value)
        news.revision += 1
        news.changed_at = timezone.now()
        news.save(update_fields=[*PLAIN, "revision", "changed_at"])
        _keep_photos(news, post, by)
    return news


@transaction.atomic
def remove(news: News, *, by) -> News:
    """Take a post away; its people can bring it back. A repeat changes nothing."""
    news = _locked_for_lead(news, by=by)
    return news if news.is_removed else _set_removed(news, is_removed=True)


@transaction.atomic
def bring_back(news: News, *, by) -> News:
    """Show a post again that its people took away. A repeat changes nothing. Raises `IllegalMove`
    of what a moderator took away."""
    news = _locked_for_lead(news, by=by)
    moderating.check_free(news)
    return _set_removed(news, is_removed=False) if news.is_removed else news


@transaction.atomic
def take_away(news: News, *, by, reason: str) -> News:
    """A moderator's verb: show a post to its people alone, and tell them why."""
    moderating.check_reason(reason)
    return _decide(news, by=by, reason=reason)


@transaction.atomic
def let_stand(news: News, *, by) -> News:
    """A moderator's verb: show a post again that moderators took away."""
    return _decide(news, by=by, reason="")


def _decide(news: News, *, by, reason: str) -> News:
    news = _locked(news)
    moderating.check_may(by, is_own=news.project.is_led_by(by))
    if news.removal_reason == reason:  # done already; or its people took it away, not moderators
        return news
    news.removal_reason = reason
    news = _set_removed(news, is_removed=bool(reason))
    moderating.note(news, by=by, people=leads_of(news.project))
    return news


def _set_removed(news: News, *, is_removed: bool) -> News:
    news.is_removed, news.changed_at = is_removed, timezone.now()
    news.save(update_fields=["is_removed", "removal_reason", "changed_at"])
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


def _keep_photos(news: News, post: Post, by) -> None:
    if post.photos:
        photos.add(news.project, post.photos, by=by, news=news)
