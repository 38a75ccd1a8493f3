"""Who reads what organisers write to those who come."""

from django.db import models
from django.db.models import Exists, OuterRef, Q

from leeds_leaders.kin import kin


class SessionMessageQuerySet(models.QuerySet):
    """Messages to the people of sessions."""

    def visible_to(self, viewer):
        """The only door to a message: those who answered its session, who may have got it; and
        whoever wrote it."""
        if not viewer.is_authenticated:
            return self.none()
        bookings = kin(self.model, "session", "bookings").objects
        meant = Exists(bookings.filter(session=OuterRef("session"), peer=viewer))
        sent = Q(told_at__isnull=False, hidden_at=None)
        return self.filter(Q(by=viewer) | (sent & Q(meant)))

    def to_tell(self):
        """Those that nobody has been sent yet, the first of them first; they wait with their
        session while it is hidden."""
        seen = self.filter(hidden_at=None, session__hidden_at=None)
        return seen.filter(told_at=None).order_by("sent_at")
