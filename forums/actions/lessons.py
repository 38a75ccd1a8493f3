"""The verbs of lessons: what somebody takes back, and whether it helped."""

from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from forums import emails, rules
from forums.choices import Helped
from forums.errors import NoPulse
from forums.models import Lesson, Session
from leeds_leaders.moderation.actions import hold, screen
from leeds_leaders.notices import actions as notices

BATCH = 200
ASKED_AGAIN_AFTER = timedelta(days=28)


@dataclass(frozen=True)
class Taken:
    """What somebody takes back, checked for shape by the form."""

    words: str
    is_shared: bool
    ask_on: date


@transaction.atomic
def take_lesson(session: Session, taken: Taken, *, by) -> Lesson:
    """Write down what somebody takes back from a session, or say it in other words; there is one
    for each. Raises `NoPulse`."""
    if not rules.can_take_lesson(by, session):
        raise NoPulse(_("Whoever came can take something back, from the end of the session on."))
    said = asdict(taken)
    kept = Lesson.objects.filter(session=session, peer=by, is_shared=True).first()
    before = [kept.words] if kept else None
    because = screen(by, taken.words, before=before) if taken.is_shared else ""
    lesson, is_new = Lesson.objects.select_for_update(of=("self",)).get_or_create(
        session=session, peer=by, defaults=said
    )
    if not is_new:
        if lesson.ask_on != taken.ask_on:
            lesson.asked_at = None
        for name, value in said.items():
            setattr(lesson, name, value)
        lesson.save(update_fields=[*said, "asked_at"])
    return hold(lesson, because, author=by)


@transaction.atomic
def drop_lesson(lesson: Lesson, *, by) -> None:
    """Take it back altogether; a repeat does nothing."""
    Lesson.objects.filter(pk=lesson.pk).delete()


@transaction.atomic
def keep_lesson_private(lesson: Lesson, *, by) -> None:
    """Show it to nobody else any more: by whoever arranges the session, too. It stays theirs."""
    Lesson.objects.filter(pk=lesson.pk).update(is_shared=False)


@transaction.atomic
def say_whether_it_helped(lesson: Lesson, *, by, helped: str, story: str) -> Lesson:
    """Answer the later question. Too early: it is asked once more, four weeks on."""
    lesson = Lesson.objects.select_for_update(of=("self",)).get(pk=lesson.pk)
    lesson.helped, lesson.story, lesson.told_at = helped, story, timezone.now()
    if helped == Helped.TOO_EARLY:
        lesson.ask_on, lesson.asked_at = timezone.localdate() + ASKED_AGAIN_AFTER, None
    lesson.save(update_fields=["helped", "story", "told_at", "ask_on", "asked_at"])
    return lesson


def ask_about_lessons(at: datetime) -> int:
    """Ask everybody whose day has come whether it helped, each once, however many ask at the same
    time. Returns how many were asked."""
    asked = 0
    while count := _ask_batch(at):
        asked += count
    return asked


@transaction.atomic
def _ask_batch(at: datetime) -> int:
    due = Lesson.objects.filter(ask_on__lte=timezone.localdate(at), asked_at=None)
    locked = due.select_for_update(skip_locked=True, of=("self",)).order_by("ask_on", "pk")
    lessons = list(locked.select_related("session", "peer")[:BATCH])
    meant = [lesson for lesson in lessons if lesson.peer.is_active and not lesson.has_verdict]
    notices.tell_many([emails.telling_of_lesson(lesson) for lesson in meant])
    Lesson.objects.filter(pk__in=[lesson.pk for lesson in lessons]).update(asked_at=at)
    return len(lessons)
