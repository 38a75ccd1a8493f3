"""Who may see what moderation keeps."""

from datetime import timedelta
from hashlib import sha256

from django.core import signing
from django.db import models
from django.db.models import Q
from django.utils import timezone

# What the links of letters are signed for, by which whoever cannot sign in any more appeals.
APPEAL_LINK = "moderation.appeal"
APPEAL_LINK_AGE = timedelta(days=30)


def hash_of(token: str) -> str:
    """What is kept of the secret address at which somebody learns what came of their report."""
    return sha256(token.encode()).hexdigest()


def _is_staff(viewer) -> bool:
    return bool(viewer.is_authenticated and viewer.is_active and viewer.is_staff)


class CaseQuerySet(models.QuerySet):
    """Cases: for moderators alone."""

    def visible_to(self, viewer):
        """The only door to a case: those who may change cases."""
        if _is_staff(viewer) and viewer.has_perm("moderation.change_case"):
            return self.all()
        return self.none()

    def open(self):
        """What still needs a look."""
        return self.filter(closed_at=None)

    def free_for(self, peer):
        """What nobody else has in hand."""
        others = Q(claimed_until__gt=timezone.now()) & ~Q(claimed_by=peer)
        return self.exclude(others & Q(claimed_by__isnull=False))


class ReportQuerySet(models.QuerySet):
    """Reports: for moderators; whoever made one sees their own."""

    def visible_to(self, viewer):
        """The only door to a report. Whose thing it is never learns who reported it, be they a
        moderator."""
        if _is_staff(viewer) and viewer.has_perm("moderation.change_case"):
            return self.exclude(case__author=viewer.pk)
        return self.filter(reporter=viewer.pk) if viewer.is_authenticated else self.none()

    def open(self):
        """Those that nobody has answered."""
        return self.filter(answered_at=None)

    def with_sender(self, before):
        """Those made before a moment of which it is kept where they came from."""
        return self.filter(made_at__lt=before).exclude(sender="")

    def about(self, kind: str, object_id: str):
        """Those of one thing, whatever became of them."""
        return self.filter(case__kind=kind, case__object_id=object_id)

    def of_token(self, token: str):
        """The one at a secret address, if any."""
        return self.filter(token_hash=hash_of(token)).select_related("case").first()


class DecisionQuerySet(models.QuerySet):
    """Decisions: for moderators, and for those whose thing it was."""

    def visible_to(self, viewer):
        """The only door to a decision; the public log tells none by itself. What was taken back,
        moderators alone still see."""
        if _is_staff(viewer) and viewer.has_perm("moderation.view_decision"):
            return self.all()
        theirs = self.filter(author=viewer.pk) if viewer.is_authenticated else self.none()
        return theirs.standing()

    def standing(self):
        """Those that count: all but what whoever decided took back within the minute."""
        return self.filter(undone=None)

    def on(self, kind: str, object_id: str):
        """What was decided on one thing and stands, the last first."""
        return self.standing().filter(kind=kind, object_id=object_id)

    def told(self, since):
        """Those since a moment, for sums that are told to everybody."""
        return self.standing().filter(at__gte=since)

    def of_token(self, token: str):
        """The decision at a secret address that was mailed to whose thing it was; None if it is
        made up or too old."""
        try:
            key = signing.loads(token, salt=APPEAL_LINK, max_age=APPEAL_LINK_AGE)
        except signing.BadSignature:
            return None
        decisions = self.standing().select_related("author", "by", "appeal")
        return decisions.filter(key=key).first()


class AppealQuerySet(models.QuerySet):
    """Appeals: for moderators, and for whoever made one."""

    def visible_to(self, viewer):
        """The only door to an appeal."""
        if _is_staff(viewer) and viewer.has_perm("moderation.change_appeal"):
            return self.all()
        return self.filter(peer=viewer.pk) if viewer.is_authenticated else self.none()

    def told(self, since):
        """Those answered since a moment, for sums that are told to everybody."""
        return self.filter(decided_at__gte=since)

    def open(self):
        """Those that nobody has decided."""
        return self.filter(decided_at=None)


class ComplaintQuerySet(models.QuerySet):
    """Complaints about data: for those who answer them."""

    def visible_to(self, viewer):
        """The only door to a complaint; whoever made one has its letters."""
        may = _is_staff(viewer) and viewer.has_perm("moderation.view_datacomplaint")
        return self.all() if may else self.none()

    def open(self):
        """Those that nobody has answered."""
        return self.filter(answered_at=None)

    def overdue(self):
        """Those that should have been answered by now."""
        return self.open().filter(due_on__lt=timezone.localdate())


class ActQuerySet(models.QuerySet):
    """What the staff did: for admins."""

    def visible_to(self, viewer):
        """The only door to the log of acts."""
        may = _is_staff(viewer) and viewer.has_perm("moderation.view_act")
        return self.all() if may else self.none()


class ForThoseWhoMayView(models.QuerySet):
    """What the staff look at who have the right to view it, and nobody else."""

    def visible_to(self, viewer):
        """The only door to it."""
        name = f"{self.model._meta.app_label}.view_{self.model._meta.model_name}"
        return self.all() if _is_staff(viewer) and viewer.has_perm(name) else self.none()


class ApprovedQuerySet(models.QuerySet):
    """Texts that were said yes to: for those who look at what has changed since."""

    def visible_to(self, viewer):
        """The only door to them."""
        may = _is_staff(viewer) and viewer.has_perm("moderation.change_case")
        return self.all() if may else self.none()
