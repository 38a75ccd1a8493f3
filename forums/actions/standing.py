"""What moderators decide about what somebody wrote, and what waits for them."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from forums import emails
from forums.errors import NotSaid
from forums.models import Perspective, Response
from leeds_leaders.moderation.choices import Standing
from leeds_leaders.notices import actions as notices
from peers.actions.first_day import goes_beyond_first_day

DECIDED = ["standing", "decided_by", "decided_at", "decision_reason"]


def first_standing(peer, *texts: str) -> Standing:
    """Whether what somebody publishes is live at once, or waits for a moderator: on their first
    day, where it holds more than two links or is more than ten things."""
    posts = Perspective.objects.filter(author=peer).published().count()
    posts += Response.objects.filter(author=peer).count()
    beyond = goes_beyond_first_day(peer, *texts, posts=posts)
    return Standing.HELD if beyond else Standing.LIVE


def decide(written: Any, standing: Standing, *, by, reason: str = "") -> None:
    """A moderator lets something stand, or takes it off the pages; its author is told. `written` is
    locked by the caller. Raises `NotSaid`."""
    if written.author_id == by.pk:
        raise NotSaid(_("You wrote this yourself. Please leave it to another moderator."))
    if not written.can_become(standing):
        raise NotSaid(_("This has been decided meanwhile."))
    written.standing = standing
    written.decided_by, written.decided_at = by, timezone.now()
    written.decision_reason = reason
    written.save(update_fields=DECIDED)
    if written.author:
        notices.tell_many([emails.telling_of_standing(written)])
