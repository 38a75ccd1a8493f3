"""Asking another moderator to look again, and what comes of it."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from leeds_leaders.moderation import emails
from leeds_leaders.moderation.actions.claiming import lock_standing, take_turn
from leeds_leaders.moderation.actions.noting import note
from leeds_leaders.moderation.choices import Outcome, Standing
from leeds_leaders.moderation.errors import (
    AlreadySaid,
    NoReason,
    NotNow,
    NotTheirsToDecide,
    TooLate,
)
from leeds_leaders.moderation.kinds import kinds
from leeds_leaders.moderation.models import Appeal, Decision
from leeds_leaders.moderation.models.decision import DAYS_TO_APPEAL


@transaction.atomic
def appeal(decision: Decision, *, by, words: str) -> Appeal:
    """Ask another moderator to look at what was decided against something of one's own; once, and
    within thirty days. The others hear of it. Raises `NotTheirsToDecide`, `TooLate`, `AlreadySaid`,
    and `NotNow` of what was taken back.
    """
    lock_standing(decision)
    if decision.author_id != by.pk or not decision.can_be_appealed:
        raise NotTheirsToDecide(_("Whose thing it was can ask for another look, and nobody else."))
    if not decision.is_open_to_appeal:
        raise TooLate(
            _("That was possible for %(days)d days. Write to us if something is new.")
            % {"days": DAYS_TO_APPEAL}
        )
    asked, is_new = Appeal.objects.get_or_create(
        decision=decision, defaults={"peer": by, "words": words, "against": decision.by}
    )
    if not is_new:
        raise AlreadySaid(_("You have asked for another look already; once is enough."))
    emails.tell_moderators_of_appeal(asked)
    return asked


@transaction.atomic
def uphold(asked: Appeal, *, by, reason: str = "") -> Appeal:
    """Say that an appeal is right: the thing comes back, or the account is open again, and both
    sides are told, of this as well where it cannot be. Raises `NotTheirsToDecide`, `NotNow`, or
    what the thing's own verb refuses."""
    take_turn(asked.decision)
    asked = _answered(asked, by=by, is_upheld=True, answer=reason)
    is_back = _bring_back(asked.decision, by=by)
    asked.peer.refresh_from_db(fields=["is_active"])
    emails.tell_of_appeal(asked, is_back=is_back)
    return asked


@transaction.atomic
def turn_down(asked: Appeal, *, by, reason: str) -> Appeal:
    """Let a decision stand, with an answer that both sides are told. Raises `NoReason`,
    `NotTheirsToDecide`, `NotNow`."""
    if not reason.strip():
        raise NoReason(_("Say why, in words that whoever wrote it can use."))
    asked = _answered(asked, by=by, is_upheld=False, answer=reason)
    emails.tell_of_appeal(asked)
    return asked


def _answered(asked: Appeal, *, by, is_upheld: bool, answer: str) -> Appeal:
    """The appeal, locked and answered by another than who decided first or whose it is."""
    rows = Appeal.objects.select_related("decision", "peer", "against")
    asked = rows.select_for_update(of=("self",)).get(pk=asked.pk)
    if by.pk in {asked.against_id, asked.peer_id}:
        raise NotTheirsToDecide(
            _("Somebody else looks at this: neither who decided nor whose it is.")
        )
    if asked.decided_at is not None:
        raise NotNow(_("This appeal is answered already."))
    asked.decided_by, asked.decided_at = by, timezone.now()
    asked.is_upheld, asked.answer = is_upheld, answer
    asked.save(update_fields=["decided_by", "decided_at", "is_upheld", "answer"])
    note("appeal upheld" if is_upheld else "appeal turned down", asked, by=by, words=answer)
    return asked


def _bring_back(decision: Decision, *, by) -> bool:
    """Undo what was decided against by the verb of its kind, unless it was a word alone, more than
    that was decided since, or the thing is gone or taken back by whoever made it. Returns whether
    it was."""
    kind = kinds()[decision.kind]
    later = Decision.objects.on(decision.kind, decision.object_id).filter(pk__gt=decision.pk)
    later = later.exclude(outcome=Outcome.WARNED)
    thing = kind.rows([decision.object_id]).get(decision.object_id)
    is_withdrawn = getattr(thing, "standing", None) == Standing.WITHDRAWN
    if thing is None or is_withdrawn or later.exists() or decision.outcome == Outcome.WARNED:
        return False
    kind.approve(thing, by=by)
    return True
