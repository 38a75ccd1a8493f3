"""The verbs of outcomes: somebody says what came of it, and the project says whether it is so."""

from dataclasses import asdict, dataclass
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from forums import emails, rules
from forums.choices import Verdict
from forums.errors import NotAnOutcome, OutOfDate
from forums.models import Action, Outcome
from leeds_leaders.moderation.actions import check_may_say, hold, screen
from leeds_leaders.notices import actions as notices
from peers.models import Block, Peer
from projects.emails.leads import leads_of
from projects.models import Project

MOST_WAITING = 10  # of somebody, for one project


@dataclass(frozen=True)
class Told:
    """What came of it, checked for shape by the form."""

    kind: str
    words: str
    limited_by: str = ""
    evidence: str = ""
    happened_on: date | None = None


@transaction.atomic
def say_outcome(
    project: Project, told: Told, *, by, key: UUID, action: Action | None = None
) -> Outcome:
    """Say what came of a project, perhaps by an action. It stands at once where whoever says so
    answers for the project; else they are asked. `key` comes with the form: sent twice it is said
    once. Raises `NotAnOutcome`."""
    _take_turns(project)
    again = Outcome.objects.filter(key=key).first()
    if again and again.said_by_id == by.pk:
        return again
    if again:
        raise NotAnOutcome(_("This form belongs to something else. Please open it again."))
    _refuse_flood(project, by)
    because = screen(by, told.words, told.limited_by, told.evidence)
    outcome = Outcome(
        key=key, project=project, action=action, said_by=by, said_at=timezone.now(), **asdict(told)
    )
    _put_before_project(outcome, because, by)
    return outcome


@transaction.atomic
def change_outcome(outcome: Outcome, told: Told, *, by) -> Outcome:
    """Say it in other words. In the words of whoever answers for the project it stands, and whoever
    said so is told; in theirs it waits for the project again. Raises `NotAnOutcome`."""
    outcome = _locked(outcome)
    was = outcome.told
    before = (outcome.words, outcome.limited_by, outcome.evidence)
    because = screen(by, told.words, told.limited_by, told.evidence, before=before)
    for name, value in asdict(told).items():
        setattr(outcome, name, value)
    if outcome.told == was:
        return outcome
    outcome.is_reworded = outcome.said_by_id != by.pk
    _put_before_project(outcome, because, by)
    return outcome


@transaction.atomic
def confirm_outcome(outcome: Outcome, *, by, was: str | None = None) -> Outcome:
    """It is so: from now on everybody may read it. Said again it changes nothing. `was` is the mark
    of what the page showed: nobody confirms what they have not read. Raises `OutOfDate`."""
    outcome = _locked(outcome)
    if outcome.state != Verdict.CONFIRMED:
        if was is not None and was != outcome.mark:
            raise OutOfDate(_("It was put in other words meanwhile. Is it so, as it stands now?"))
        _decide(outcome, Verdict.CONFIRMED, by=by)
    return outcome


@transaction.atomic
def decline_outcome(outcome: Outcome, *, by, reason: str) -> Outcome:
    """The project sees it differently: it is public no more, and whoever said so reads why. Raises
    `TooMuch`."""
    outcome = _locked(outcome)
    if (outcome.state, outcome.reason) != (Verdict.DECLINED, reason):
        check_may_say(by, reason)
        _decide(outcome, Verdict.DECLINED, by=by, reason=reason)
    return outcome


@transaction.atomic
def withdraw_outcome(outcome: Outcome, *, by) -> None:
    """Take back what one has said; a repeat does nothing."""
    Outcome.objects.filter(pk=outcome.pk).delete()


def _put_before_project(outcome: Outcome, because: str, by) -> None:
    """Written by whoever answers for the project it stands; written by others they are asked, once
    no moderator has to look at it (`because` says why one would)."""
    if rules.can_decide_outcomes(by, outcome.project):
        _decide(outcome, Verdict.CONFIRMED, by=by)
        hold(outcome, because, author=by)
        return
    outcome.state, outcome.reason = Verdict.SAID, ""
    outcome.decided_at = outcome.decided_by = None
    outcome.save()
    hold(outcome, because, author=by)
    if not outcome.is_hidden:
        leads = leads_of(outcome.project, by=by)
        notices.tell_many([emails.telling_of_outcome_said(outcome, lead) for lead in leads])


def _decide(outcome: Outcome, state: str, *, by, reason: str = "") -> None:
    """Write what the project says, and tell whoever said so."""
    outcome.state, outcome.reason = state, reason
    outcome.decided_at, outcome.decided_by = timezone.now(), by
    outcome.save()
    if _is_told(outcome.said_by, by):
        notices.tell_many([emails.telling_of_outcome_decided(outcome)])


def _is_told(reader: Peer | None, by: Peer) -> bool:
    """Nobody is told of what they did themselves, nor by somebody from whom they are parted by a
    block: on the page of the project it waits for them all the same."""
    is_another = reader is not None and reader != by
    return is_another and not Block.objects.among(reader, by).exists()


def _locked(outcome: Outcome) -> Outcome:
    """The outcome as it is now. Raises `NotAnOutcome` where it was withdrawn."""
    locked = Outcome.objects.select_for_update(of=("self",)).select_related("project", "said_by")
    found = locked.filter(pk=outcome.pk).first()
    if found is None:
        raise NotAnOutcome(_("This was withdrawn."))
    return found


def _take_turns(project: Project) -> None:
    """One after the other: of two clicks at once the second finds what the first wrote."""
    rows = Project.objects.select_for_update(no_key=True).filter(pk=project.pk)
    rows.values_list("pk").get()


def _refuse_flood(project: Project, by) -> None:
    waiting = Outcome.objects.filter(project=project, said_by=by, state=Verdict.SAID).count()
    if waiting >= MOST_WAITING:
        raise NotAnOutcome(
            _("%d things that you said wait for this project already. Let it answer first.")
            % MOST_WAITING
        )
