"""Deciding on a case of the queue, and taking the last decision back.

Each verb here ends in a verb of the thing's own app (leeds_leaders/moderation/kinds.py).
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from leeds_leaders.moderation import emails
from leeds_leaders.moderation.actions.claiming import (
    check_free,
    lock_standing,
    take_turn,
    thing_of,
)
from leeds_leaders.moderation.actions.deciding import decide
from leeds_leaders.moderation.actions.hiding import wait_again
from leeds_leaders.moderation.actions.noting import note
from leeds_leaders.moderation.actions.warning import warn
from leeds_leaders.moderation.choices import FOR, Outcome
from leeds_leaders.moderation.errors import NotNow
from leeds_leaders.moderation.kinds import Kind, kinds
from leeds_leaders.moderation.models import Appeal, Case, Decision, Undone
from leeds_leaders.notices import actions as notices

# Letters about a decision wait so long, so that a slip of the finger reaches nobody.
TO_THINK_AGAIN = timedelta(minutes=1)
NO = frozenset({Outcome.DECLINED, Outcome.REMOVED})


@transaction.atomic
def answer(
    case: Case, *, outcome: str, by, reason: str = "", rule: str = "", read: str | None = None
) -> Decision | None:
    """Decide on a case. `read` is the digest of what stood on the page from which `by` decides: to
    what was written anew meanwhile, or did not stand there, nobody says yes. All that is told, to
    whomever, waits for a minute. Nothing is returned of what is gone.

    Raises `NotNow` of what somebody else has in hand or has decided on, and what the verbs raise.
    """
    take_turn(case)
    case = Case.objects.select_related("claimed_by").get(pk=case.pk)
    check_free(case, by=by)
    kind, thing = thing_of(case)
    if kind is None or thing is None:
        Case.objects.filter(pk=case.pk).update(closed_at=timezone.now())
        return None
    with notices.to_be_taken_back(case.key, until=timezone.now() + TO_THINK_AGAIN):
        VERBS[Outcome(outcome)](case, kind, thing, by=by, reason=reason, rule=rule)
    # Only now: the verb has locked the thing, and nobody can change it any more.
    if outcome in FOR and read is not None and read != kind.digest_of(thing):
        raise NotNow(_("It was changed meanwhile. This is how it stands now."))
    return Decision.objects.filter(kind=case.kind, object_id=case.object_id).first()


def _say_yes(case: Case, kind: Kind, thing, *, by, **_words) -> None:
    """What waits is shown; what stands, stays."""
    if case.is_unseen:
        kind.approve(thing, by=by)
    else:
        decide(thing, outcome=Outcome.LEFT, by=by)


def _say_yes_with_changes(case: Case, kind: Kind, thing, *, by, **_words) -> None:
    """Those whose it is hear that a moderator changed it, be it that others saw it all along; where
    it still says what it said when it was first taken in hand, it is a yes as any other."""
    if case.taken_as in ("", kind.digest_of(thing)):
        _say_yes(case, kind, thing, by=by)
        return
    Case.objects.filter(pk=case.pk).update(is_edited=True)
    if case.is_unseen:
        kind.approve(thing, by=by)
    else:
        emails.tell_authors(thing, decide(thing, outcome=Outcome.EDITED, by=by))


def _leave(case: Case, kind: Kind, thing, *, by, **_words) -> None:
    if case.is_unseen:
        raise NotNow(_("It waits, and nobody sees it. Let it stand, or decline it."))
    decide(thing, outcome=Outcome.LEFT, by=by)


def _say_no(case: Case, kind: Kind, thing, *, by, reason: str, rule: str) -> None:
    kind.decline(thing, by=by, reason=reason, rule=rule)


def _warn(case: Case, kind: Kind, thing, *, by, reason: str, rule: str) -> None:
    warn(thing, by=by, reason=reason, rule=rule)


def _suspend(case: Case, kind: Kind, thing, *, by, reason: str, rule: str) -> None:
    """The thing is taken away, and the account of who wrote it closed for now; of a person the
    account alone."""
    author = whose_account_closes(kind, thing)
    if author is None:
        raise NotNow(
            _("Whoever wrote it is gone, or several may have: no account closes with it. Take it"
              " away, and close an account by what is reported of that person.")
        )  # fmt: skip
    if thing != author:
        kind.decline(thing, by=by, reason=reason, rule=rule)
    kinds()["peer"].close_account(author, by=by, reason=reason, rule=rule)


def whose_account_closes(kind: Kind, thing) -> Any:
    """Who wrote a thing, if that is one person who is still here; nobody else stands in for them,
    though it is theirs as well."""
    writer = kind.writer(thing)
    return writer if writer is not None and writer.is_active else None


VERBS: dict[Outcome, Callable] = {
    Outcome.APPROVED: _say_yes,
    Outcome.EDITED: _say_yes_with_changes,
    Outcome.LEFT: _leave,
    Outcome.DECLINED: _say_no,
    Outcome.REMOVED: _say_no,
    Outcome.WARNED: _warn,
    Outcome.SUSPENDED: _suspend,
}


# Taking it back -----------------------------------------------------------------------------------


@transaction.atomic
def undo(decision: Decision, *, by) -> Case:
    """Make as if one's own last decision, of the last minute, had not been, as long as no letter
    that it wrote has left: the thing is what it was, nobody was told, and its case is open. That it
    happened stays written down.

    Raises `NotNow` where that is over, where more was decided with it, and where somebody has
    complained, or asked for another look, since.
    """
    take_turn(decision)
    lock_standing(decision)
    case = _case_of(decision)
    kind, thing = thing_of(decision)
    if kind is None or thing is None or decision.by_id != by.pk:
        raise NotNow(_("This cannot be undone."))
    _check_can_be_undone(kind, decision)
    if not notices.take_back(case.key):
        raise NotNow(_("Somebody was told already, so it cannot be undone."))
    if not case.is_unseen and decision.outcome in NO:
        with notices.to_be_taken_back(case.key, until=timezone.now() + TO_THINK_AGAIN):
            kind.approve(thing, by=by)
        notices.take_back(case.key)
    _open_again(case, decision, by=by)
    _strike(decision)
    if case.is_unseen:
        wait_again(thing)
    note("undone", thing, by=by, words=decision.get_outcome_display())
    return case


@transaction.atomic
def bring_back(decision: Decision, *, by) -> None:
    """Show again what was declined or taken away, and tell those whose it is. Raises `NotNow` where
    that is done, and of what somebody else has in hand."""
    take_turn(decision)
    kind, thing = thing_of(decision)
    if kind is None or thing is None or decision.outcome not in NO or not _is_last(decision):
        raise NotNow(_("There is nothing to bring back."))
    kind.approve(thing, by=by)


def _is_last(decision: Decision) -> bool:
    """Whether nothing was decided on the same thing since."""
    return Decision.objects.on(decision.kind, decision.object_id).first() == decision


def _case_of(decision: Decision) -> Case:
    """The case on which something was decided: closed by it, or open still after a word. Raises
    `NotNow` where there is none, or a newer one."""
    cases = Case.objects.filter(kind=decision.kind, object_id=decision.object_id).order_by("pk")
    case = cases.filter(Q(closed_at=None) | Q(closed_at__gte=decision.at)).first()
    if case is None:
        raise NotNow(_("This cannot be undone."))
    if case != cases.last():
        raise NotNow(_("Somebody has complained of it since: it is in the queue again."))
    return case


def _check_can_be_undone(kind: Kind, decision: Decision) -> None:
    """Only the very last decision of theirs: what was decided together with others, as on an
    organisation and the claims to it, stays."""
    is_final = decision.outcome == Outcome.SUSPENDED or not kind.can_be_undone
    is_their_last = Decision.objects.standing().filter(by=decision.by_id).first() == decision
    is_contested = Appeal.objects.filter(decision=decision).exists()
    if is_final or is_contested or not is_their_last or not _is_last(decision):
        raise NotNow(_("This cannot be undone."))
    if timezone.now() - decision.at > TO_THINK_AGAIN:
        raise NotNow(_("More than a minute has passed, so it cannot be undone."))


def _open_again(case: Case, decision: Decision, *, by) -> None:
    case.closed_at, case.is_edited = None, False
    case.claimed_by, case.claimed_until = by, timezone.now() + TO_THINK_AGAIN * 10
    case.save(update_fields=["closed_at", "is_edited", "claimed_by", "claimed_until"])
    case.reports_made.filter(answered_at__gte=decision.at).update(
        answered_at=None, was_right=None, is_gone=None
    )


def _strike(decision: Decision) -> None:
    """Let a decision count nowhere any more, nor the one that showed again what it took away."""
    since = Decision.objects.on(decision.kind, decision.object_id).filter(pk__gte=decision.pk)
    Undone.objects.bulk_create(Undone(decision=one) for one in since)
