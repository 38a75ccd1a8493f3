"""Keeping what the staff did."""

from django.db.models import Model

from leeds_leaders.moderation.models import Act


def note(what: str, thing: Model | None, *, by, words: str = "") -> Act:
    """Write down that somebody of the staff did `what` to `thing`. What the admin's log, a decision
    or a look at somebody's needs says already is written down by the database itself."""
    return Act.objects.create(
        by=by,
        what=what,
        kind=thing._meta.label_lower if thing is not None else "",
        object_id=str(thing.pk) if thing is not None else "",
        words=words,
    )
