"""The verbs of the online safety record."""

from leeds_leaders.moderation.models import SafetyEntry


def keep_entry(entry: SafetyEntry) -> None:
    """Keep an entry as somebody of the staff wrote it; the admin's log says who and when."""
    entry.save()


def drop_entry(entry: SafetyEntry) -> None:
    """Take an entry off the record: of a risk that is none any more."""
    entry.delete()
