"""Who may see what in the outbox and the inbox, and what is due."""

from django.db import models
from django.db.models.expressions import RawSQL
from django.utils import timezone

from leeds_leaders.notices.choices import BULK, IN_HAND, RESENDABLE, State

# The numbers of the advisory locks that anybody holds in this database.
_HELD = RawSQL(
    "SELECT (classid::bigint << 32) | objid::bigint FROM pg_locks"
    " WHERE locktype = 'advisory' AND objsubid = 1 AND granted"
    " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())",
    (),
)


def _admin_alone(queryset, viewer):
    return queryset if viewer.is_active and viewer.is_staff else queryset.none()


class LetterQuerySet(models.QuerySet):
    """The outbox."""

    def visible_to(self, viewer):
        """Letters are seen in the admin alone."""
        return _admin_alone(self, viewer)

    def due(self):
        """Queued letters whose time has come, oldest first; no code to sign in with waits behind
        ten thousand digests."""
        is_bulk = models.Case(models.When(purpose__in=BULK, then=1), default=0)
        return self.filter(state=State.QUEUED, not_before__lte=timezone.now()).order_by(
            is_bulk, "not_before", "pk"
        )

    def undelivered(self, before):
        """Those of before a moment whose text is kept, though they will not leave by themselves."""
        stuck = self.filter(state__in={State.WITHHELD, State.CANCELLED, *RESENDABLE})
        return stuck.filter(queued_at__lt=before).exclude(text="", html="")

    def abandoned(self):
        """Letters in the hands of a drain that lives no more: nobody holds its lock.

        One statement, so that the locks are read after the letters: who took a letter had the
        lock before.
        """
        return self.filter(state__in=IN_HAND).exclude(
            claimed_by__isnull=False, claimed_by__in=_HELD
        )


class AddressQuerySet(models.QuerySet):
    """Refused addresses."""

    def visible_to(self, viewer):
        """Everybody's own; all of them in the admin."""
        if not viewer.is_authenticated:
            return self.none()
        return self if viewer.is_active and viewer.is_staff else self.of(viewer)

    def of(self, peer):
        """What is known of one peer's address."""
        return self.filter(address=peer.email.lower())

    def flagged(self):
        """Those that get no mail but security mail."""
        return self.filter(flagged_at__isnull=False)


class NoticeQuerySet(models.QuerySet):
    """The inboxes on the site."""

    def visible_to(self, viewer):
        """A notice is for the eyes of whom it was told, and for nobody else's."""
        return self.filter(recipient=viewer) if viewer.is_authenticated else self.none()

    def unread(self):
        return self.filter(read_at=None)


class PreferenceQuerySet(models.QuerySet):
    """What people want to be told."""

    def visible_to(self, viewer):
        """Everybody's own."""
        return self.filter(peer=viewer) if viewer.is_authenticated else self.none()

    def due(self, at):
        """Whose digest is due at a moment, longest due first."""
        return self.filter(next_digest_at__lte=at).order_by("next_digest_at", "peer")


class ConsentQuerySet(models.QuerySet):
    """The log of consents."""

    def visible_to(self, viewer):
        """Everybody's own."""
        return self.filter(peer=viewer) if viewer.is_authenticated else self.none()

    def latest_of_each(self):
        """What one peer said last about each class of mail."""
        return self.order_by("purpose", "-at", "-pk").distinct("purpose")


class ReminderQuerySet(models.QuerySet):
    """The timetable."""

    def visible_to(self, viewer):
        """The timetable is seen in the admin alone."""
        return _admin_alone(self, viewer)

    def due(self, at):
        """Steps that are due at a moment and not told yet, longest due first."""
        return self.filter(told_at=None, due_at__lte=at).order_by("due_at", "pk")
