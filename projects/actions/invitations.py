"""The verbs between a citizens' project and the public bodies that it calls in."""

from datetime import date
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from leeds_leaders.days import later_by_waiting
from leeds_leaders.moderation import actions as moderation
from leeds_leaders.moderation.models import Decision
from leeds_leaders.notices import actions as notices
from peers.models import Organisation
from projects import rules
from projects.actions.in_hand import locked
from projects.actions.screening import check_said
from projects.choices import PUBLIC_BODIES, Invited
from projects.emails import support as letters
from projects.errors import NotALine, TooMany
from projects.models import Invitation, Project

MOST_WAITING = 12


@transaction.atomic
def invite(
    project: Project, organisation: Organisation, *, key: UUID, words: str, due_on: date, by
) -> Invitation:
    """Call a public body in; whoever keeps it is told, unless it waits for a moderator. Sent twice,
    it is one. Raises `NotALine` and `TooMany`."""
    project = locked(project)
    sent_twice = Invitation.objects.filter(key=key, project=project).first()
    if sent_twice is not None:
        return sent_twice
    if Invitation.objects.filter(key=key).exists():
        raise NotALine(_("This form was sent for another project. Please open it again."))
    _check(project, organisation, by)
    because = moderation.screen(by, words)
    try:
        with transaction.atomic():
            invitation = Invitation.objects.create(
                key=key,
                project=project,
                organisation=organisation,
                words=words,
                due_on=due_on,
                invited_by=by,
            )
    except IntegrityError:
        raise NotALine(
            _("%(name)s is invited already, and has not answered yet.") % {"name": organisation}
        ) from None
    moderation.hold(invitation, because, author=by)
    if not because:
        notices.tell_many(letters.tellings_of_invitation(invitation))
    return invitation


@transaction.atomic
def let_stand(invitation: Invitation, *, by) -> Decision:
    """A moderator's verb: what was hidden is seen, and whoever keeps the public body is told. They
    have as long to answer as if it had not waited."""
    hidden_at = _locked(invitation).hidden_at
    decision = moderation.let_stand(invitation, by=by)
    invitation = _locked(invitation)
    if invitation.state == Invited.WAITING:
        if hidden_at:
            invitation.due_on = later_by_waiting(invitation.due_on, hidden_at)
            invitation.save(update_fields=["due_on"])
        notices.tell_many(letters.tellings_of_invitation(invitation))
    return decision


def _check(project: Project, organisation: Organisation, by) -> None:
    if not rules.can_call_in(by, project):
        raise NotALine(_("“%(project)s” cannot invite anybody now.") % {"project": project})
    if organisation.form not in PUBLIC_BODIES:
        raise NotALine(_("%(name)s is no public body.") % {"name": organisation})
    if project.invitations.waiting().count() >= MOST_WAITING:
        raise TooMany(
            _("%(count)s invitations wait for an answer. Please wait for some of them first.")
            % {"count": MOST_WAITING}
        )


@transaction.atomic
def answer(invitation: Invitation, state: str, *, by, answer: str = "") -> Invitation:
    """What the public body says: by its keeper, or written down by the project's people where it
    came on another way. The other side is told. Raises `NotALine`."""
    invitation = _locked(invitation)
    if not rules.can_answer_invitation(by, invitation):
        raise NotALine(_("This invitation was answered, or taken back."))
    is_written_down = invitation.organisation.keeper_id != by.pk
    said = state, answer, is_written_down
    if said == (invitation.state, invitation.answer, invitation.was_written_down):
        return invitation
    check_said(by, answer, before=invitation.answer)
    invitation.state, invitation.answer, invitation.was_written_down = said
    invitation.answered_by, invitation.answered_at = by, timezone.now()
    invitation.save()
    notices.tell_anew(letters.tellings_of_body(invitation, by=by))
    return invitation


@transaction.atomic
def withdraw(invitation: Invitation, *, by) -> Invitation:
    """Take an invitation back that was not answered; a repeat is harmless. Raises `NotALine`."""
    invitation = _locked(invitation)
    if invitation.state == Invited.WITHDRAWN:
        return invitation
    if invitation.state != Invited.WAITING:
        raise NotALine(_("It was answered: that stays to be read."))
    invitation.state = Invited.WITHDRAWN
    invitation.save(update_fields=["state"])
    return invitation


def _locked(invitation: Invitation) -> Invitation:
    rows = Invitation.objects.select_for_update(of=("self",))
    return rows.select_related("organisation", "project").get(pk=invitation.pk)
