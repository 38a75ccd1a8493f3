"""The verbs of introductions: each of two people answers on their own."""

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from leeds_leaders.moderation.actions import check_may_say
from peers import rules
from peers.actions.connections import connect
from peers.actions.people import a_day_ago, check_day, lock
from peers.choices import Answer
from peers.emails import ties as emails
from peers.errors import NotConnected, TooLate
from peers.models import Block, Connection, Introduction, Peer


@transaction.atomic
def introduce(first: Peer, second: Peer, *, by: Peer, words: str) -> Introduction:
    """Propose two people to each other. Proposed again while it waits, it is the same.

    Whoever has said no to it before, or is out of reach of the other, is not asked; the proposer
    cannot tell. Raises `NotConnected`, and `EnoughForToday` beyond five in 24 hours.
    """
    by, first, second = lock(by, first, second)
    _check_connected(by, first, second)
    known = Introduction.objects.filter(by=by).between(first, second).first()
    if known and (known.made_at or not rules.is_over(known, timezone.now())):
        return known
    check_may_say(by, words)
    check_day(
        Introduction.objects.proposed_since(by, a_day_ago()).count(),
        rules.INTRODUCTIONS_A_DAY,
        _("You have proposed %(most)s introductions within a day, which is as many as anybody"
          " can. Tomorrow you can propose others."),
    )  # fmt: skip
    introduction = known or Introduction(by=by, first=first, second=second)
    introduction.words, introduction.proposed_at = words, timezone.now()
    introduction.first_answer = _only_no(introduction.first_answer)
    introduction.second_answer = _only_no(introduction.second_answer)
    introduction.save()
    _ask_both(introduction)
    return introduction


@transaction.atomic
def answer_introduction(introduction: Introduction, answer: Answer, *, by: Peer) -> Introduction:
    """Say for oneself whether one would like to meet the other. When both have said yes they are
    connected, and all three are told. Raises `TooLate`."""
    lock(introduction.by, introduction.first, introduction.second)
    people = Introduction.objects.select_related("by", "first", "second")
    introduction = people.get(Q(pk=introduction.pk))
    if introduction.made_at is not None:
        return introduction
    if rules.is_over(introduction, timezone.now()):
        raise TooLate(_("This introduction has waited too long. You can still ask in person."))
    if by.pk == introduction.first_id:
        introduction.first_answer = answer
    else:
        introduction.second_answer = answer
    if introduction.first_answer == introduction.second_answer == Answer.YES:
        _make(introduction)
    introduction.save()
    return introduction


def _make(introduction: Introduction) -> None:
    """Bring them together, unless one of the three has blocked another: then it goes on waiting."""
    by, first, second = introduction.by, introduction.first, introduction.second
    if Block.objects.among(by, first, second).exists():
        return
    connect(first, second)
    introduction.made_at = timezone.now()
    emails.tell_of_introduction(introduction)


def _ask_both(introduction: Introduction) -> None:
    first, second = introduction.first, introduction.second
    know_each_other = Connection.objects.between(first, second).made().exists()
    for recipient, other, answer in (
        (first, second, introduction.first_answer),
        (second, first, introduction.second_answer),
    ):
        has_blocked = Block.objects.filter(by=recipient, blocked=other).exists()
        emails.tell_of_proposal(
            introduction,
            recipient,
            other,
            is_named=Peer.objects.visible_to(recipient).filter(pk=other.pk).exists(),
            is_heard=not (know_each_other or has_blocked or answer),
        )


def _check_connected(by: Peer, *others: Peer) -> None:
    for other in others:
        if not Connection.objects.between(by, other).made().exists():
            raise NotConnected(
                _("You are not connected with %(name)s any more, so you cannot introduce them.")
                % {"name": other.name}
            )


def _only_no(answer: str) -> str:
    """What is left of an answer when the same is proposed once more: a no."""
    return answer if answer == Answer.NO else ""
