"""The verbs of what a project asks for and offers.

The kinds of help of its open asks are what the project needs: they come to `Project.needs` with the
first ask and leave with the last, so that lists, map and letters never show what was met, nor
what is hidden.
"""

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from leeds_leaders.language.models import Help
from leeds_leaders.moderation import actions as moderation
from leeds_leaders.moderation.actions.hiding import hide as hide_row
from leeds_leaders.moderation.models import Decision
from leeds_leaders.notices import actions as notices
from projects.actions.in_hand import locked
from projects.actions.marks import check_unwritten
from projects.actions.screening import check_said, screened
from projects.choices import Seek, SupportState
from projects.emails import support as letters
from projects.errors import IllegalMove, NotALine, TooMany
from projects.models import Project, Support

BATCH = 200
MOST_OPEN = 30
TEXTS = ("title", "words", "amount")
PLAIN = ("kind", "title", "words", "amount", "until")


@dataclass(frozen=True)
class SupportDetails:
    """What somebody says of an ask or offer, checked for shape by the form."""

    title: str
    kind: str = Seek.ASK
    words: str = ""
    amount: str = ""
    until: date | None = None
    tags: list[Help] = field(default_factory=list)


@transaction.atomic
def open_support(project: Project, details: SupportDetails, *, key: UUID, by) -> Support:
    """Put an ask or offer on the lists. `key` came with the form: sent twice, it is one."""
    project = locked(project)
    sent_twice = Support.objects.filter(key=key, project=project).first()
    if sent_twice is not None:
        return sent_twice
    _check_room(project)
    if Support.objects.filter(key=key).exists():
        raise NotALine(_("This form was sent for another project. Please open it again."))
    support = Support(key=key, project=project, opened_by=by)
    return _write(support, details, by=by)


@transaction.atomic
def change_support(support: Support, details: SupportDetails, *, by, was: str = "") -> Support:
    """Write what its project changed, in whatever state it is. Raises `WrittenMeanwhile` if
    somebody saved since `was`, the mark of what the form showed."""
    support = _locked_support(support)
    check_unwritten(was, mark_of(support))
    return _write(support, details, by=by)


def mark_of(support: Support) -> str:
    """A short text that is another once somebody has changed it."""
    return f"{support.changed_at.timestamp():.6f}"


def _write(support: Support, details: SupportDetails, *, by) -> Support:
    because = screened(support, TEXTS, details, by=by)
    for name in PLAIN:
        setattr(support, name, getattr(details, name))
    support.changed_at = timezone.now()
    support.save()
    former = {tag.pk for tag in support.tags.all()}
    support.tags.set(details.tags)
    keep_needs(support.project, former | {tag.pk for tag in details.tags})
    return moderation.hold(support, because, author=by)


# What moderators say of it -----------------------------------------------------------------------


@transaction.atomic
def hide(support: Support) -> None:
    """How an ask or offer lets itself be hidden: its project needs no longer what it asks for."""
    hide_row(support)
    keep_needs(support.project, _tags_of(support))


@transaction.atomic
def let_stand(support: Support, *, by) -> Decision:
    """A moderator's verb: what was hidden is on the lists again."""
    support = _locked_support(support)
    decision = moderation.let_stand(support, by=by)
    keep_needs(support.project, _tags_of(support))
    return decision


@transaction.atomic
def take_away(support: Support, *, by, reason: str, rule: str = "") -> Decision:
    """A moderator's verb: show it to the project's people alone, and tell them why."""
    support = _locked_support(support)
    decision = moderation.take_away(support, by=by, reason=reason, rule=rule)
    keep_needs(support.project, _tags_of(support))
    return decision


# How it ends -------------------------------------------------------------------------------------


@transaction.atomic
def meet(support: Support, *, by, outcome: str = "") -> Support:
    """What was asked for has been found. It leaves all lists, and whoever answered is told what
    came of it. Said again, it keeps the latest words."""
    return _end(support, SupportState.MET, by=by, outcome=outcome)


@transaction.atomic
def close(support: Support, *, by, outcome: str = "") -> Support:
    """It holds no longer. It leaves all lists, and whoever answered is told."""
    return _end(support, SupportState.CLOSED, by=by, outcome=outcome)


def _end(support: Support, state: str, *, by, outcome: str) -> Support:
    support = _locked_support(support)
    check_said(by, outcome, before=support.outcome)
    support.outcome = outcome
    if support.state == state:
        support.save(update_fields=["outcome"])
        return support
    _check_move(support, state)
    support.state, support.closed_at = state, timezone.now()
    support.save(update_fields=["state", "outcome", "closed_at"])
    keep_needs(support.project, _tags_of(support))
    notices.tell_anew(letters.tellings_of_end(support, by=by))
    return support


@transaction.atomic
def reopen(support: Support, *, by) -> Support:
    """Put it on the lists again; a last day that is over no longer holds."""
    support = _locked_support(support)
    if support.is_open:
        return support
    if support.state != SupportState.OPEN:
        _check_move(support, SupportState.OPEN)
    _check_room(support.project)
    if support.is_over:
        support.until = None
    support.state, support.outcome, support.closed_at = SupportState.OPEN, "", None
    support.opened_at = support.changed_at = timezone.now()
    support.save()
    keep_needs(support.project, _tags_of(support))
    return support


def close_past() -> int:
    """Close what is past its last day, and let the projects need it no more. Returns how many."""
    closed = 0
    while batch := _close_some():
        closed += batch
    return closed


@transaction.atomic
def _close_some() -> int:
    """Those of projects that nobody writes about just now; the others wait for the next time."""
    past = Support.objects.past().order_by("until", "pk").values_list("project", flat=True)
    projects = Project.objects.select_for_update(skip_locked=True, no_key=True)
    free = list(projects.filter(pk__in=set(past[:BATCH])).order_by("pk"))
    ended = list(Support.objects.past().filter(project__in=free).prefetch_related("tags"))
    Support.objects.filter(pk__in=[support.pk for support in ended]).update(
        state=SupportState.CLOSED, closed_at=timezone.now()
    )
    for project in free:
        of_it = [support for support in ended if support.project_id == project.pk]
        keep_needs(project, {tag.pk for support in of_it for tag in support.tags.all()})
    return len(ended)


# What the project needs --------------------------------------------------------------------------


def keep_needs(project: Project, tags: set[int]) -> None:
    """Of these kinds of help, the project needs those that an open ask is about, and no others."""
    asked = tags & asked_for(project)
    have = set(project.need_items.values_list("tag", flat=True))
    if asked - have:
        project.needs.add(*Help.objects.filter(pk__in=asked - have))
    if gone := have & (tags - asked):
        project.needs.remove(*Help.objects.filter(pk__in=gone))


def with_asked(project: Project, ticked: list[Help]) -> list[Help]:
    """What is ticked as needed, and what its open asks are about: that stays while they are."""
    return list({*ticked, *Help.objects.filter(pk__in=asked_for(project))})


def asked_for(project: Project) -> set[int]:
    """The kinds of help that its open asks are about."""
    asks = project.supports.open().filter(kind=Seek.ASK, help_items__isnull=False)
    return set(asks.order_by().values_list("help_items__tag", flat=True))


def _tags_of(support: Support) -> set[int]:
    return set(support.help_items.values_list("tag", flat=True))


def _locked_support(support: Support) -> Support:
    project = locked(support.project)
    support = Support.objects.select_for_update().get(pk=support.pk)
    support.project = project
    return support


def _check_room(project: Project) -> None:
    if project.supports.open().count() >= MOST_OPEN:
        raise TooMany(
            _("%(count)s asks and offers are open, as many as one project can hold. Please close"
              " some first.")
            % {"count": MOST_OPEN}
        )  # fmt: skip


def _check_move(support: Support, state: str) -> None:
    if not support.can_become(state):
        raise IllegalMove(
            _("“%(support)s” is %(here)s; it cannot become %(there)s.")
            % {
                "support": support,
                "here": support.get_state_display(),
                "there": SupportState(state).label,
            }
        )
