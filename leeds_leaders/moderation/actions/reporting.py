"""Saying that a thing breaks a rule of the house."""

import secrets
from collections.abc import Sequence
from datetime import timedelta

from django.db import transaction
from django.db.models import Model
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from leeds_leaders.moderation import emails
from leeds_leaders.moderation.actions.brigades import established, looks_like_a_brigade
from leeds_leaders.moderation.choices import HARM, Because
from leeds_leaders.moderation.errors import AlreadySaid, NotNow, NotTheirsToDecide
from leeds_leaders.moderation.kinds import Kind, kind_of
from leeds_leaders.moderation.models import Case, Report
from leeds_leaders.moderation.querysets import hash_of

ENOUGH = 3  # established members, to hide a thing until a moderator has looked
URGENT = 3  # harm, of which moderators are told at once
AGAIN_AFTER = timedelta(days=7)  # from the answer
ATTEMPTS = 5  # while cases are closed under the hands of who reports


def sender_of(address: str) -> str:
    """What is kept of the network address of a visitor: enough to know it again, and no more."""
    return salted_hmac("moderation.report.sender", address, algorithm="sha256").hexdigest()


def report(thing: Model, *, by=None, rule: str, words: str = "", sender: str = "") -> str:
    """Say that `thing`, which `by` can see, breaks a rule. Whoever has no account is known by
    `sender`. Returns the secret of the address at which one sees what came of it.

    Reports of one thing are one case; the worst rule that is named says how soon it is looked at.
    Three established members hide a thing until then, unless they look like a brigade. Raises
    `AlreadySaid`, `NotTheirsToDecide` of one's own, and `NotNow` where no case stays open.
    """
    kind = kind_of(thing)
    if by is not None and by in kind.authors(thing):
        raise NotTheirsToDecide(_("This is yours: you can change it or take it away yourself."))
    token = secrets.token_urlsafe(24)
    case = _write_down(kind, thing, token, by=by, rule=rule, words=words, sender=sender)
    _hide_if_enough(kind, thing, case)
    return token


@transaction.atomic
def _write_down(kind: Kind, thing: Model, token: str, *, by, rule, words, sender) -> Case:
    """One report more in the case of a thing, which is locked: each is counted."""
    case = _case_of(kind, thing)
    _check_is_new(case, by=by, sender=sender)
    Report.objects.create(
        case=case, reporter=by, rule=rule, words=words, sender=sender, token_hash=hash_of(token)
    )
    _count(case, harm=HARM[rule], authors=kind.authors(thing))
    return case


def _case_of(kind: Kind, thing: Model) -> Case:
    """The open case of a thing, locked; a new one where there is none. One that is decided on just
    now is closed once it can be locked: the report is then of the next."""
    same = {"kind": kind.name, "object_id": str(thing.pk)}
    author = kind.whose(thing)
    for _attempt in range(ATTEMPTS):
        Case.objects.bulk_create([Case(author=author, because="", **same)], ignore_conflicts=True)
        case = Case.objects.open().filter(**same).select_for_update(no_key=True).first()
        if case is not None:
            return case
    raise NotNow(_("A moderator decides on this at this moment. Please send it again."))


def _check_is_new(case: Case, *, by, sender: str) -> None:
    """One report of a thing for each, until a while after it was answered."""
    theirs = {"reporter": by} if by is not None else {"sender": sender, "reporter": None}
    earlier = Report.objects.about(case.kind, case.object_id).filter(**theirs)
    lately = timezone.now() - AGAIN_AFTER
    if earlier.open().exists() or earlier.filter(answered_at__gt=lately).exists():
        raise AlreadySaid(_("You reported this already. Thank you: once is enough."))


def _count(case: Case, *, harm: int, authors: Sequence) -> None:
    is_newly_urgent = harm >= URGENT > case.harm
    case.reports, case.harm = case.reports + 1, max(case.harm, harm)
    case.save(update_fields=["reports", "harm"])
    if is_newly_urgent:
        emails.tell_moderators_of_danger(case, authors)


def _hide_if_enough(kind: Kind, thing: Model, case: Case) -> None:
    """Let a thing wait, unseen, once three whose word has weight have reported it; where it looked
    like a brigade once, a moderator looks first, whoever joins in."""
    reporters = established(case)
    if len(reporters) < ENOUGH or case.is_unseen or case.is_brigade:
        return
    if looks_like_a_brigade(case, reporters):
        Case.objects.filter(pk=case.pk).update(is_brigade=True)
    else:
        _hide(kind, thing, case)


@transaction.atomic
def _hide(kind: Kind, thing: Model, case: Case) -> None:
    """The thing first and its case after it, as whoever decides takes them; and not at all if
    somebody has decided meanwhile, or it is hidden already."""
    kind.hide(thing)
    ours = Case.objects.open().filter(pk=case.pk, is_hidden=False)
    if ours.update(is_hidden=True, is_held=True, because=Because.REPORTED):
        emails.tell_of_hiding(thing, kind, case)
    else:
        transaction.set_rollback(True)
