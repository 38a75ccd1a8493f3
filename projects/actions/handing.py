"""The verbs of handing over: a project passes when whoever is asked takes it on."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from leeds_leaders.moderation.actions import check_may_say
from leeds_leaders.notices import actions as notices
from peers.models import Peer
from projects.actions import parting
from projects.actions.in_hand import locked, locked_for_lead
from projects.choices import Handing
from projects.emails import team as letters
from projects.errors import IllegalMove, NotAmongThem
from projects.models import Handover, Project, TeamMember


@transaction.atomic
def hand_over(project: Project, peer: Peer, *, by, words: str = "", stays: bool = True) -> Handover:
    """Ask somebody to answer for a project in one's place. Asked again of the same one, the latest
    words count. Raises `NotAmongThem`, and `IllegalMove` while somebody else is asked."""
    project = locked_for_lead(project, by=by)
    if not Project.objects.visible_to(peer).filter(pk=project.pk).exists():
        raise NotAmongThem(
            _("%(name)s cannot see it yet. Hand it over once it is on the map.") % {"name": peer}
        )
    check_may_say(by, words)
    waiting = Handover.objects.waiting().filter(project=project).first()
    if waiting and waiting.handed_to and not waiting.handed_to.is_active:
        _write(waiting, Handing.WITHDRAWN)  # nobody is there who could answer
        waiting = None
    if waiting and (waiting.handed_by_id, waiting.handed_to_id) != (by.pk, peer.pk):
        raise IllegalMove(_("Somebody is asked already. Wait for their answer, or take it back."))
    handover = waiting or Handover(project=project, handed_by=by, handed_to=peer)
    handover.words, handover.stays = words, stays
    handover.save()
    if waiting is None:
        notices.tell_many(letters.tellings_of_handover(handover))
    return handover


@transaction.atomic
def accept(handover: Handover, *, by) -> Handover:
    """Take a project on. Who handed it over stays in the team if they wanted to; if not, what leads
    to them goes, too. A repeat changes nothing. Raises `NotAmongThem`, and `IllegalMove` where it
    is not waiting any more."""
    project, handover = _both_locked(handover, by, Handing.ACCEPTED, whose="handed_to")
    if handover.state == Handing.ACCEPTED:
        return handover
    giver = handover.handed_by
    if giver is None or not (giver.is_active and project.is_led_by(giver)):
        raise IllegalMove(_("Whoever asked you does not answer for it any more."))
    taker = _row_of(project, by) or TeamMember(project=project, peer=by, asked_by=giver)
    taker.said_yes_at = taker.said_yes_at or timezone.now()
    is_first = project.lead_id == giver.pk
    taker.is_lead = not is_first and project.lead_id != by.pk
    taker.save()
    if is_first:
        Project.objects.filter(pk=project.pk).update(lead=by)
    if is_first and not handover.stays:
        parting.forget_ways_to_lead([project])
    _step_back(project, giver, stays=handover.stays)
    return _answer(handover, Handing.ACCEPTED)


@transaction.atomic
def decline(handover: Handover, *, by) -> Handover:
    """Not take it on; whoever asked is told. A repeat changes nothing. Raises as `accept` does."""
    _project, handover = _both_locked(handover, by, Handing.DECLINED, whose="handed_to")
    if handover.state == Handing.DECLINED:
        return handover
    return _answer(handover, Handing.DECLINED)


@transaction.atomic
def withdraw(handover: Handover, *, by) -> Handover:
    """Take the question back, before it was answered. A repeat changes nothing. Raises as `accept`
    does."""
    _project, handover = _both_locked(handover, by, Handing.WITHDRAWN, whose="handed_by")
    if handover.state == Handing.ASKED:
        _write(handover, Handing.WITHDRAWN)
    return handover


def _both_locked(handover: Handover, by, state: str, *, whose: str) -> tuple[Project, Handover]:
    """The project, and a handover that waits for `by`, or has just become what they want."""
    project = locked(handover.project)
    rows = Handover.objects.select_related("project", "handed_by", "handed_to")
    handover = rows.get(pk=handover.pk)
    if getattr(handover, whose) != by:
        raise NotAmongThem(_("This is for somebody else to say."))
    if handover.state not in {Handing.ASKED, state}:
        raise IllegalMove(
            _("This was %(state)s already.") % {"state": handover.get_state_display()}
        )
    return project, handover


def _answer(handover: Handover, state: str) -> Handover:
    _write(handover, state)
    notices.tell_many(letters.tellings_of_handover_answer(handover))
    return handover


def _write(handover: Handover, state: str) -> None:
    handover.state, handover.answered_at = state, timezone.now()
    handover.save(update_fields=["state", "answered_at"])


def _row_of(project: Project, peer: Peer) -> TeamMember | None:
    return TeamMember.objects.now().filter(project=project, peer=peer).first()


def _step_back(project: Project, giver: Peer, *, stays: bool) -> None:
    """Whoever handed it over answers for it no longer, and stays in the team or leaves it."""
    now = timezone.now()
    member = _row_of(project, giver) or TeamMember(project=project, peer=giver, said_yes_at=now)
    member.is_lead = False
    member.left_at = None if stays else now
    member.save()
