"""A moderator's word on what waits before others see it: projects, associations, places."""

from collections.abc import Sequence

from django.utils import timezone
from django.utils.translation import gettext as _

from leeds_leaders.moderation.actions import decide
from leeds_leaders.moderation.choices import Outcome, Standing
from leeds_leaders.moderation.kinds import kind_of
from leeds_leaders.moderation.models import Case, Decision, Moderated
from projects.errors import IllegalMove

WORD = ("standing", "decided_by", "decided_at", "decision_reason")


def check_can_become(thing: Moderated, standing: str) -> None:
    """Raises `IllegalMove` where the table of moves does not allow this step."""
    if not thing.can_become(standing):
        raise IllegalMove(
            _("“%(name)s” is %(standing)s; this cannot be done to it now.")
            % {"name": thing, "standing": thing.get_standing_display()}
        )


def leave_if_live(thing: Moderated, *, by) -> bool:
    """What is live and was reported stays as it is: whether there was no more to say yes to."""
    cases = Case.objects.open().filter(kind=kind_of(thing).name, object_id=str(thing.pk))
    if not (thing.is_live and cases.exists()):
        return False
    decide(thing, outcome=Outcome.LEFT, by=by)
    return True


def say_yes(
    thing: Moderated, *, by, also: Sequence[str] = (), standing: str = Standing.LIVE
) -> Decision:
    """Everybody sees it. The caller has locked and checked it, and tells its people; `also` are
    further fields that are to be written, `standing` is where it was before, if that was elsewhere
    than on the lists."""
    decision = decide(thing, outcome=Outcome.APPROVED, by=by)
    _write(thing, standing, decision, also)
    return decision


def say_no(
    thing: Moderated, *, by, reason: str, rule: str = "", also: Sequence[str] = ()
) -> Decision:
    """Nobody but its people sees it: what others could read until now, on the lists or off them,
    is taken away. The caller has locked and checked it, and tells them."""
    was_seen = thing.standing in {Standing.LIVE, Standing.WITHDRAWN}
    outcome = Outcome.REMOVED if was_seen else Outcome.DECLINED
    decision = decide(thing, outcome=outcome, by=by, reason=reason, rule=rule)
    _write(thing, Standing.DECLINED, decision, also)
    return decision


def _write(thing: Moderated, standing: str, decision: Decision, also: Sequence[str]) -> None:
    thing.standing, thing.decision_reason = standing, decision.reason
    thing.decided_by, thing.decided_at = decision.by, timezone.now()
    thing.save(update_fields=[*WORD, *also])


def hide(thing: Moderated) -> None:
    """How such a thing lets itself be hidden: it waits once more."""
    if thing.standing != Standing.HELD:
        thing.standing = Standing.HELD
        thing.save(update_fields=["standing"])
