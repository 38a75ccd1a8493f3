"""The verbs of a record: who reads it, who takes its notes, and what each step tells whom."""

from django.db import transaction

from forums.models import Record, Session


@transaction.atomic
def record_of(session: Session) -> Record:
    """The record of a session, made when it is first asked for; two at once make one."""
    record, __ = Record.objects.get_or_create(session=session)
    return record
