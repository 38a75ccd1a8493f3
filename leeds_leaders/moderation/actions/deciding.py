"""Deciding on a thing: checked, written down, told; the one way for every kind."""

from collections.abc import Sequence

from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _

from leeds_leaders.moderation.actions.answering import answer_reports
from leeds_leaders.moderation.actions.claiming import check_free
from leeds_leaders.moderation.choices import AGAINST, FOR, Outcome
from leeds_leaders.moderation.errors import NoReason, NotTheirsToDecide
from leeds_leaders.moderation.kinds import Kind, kind_of
from leeds_leaders.moderation.models import Approved, Case, Decision


def check_may_decide(kind: Kind, thing: Model, *, outcome: str, by, reason: str) -> None:
    """Raises `NotTheirsToDecide` of one's own thing and of what is about one's own, and `NoReason`
    where a no says nothing."""
    if by in kind.authors(thing):
        raise NotTheirsToDecide(_("Nobody decides on something of their own."))
    if by in kind.parties(thing):
        raise NotTheirsToDecide(_("This is about something of yours. Somebody else decides on it."))
    if outcome in AGAINST and not reason.strip():
        raise NoReason(_("Say why, in words that whoever wrote it can use."))


def decide(thing: Model, *, outcome: str, by, reason: str = "", rule: str = "") -> Decision:
    """Write down what somebody decided on `thing`, inside the transaction that does it; its case
    closes, and its texts are kept, in the decision itself if it is a no. Called before the thing
    itself is written, or the trigger of its table would close the case first. Those whose thing it
    is are told by the verb that calls this, with the decision; those who reported it, by this. From
    whichever page it comes: what another moderator has in hand is theirs to decide for as long.

    A yes is one with changes where a moderator has made some, and brings back what was taken away
    before. After a word to its author what waits still waits.

    Raises `NotTheirsToDecide`, `NoReason` and, of what another has in hand, `NotNow`.
    """
    kind = kind_of(thing)
    authors = kind.authors(thing)
    check_may_decide(kind, thing, outcome=outcome, by=by, reason=reason)
    case = _open_case(kind, thing)
    if case is not None:
        check_free(case, by=by)
    if case is not None and case.reports_made.open().filter(reporter=by).exists():
        raise NotTheirsToDecide(_("You reported this. Somebody else decides on it."))
    if outcome == Outcome.APPROVED:
        outcome = _kind_of_yes(kind, thing, case)
    decision = Decision.objects.create(
        kind=kind.name,
        object_id=str(thing.pk),
        author=_author(kind, thing, authors, case),
        by=by,
        outcome=outcome,
        rule=rule,
        reason=reason,
        texts=kind.texts_of(thing) if outcome in AGAINST else {},
        reports=case.reports if case else 0,
        waited=timezone.now() - case.opened_at if case else None,
    )
    if case is not None and not (outcome == Outcome.WARNED and case.is_unseen):
        _close(case)
        answer_reports(case, decision)
    if outcome in FOR:
        Approved.objects.update_or_create(
            kind=kind.name,
            object_id=str(thing.pk),
            defaults={"texts": kind.texts_of(thing), "at": timezone.now()},
        )
    return decision


def _author(kind: Kind, thing: Model, authors: Sequence, case: Case | None):
    """Who gets the reason and may appeal: of those whose it is the one for whose words it was held,
    or else whoever wrote it. Nobody answers for the words of somebody beside them."""
    held = [author for author in authors if case is not None and author.pk == case.author_id]
    return held[0] if held else kind.whose(thing)


def _open_case(kind: Kind, thing: Model) -> Case | None:
    """The open case of a thing, locked."""
    cases = Case.objects.open().filter(kind=kind.name, object_id=str(thing.pk))
    return cases.select_for_update(no_key=True).first()


def _kind_of_yes(kind: Kind, thing: Model, case: Case | None) -> str:
    """Approved, approved with changes, or brought back."""
    if case is not None:
        return Outcome.EDITED if case.is_edited else Outcome.APPROVED
    decisions = Decision.objects.on(kind.name, str(thing.pk))
    last = decisions.exclude(outcome=Outcome.WARNED).first()
    was_no = last is not None and last.outcome in AGAINST
    return Outcome.RESTORED if was_no else Outcome.APPROVED


def _close(case: Case) -> None:
    """It keeps whether its thing was seen meanwhile, should the decision be undone."""
    case.closed_at = timezone.now()
    case.claimed_by = case.claimed_until = None
    case.save(update_fields=["closed_at", "claimed_by", "claimed_until"])
