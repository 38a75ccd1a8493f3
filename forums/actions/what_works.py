"""Putting what works before everybody."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from forums.errors import NotInTheRecord
from forums.models import Note


@transaction.atomic
def feature(note: Note, *, by) -> None:
    """Show it on the front page and in the next digest; a repeat changes nothing. Raises
    `NotInTheRecord` for what is not public, or not any more."""
    works = Note.objects.what_works().select_for_update(of=("self",), no_key=True)
    note = works.filter(pk=note.pk).first()
    if note is None:
        raise NotInTheRecord(_("Only what works, out of a public record, is put before everybody."))
    if note.featured_at is None:
        note.featured_at = timezone.now()
        note.save(update_fields=["featured_at"])


@transaction.atomic
def unfeature(note: Note, *, by) -> None:
    """It is one of many again; a repeat does nothing."""
    Note.objects.filter(pk=note.pk).update(featured_at=None)
