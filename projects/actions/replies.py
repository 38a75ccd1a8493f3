"""The verbs of answering what a project asks for: somebody says what they could do, the project
says yes, thanks them, or not this time."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from leeds_leaders.moderation import actions as moderation
from leeds_leaders.moderation.models import Decision
from leeds_leaders.notices import actions as notices
from peers.models import Item, Organisation
from projects import rules
from projects.actions.interest import check_name
from projects.actions.screening import screened
from projects.choices import ReplyState
from projects.emails import support as letters
from projects.errors import IllegalMove, NotALine
from projects.models import Reply, Support

TAKEN = (ReplyState.ACCEPTED, ReplyState.DONE)


@transaction.atomic
def answer(
    support: Support,
    *,
    by,
    words: str,
    is_named: bool = False,
    organisation: Organisation | None = None,
    item: Item | None = None,
) -> Reply:
    """Say what one could do, or say it in other words. The project's people are told once a day, of
    what waits for a moderator not before it stands.

    Once the project has said yes, the words stand, and only the name can be shown or hidden; that
    of an organisation can be left out, not put in. Raises `NotALine` and `NotTheirs`.
    """
    support = Support.objects.select_for_update(no_key=True).get(pk=support.pk)
    reply = Reply.objects.select_for_update().filter(support=support, peer=by).first()
    because = ""
    if reply is None or reply.state not in TAKEN:
        _check_place(support, by)
        reply = reply or Reply(support=support, peer=by)
        because = screened(reply, ["words"], Reply(words=words), by=by)
        reply = _said(reply, words)
        reply.item = item if item and item.peer_id == by.pk else None
    elif organisation is not None and organisation.pk != reply.organisation_id:
        raise NotALine(
            _("The project said yes before you named “%(name)s”, so that cannot stand there now.")
            % {"name": organisation}
        )
    check_name(organisation, by)
    reply.is_named, reply.organisation = is_named, organisation
    reply.save()
    moderation.hold(reply, because, author=by)
    _tell(reply)
    return reply


def _tell(reply: Reply) -> None:
    """Tell the project's people what waits for them, if they may read it."""
    if reply.state == ReplyState.WAITING and not reply.is_hidden:
        notices.tell_anew(letters.tellings_of_reply(reply))


@transaction.atomic
def let_stand(reply: Reply, *, by) -> Decision:
    """A moderator's verb: what was hidden reaches the project's people."""
    decision = moderation.let_stand(reply, by=by)
    _tell(_locked(reply))
    return decision


def _check_place(support: Support, by) -> None:
    if not (support.is_open and rules.can_stand_behind(by, support.project)):
        raise NotALine(_("“%(support)s” takes no answers now.") % {"support": support})


def _said(reply: Reply, words: str) -> Reply:
    if reply.state == ReplyState.DECLINED:
        raise NotALine(_("The project said: not this time. Something else may fit another day."))
    reply.words, reply.said_at = words, timezone.now()
    reply.state, reply.answer = ReplyState.WAITING, ""
    return reply


@transaction.atomic
def take_back(reply: Reply, *, by) -> Reply:
    """I cannot after all. The project is told where it counted on it; a repeat is harmless."""
    reply = _locked(reply)
    if reply.state == ReplyState.WITHDRAWN:
        return reply
    was_taken = reply.state in TAKEN
    _move(reply, ReplyState.WITHDRAWN)
    reply.save(update_fields=["state"])
    if was_taken:
        notices.tell_many(letters.tellings_of_taking_back(reply))
    return reply


def accept(reply: Reply, *, by, answer: str = "") -> Reply:
    """The project says yes."""
    return _decide(reply, ReplyState.ACCEPTED, by=by, answer=answer)


def decline(reply: Reply, *, by, answer: str = "") -> Reply:
    """Not this time, with a kind word if there is one."""
    return _decide(reply, ReplyState.DECLINED, by=by, answer=answer)


def thank(reply: Reply, *, by, answer: str = "") -> Reply:
    """It is done, and the project says thank you."""
    return _decide(reply, ReplyState.DONE, by=by, answer=answer)


@transaction.atomic
def _decide(reply: Reply, state: str, *, by, answer: str) -> Reply:
    """One of several who decide at once does, the others read how it stands; one's own repeat is
    harmless. Raises `IllegalMove`."""
    reply = _locked(reply)
    if reply.state == state and reply.answered_by_id == by.pk:
        return reply
    moderation.check_may_say(by, answer)
    _move(reply, state)
    reply.answer, reply.answered_by, reply.answered_at = answer, by, timezone.now()
    reply.save(update_fields=["state", "answer", "answered_by", "answered_at"])
    notices.tell_anew(letters.tellings_of_decision(reply, by=by))
    return reply


def _move(reply: Reply, state: str) -> None:
    if not reply.can_become(state):
        raise IllegalMove(
            _("This answer is “%(here)s” by now; it cannot become “%(there)s”.")
            % {"here": reply.get_state_display(), "there": ReplyState(state).label}
        )
    reply.state = state


def _locked(reply: Reply) -> Reply:
    rows = Reply.objects.select_for_update(of=("self",))
    return rows.select_related("peer", "support__project").get(pk=reply.pk)
