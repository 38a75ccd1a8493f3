"""Who has a case in hand: two moderators never look at the same thing at once."""

from datetime import timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from leeds_leaders.moderation.errors import NotNow
from leeds_leaders.moderation.kinds import Kind, kinds
from leeds_leaders.moderation.models import Case, Decision

IN_HAND_FOR = timedelta(minutes=10)
MOST_PASSED_OVER = 20


@transaction.atomic
def claim(case: Case, *, by) -> Case:
    """Take a case in hand for ten minutes, or for ten more. Raises `NotNow` where somebody else has
    it, or where it is closed."""
    case = Case.objects.select_for_update(no_key=True).get(pk=case.pk)
    check_free(case, by=by)
    return _take(case, by)


@transaction.atomic
def release(case: Case, *, by) -> None:
    """Let go of a case; of somebody else's nothing happens."""
    Case.objects.filter(pk=case.pk, claimed_by=by).update(claimed_by=None, claimed_until=None)


@transaction.atomic
def claim_next(*, by, after: Case | None = None) -> Case | None:
    """Take in hand the next case that is free: the most harmful first, then the oldest; what comes
    behind `after`, and from the beginning once that is through. What is one's own, or reported by
    oneself, is passed over, and so is what another takes at this very moment."""
    free = Case.objects.open().free_for(by).exclude(author=by).exclude(reports_made__reporter=by)
    if after is None:
        return _first(free, by)
    return _first(free.filter(_behind(after)), by) or _first(free.exclude(pk=after.pk), by)


def take_turn(about: Case | Decision) -> None:
    """Wait until nobody else decides on the same thing; then be the only one, to the end of the
    transaction. No row is locked by it: the verbs lock the thing, and then its case."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtext('moderation_case'), hashtext(%s))",
            [f"{about.kind} {about.object_id}"],
        )


def lock_standing(decision: Decision) -> None:
    """Keep a decision from being taken back, or contested, at this very moment. Raises `NotNow` of
    what was taken back."""
    Decision.objects.select_for_update().get(pk=decision.pk)
    if not Decision.objects.standing().filter(pk=decision.pk).exists():
        raise NotNow(_("This was taken back: it is as if it had not been decided."))


def check_free(case: Case, *, by) -> None:
    """Raises `NotNow` of what is closed, and of what somebody else has in hand."""
    if not case.is_open:
        raise NotNow(_("It has been decided on meanwhile. What was decided stands below."))
    if case.is_in_hand_of_another(by):
        raise NotNow(
            _("%(name)s has it in hand until %(time)s.")
            % {
                "name": case.claimed_by,
                "time": timezone.localtime(case.claimed_until).strftime("%H:%M"),
            }
        )


def _behind(case: Case) -> Q:
    """What comes later in the queue."""
    later = Q(opened_at__gt=case.opened_at) | Q(opened_at=case.opened_at, pk__gt=case.pk)
    return Q(harm__lt=case.harm) | Q(harm=case.harm) & later


def _first(cases: QuerySet[Case], by) -> Case | None:
    """The first that is neither `by`'s own nor about what is theirs, taken in hand. They are locked
    one by one: whoever asks at the same moment gets the next."""
    free = cases.select_for_update(skip_locked=True, no_key=True)
    for pk in list(cases.values_list("pk", flat=True)[:MOST_PASSED_OVER]):
        case = free.filter(pk=pk).first()
        if case is not None and by not in _concerned(case):
            return _take(case, by)
    return None


def thing_of(case: Case | Decision) -> tuple[Kind | None, Any]:
    """The kind and the thing that a case or a decision is about; nothing where it is gone."""
    kind = kinds().get(case.kind)
    return kind, kind.rows([case.object_id]).get(case.object_id) if kind else None


def _concerned(case: Case):
    kind, thing = thing_of(case)
    return kind.concerned(thing) if kind and thing is not None else ()


def _digest_of(case: Case) -> str:
    kind, thing = thing_of(case)
    return kind.digest_of(thing) if kind and thing is not None else ""


def _take(case: Case, by) -> Case:
    case.claimed_by, case.claimed_until = by, timezone.now() + IN_HAND_FOR
    case.taken_as = case.taken_as or _digest_of(case)
    case.save(update_fields=["claimed_by", "claimed_until", "taken_as"])
    return case
