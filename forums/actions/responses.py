"""The verbs of responses: answering, mending, taking back, saying back what one heard."""

from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from forums import emails, rules
from forums.actions.standing import decide
from forums.choices import Heard
from forums.errors import NotSaid, OutOfDate
from forums.models import Note, Perspective, Response, Session
from leeds_leaders.moderation.actions import check_may_post, hold, screen
from leeds_leaders.moderation.choices import Standing
from leeds_leaders.moderation.models import Decision
from leeds_leaders.notices import actions as notices
from peers.actions.people import lock
from peers.models import Block, Peer


@dataclass(frozen=True)
class Said:
    """What somebody answers, checked for shape by the form."""

    words: str
    is_unnamed: bool = False
    heard: str = ""


@transaction.atomic
def respond(target: Perspective | Note | Session, said: Said, *, by, key: UUID) -> Response:
    """Answer a perspective, an item of notes or a session, and tell whoever wrote it. `key` comes
    with the form: sent twice it is said once. Raises `NotSaid`."""
    return _say(Response(pk=key, **{str(target._meta.model_name): target}), said, by=by)


@transaction.atomic
def reply(response: Response, said: Said, *, by, key: UUID) -> Response:
    """Answer what somebody answered, and tell them. Raises `NotSaid`."""
    parent = _locked(response)
    if parent.is_withdrawn:
        raise NotSaid(_("What you answer was taken back meanwhile."))
    thread = {"perspective": parent.perspective, "note": parent.note, "session": parent.session}
    return _say(Response(pk=key, parent=parent, **thread), said, by=by)


@transaction.atomic
def change(response: Response, said: Said, *, by) -> Response:
    """Say it in other words, as long as few can have read it. Raises `NotSaid`."""
    response = _locked(response)
    if not rules.can_change_response(by, response):
        raise NotSaid(
            _("A response can be changed for fifteen minutes. You can still answer it, or take it"
              " back.")
        )  # fmt: skip
    if said.heard != response.heard and response.heard_state not in {"", Heard.SAID}:
        raise NotSaid(_("What you heard was confirmed or put right already, and stands as it is."))
    because = screen(by, said.words, said.heard, before=(response.words, response.heard))
    _put(response, said)
    response.changed_at = timezone.now()
    response.save()
    return hold(response, because, author=by)


@transaction.atomic
def withdraw(response: Response, *, by) -> None:
    """Take back what one said. Where others answered it a gap stays; a repeat does nothing."""
    found = Response.objects.select_for_update().filter(pk=response.pk).first()
    if found is None or found.is_withdrawn:
        return
    if found.replies.exists():
        Response.objects.filter(pk=found.pk).update(
            is_withdrawn=True, author=None, words="", heard="", heard_state="", meant=""
        )
        return
    found.delete()
    _close_gap(found.parent_id)


@transaction.atomic
def confirm_heard(response: Response, *, by, read: str) -> Response:
    """Yes, that is what I meant. `read` is the mark of the words that the page showed. Raises
    `OutOfDate` where they are others by now, and `NotSaid`."""
    return _judge_heard(response, Heard.CONFIRMED, by=by, read=read)


@transaction.atomic
def mend_heard(response: Response, *, by, read: str, meant: str) -> Response:
    """Put right what somebody heard; see `confirm_heard`. Raises `OutOfDate` and `NotSaid`."""
    return _judge_heard(response, Heard.MENDED, by=by, read=read, meant=meant)


@transaction.atomic
def decline(response: Response, *, by, reason: str, rule: str = "") -> Decision:
    """A moderator takes it off the pages; its author is told why. Raises `NotSaid`."""
    return decide(_locked(response), Standing.DECLINED, by=by, reason=reason, rule=rule)


@transaction.atomic
def restore(response: Response, *, by) -> Decision:
    """A moderator lets it stand: one that was held, declined, or reported; whoever is answered is
    told, once. Raises `NotSaid`."""
    response = _locked(response)
    decision = decide(response, Standing.LIVE, by=by)
    _tell_of(response)
    return decision


def _say(response: Response, said: Said, *, by) -> Response:
    (by,) = lock(by)
    again = Response.objects.filter(pk=response.pk).first()
    if again:
        if again.author_id != by.pk:
            raise NotSaid(_("This form belongs to something else. Please open it again."))
        return again
    if not rules.can_respond(by, response.about):
        raise NotSaid(_("Nothing can be answered here at present."))
    because = screen(by, said.words, said.heard)
    response.author, response.standing = by, Standing.LIVE
    _put(response, said)
    response.save(force_insert=True)
    response.refresh_from_db(fields=["is_unnamed"])  # closed sessions name nobody
    hold(response, because, author=by)
    _tell_of(response)
    return response


def _put(response: Response, said: Said) -> None:
    """Write down what is said. What was heard is kept where there is somebody to say whether they
    meant it so."""
    response.words, response.is_unnamed = said.words, said.is_unnamed
    response.heard = said.heard if rules.can_say_back(response.author, response) else ""
    if not response.heard:
        response.heard_state = response.meant = ""
    elif response.heard_state not in Heard.values:
        response.heard_state, response.meant = Heard.SAID, ""


def _judge_heard(response: Response, state: str, *, by, read: str, meant: str = "") -> Response:
    response = _locked(response)
    if not rules.can_judge_heard(by, response):
        raise NotSaid(_("There is nothing here that you could confirm or put right."))
    if response.heard_mark != read:
        raise OutOfDate(_("They have put it in other words since. Please read it again."))
    if (response.heard_state, response.meant) != (state, meant):
        check_may_post(by, meant, before=[response.meant])
        response.heard_state, response.meant = state, meant
        response.save(update_fields=["heard_state", "meant"])
        if _is_told(response.author, by):
            notices.tell_many([emails.telling_of_heard(response)])
    return response


def _tell_of(response: Response) -> None:
    """Tell whoever is answered, once it is there for others to read."""
    if response.is_live and _is_told(response.answered, response.author):
        notices.tell_many([emails.telling_of_response(response)])


def _is_told(reader: Peer | None, writer: Peer | None) -> bool:
    """Nobody is told of their own, nor of somebody whom they blocked or who blocked them."""
    if reader is None or writer is None or reader == writer:
        return False
    return not Block.objects.among(reader, writer).exists()


def _close_gap(pk: UUID | None) -> None:
    """What was taken back goes for good, once nobody's answer hangs on it."""
    while pk:
        gap = Response.objects.select_for_update().filter(pk=pk, is_withdrawn=True).first()
        if gap is None or gap.replies.exists():
            return
        gap.delete()
        pk = gap.parent_id


def _locked(response: Response) -> Response:
    """As it is now, and nobody else's until the end of the transaction. Raises `NotSaid`."""
    rows = Response.objects.with_thread().select_for_update(of=("self",))
    found = rows.filter(pk=response.pk).first()
    if found is None:
        raise NotSaid(_("This was taken back meanwhile."))
    return found
