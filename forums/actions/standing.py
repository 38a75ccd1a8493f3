"""What moderators decide about what somebody wrote, and what waits for them."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from forums import emails
from forums.errors import NotSaid
from leeds_leaders.moderation import actions as moderation
from leeds_leaders.moderation.choices import Outcome, Standing
from leeds_leaders.moderation.models import Decision
from leeds_leaders.notices import actions as notices

DECIDED = ["standing", "decided_by", "decided_at", "decision_reason"]
# What a step from one standing to another is called.
OUTCOMES = {
    (Standing.HELD, Standing.LIVE): Outcome.APPROVED,
    (Standing.HELD, Standing.DECLINED): Outcome.DECLINED,
    (Standing.LIVE, Standing.LIVE): Outcome.LEFT,
    (Standing.LIVE, Standing.DECLINED): Outcome.REMOVED,
    (Standing.DECLINED, Standing.LIVE): Outcome.RESTORED,
}


def decide(written: Any, standing: Standing, *, by, reason: str = "", rule: str = "") -> Decision:
    """A moderator lets something stand, or takes it off the pages; its author is told, unless it is
    left as it is. `written` is locked by the caller. Raises `NotSaid`."""
    outcome = OUTCOMES.get((written.standing, standing))
    if outcome is None:
        raise NotSaid(_("This has been decided meanwhile."))
    decision = moderation.decide(written, outcome=outcome, by=by, reason=reason, rule=rule)
    if outcome == Outcome.LEFT:
        return decision
    written.standing = standing
    written.decided_by, written.decided_at = by, timezone.now()
    written.decision_reason = reason
    written.save(update_fields=DECIDED)
    if written.author:
        notices.tell_many([emails.telling_of_standing(written, decision)])
    return decision
