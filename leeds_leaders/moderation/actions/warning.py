"""A word to an author, when nothing has to go."""

from django.db import transaction
from django.db.models import Model

from leeds_leaders.moderation import emails
from leeds_leaders.moderation.actions.deciding import decide
from leeds_leaders.moderation.choices import Outcome
from leeds_leaders.moderation.models import Decision


@transaction.atomic
def warn(thing: Model, *, by, reason: str, rule: str = "") -> Decision:
    """Say to whose thing it is what was not right about it. The thing stays as it is; if it waits,
    it still waits. Raises `NotTheirsToDecide` and `NoReason`."""
    decision = decide(thing, outcome=Outcome.WARNED, by=by, reason=reason, rule=rule)
    emails.tell_authors(thing, decision)
    return decision
