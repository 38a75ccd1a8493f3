"""The verb of messages: organisers write to those who come, or wait."""

from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from forums import tasks
from forums.errors import EnoughMessages
from forums.models import Session, SessionMessage
from leeds_leaders.moderation.actions import hold, screen

A_DAY = timedelta(hours=24)
MOST_A_DAY = 5


@transaction.atomic
def send(
    session: Session, key: UUID, *, by, sent_to: str, subject: str, words: str
) -> SessionMessage:
    """Write to the people of a session. They are told once the change is safe; the same `key` is
    sent once. Raises `EnoughMessages` beyond five in 24 hours."""
    Session.objects.select_for_update(no_key=True).get(pk=session.pk)
    written = session.messages.filter(pk=key).first()
    if written:
        return written
    if SessionMessage.objects.filter(pk=key).exists():
        raise EnoughMessages(_("This form belongs to another session. Please open it again."))
    if session.messages.filter(sent_at__gte=timezone.now() - A_DAY).count() >= MOST_A_DAY:
        raise EnoughMessages(
            _("Five messages were sent within a day, which is as many as anybody reads.")
        )
    because = screen(by, subject, words)
    transaction.on_commit(tasks.hint_of_messages, robust=True)
    message = session.messages.create(pk=key, by=by, sent_to=sent_to, subject=subject, words=words)
    return hold(message, because, author=by)
