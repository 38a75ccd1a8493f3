"""The verbs of claims: somebody says that a listing which nobody has claimed is theirs."""

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from leeds_leaders.moderation.actions import check_may_say, decide
from leeds_leaders.moderation.choices import Outcome, Standing
from leeds_leaders.notices import actions as notices
from peers.choices import Verdict
from peers.models import Organisation
from projects.actions.in_hand import locked
from projects.emails import team as letters
from projects.errors import AlreadyLed, IllegalMove, NotAmongThem
from projects.models import Project, ProjectClaim


@transaction.atomic
def claim(
    project: Project, words: str, *, by, organisation: Organisation | None = None
) -> ProjectClaim:
    """Ask to lead a listing; a moderator decides. Asked again, the latest words count.

    Raises `AlreadyLed`, `IllegalMove` off the map, and `NotAmongThem` for an organisation where one
    does nothing.
    """
    project = locked(project)
    _check_free(project)
    if organisation and not Organisation.objects.filter(pk=organisation.pk).of(by).exists():
        raise NotAmongThem(_("You have no role at “%(name)s”.") % {"name": organisation})
    check_may_say(by, words)
    claim, _is_new = ProjectClaim.objects.waiting().update_or_create(
        project=project, peer=by, defaults={"words": words, "organisation": organisation}
    )
    return claim


@transaction.atomic
def withdraw_claim(project: Project, *, by) -> None:
    """Take back what no moderator has decided on; a repeat is harmless."""
    project = Project.objects.select_for_update(no_key=True).get(pk=project.pk)
    ProjectClaim.objects.waiting().filter(project=project, peer=by).delete()


@transaction.atomic
def approve_claim(claim: ProjectClaim, *, by) -> ProjectClaim:
    """Make somebody the lead of a listing, of today; others who wait for it are told no.

    What was archived is on the lists again. Raises `AlreadyLed`, and `IllegalMove` also where they
    have no role any more at the organisation that they named.
    """
    return _approve(claim, by=by, of={Verdict.WAITING})


@transaction.atomic
def bring_claim_back(claim: ProjectClaim, *, by) -> ProjectClaim:
    """The same of one that was declined, as long as nobody leads the listing: a second thought, or
    an appeal that was right. What its maker has asked anew since is answered by it."""
    return _approve(claim, by=by, of={Verdict.WAITING, Verdict.DECLINED})


def _approve(claim: ProjectClaim, *, by, of: set[str]) -> ProjectClaim:
    project, claim = _both_locked(claim, by, of=of)
    _check_free(project)
    if not claim.peer.is_active:
        raise IllegalMove(_("%(name)s's account is closed.") % {"name": claim.peer})
    _check_role(claim)
    Project.objects.filter(pk=project.pk).update(
        lead=claim.peer,
        organisation=claim.organisation or project.organisation,
        standing=Standing.LIVE,
        archived_at=None,
        checked_at=timezone.now(),
        faded_at=None,
        revision=F("revision") + 1,
    )
    ProjectClaim.objects.waiting().filter(project=project, peer=claim.peer).exclude(
        pk=claim.pk
    ).delete()
    _decide(claim, Verdict.APPROVED, by=by, reason="")
    decline_the_rest(project, by=by, reason=_("A moderator has said yes to somebody else."))
    return claim


@transaction.atomic
def decline_claim(claim: ProjectClaim, *, by, reason: str, rule: str = "") -> ProjectClaim:
    """Say no to a claim, with a reason that its maker is told. Raises `IllegalMove` and
    `NoReason`."""
    _project, claim = _both_locked(claim, by, of={Verdict.WAITING})
    return _decide(claim, Verdict.DECLINED, by=by, reason=reason, rule=rule)


def decline_the_rest(project: Project, *, by, reason: str) -> None:
    """Say no to all who still wait for a locked project: somebody answers for it now."""
    waiting = ProjectClaim.objects.waiting().filter(project=project)
    for claim in waiting.select_related("peer", "project"):
        _decide(claim, Verdict.DECLINED, by=by, reason=reason)


def _both_locked(claim: ProjectClaim, by, *, of: set[str]) -> tuple[Project, ProjectClaim]:
    """The project and a claim of such a verdict, which is not `by`'s own nor a rival of it."""
    project = locked(claim.project)
    rows = ProjectClaim.objects.select_related("peer", "project", "organisation")
    found = rows.filter(pk=claim.pk).first()
    if found is None:
        raise IllegalMove(_("This claim was taken back."))
    claim = found
    if claim.verdict not in of:
        raise IllegalMove(_("This claim has been decided on already."))
    if ProjectClaim.objects.waiting().filter(project=project, peer=by).exists():
        raise IllegalMove(_("Nobody decides on a claim of their own, nor on a rival of it."))
    return project, claim


def _check_free(project: Project) -> None:
    if not project.is_unclaimed:
        raise AlreadyLed(_("“%(project)s” is led by somebody already.") % {"project": project})
    if not (project.is_live or project.is_archived):
        raise IllegalMove(_("“%(project)s” is not on the map.") % {"project": project})


def _check_role(claim: ProjectClaim) -> None:
    its = claim.organisation_id
    if its and not Organisation.objects.filter(pk=its).of(claim.peer).exists():
        raise IllegalMove(
            _("%(name)s has no role at “%(organisation)s” any more.")
            % {"name": claim.peer, "organisation": claim.organisation}
        )


def _decide(claim: ProjectClaim, verdict: str, *, by, reason: str, rule: str = "") -> ProjectClaim:
    outcome = Outcome.APPROVED if verdict == Verdict.APPROVED else Outcome.DECLINED
    decision = decide(claim, outcome=outcome, by=by, reason=reason, rule=rule)
    claim.verdict, claim.reason = verdict, reason
    claim.decided_by, claim.decided_at = by, timezone.now()
    claim.save(update_fields=["verdict", "reason", "decided_by", "decided_at"])
    notices.tell_many([letters.telling_of_claim(claim, decision)])
    return claim


@transaction.atomic
def release_from_organisation(project: Project, *, by) -> Project:
    """It does not belong to an organisation: its keeper's verb. Those who answer for the project
    are told; a repeat does nothing."""
    project = locked(project)
    organisation = project.organisation
    if organisation is None or organisation.keeper_id != by.pk:
        return project
    project.organisation = None
    Project.objects.filter(pk=project.pk).update(organisation=None, revision=F("revision") + 1)
    notices.tell_many(letters.tellings_of_release(project, organisation, by=by))
    return project
