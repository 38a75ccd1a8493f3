"""The verbs of cohorts: people who learn together by doing one project together."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import partial

from django.db import transaction
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _

from leeds_leaders.moderation import actions as moderation
from leeds_leaders.text import slug_for
from projects import rules
from projects.actions.addresses import at_free_address
from projects.actions.editing import SLUG_LETTERS
from projects.actions.in_hand import locked
from projects.actions.marks import check_unwritten, mark_of
from projects.actions.screening import screened
from projects.emails import associations as letters
from projects.errors import AlreadyLed, IllegalMove, NotTheirs, TooMany
from projects.models import Cohort, CohortMember, Project

MOST = 100
TEXTS = ("name", "about")
RESERVED_SLUGS = frozenset({"new"})  # addresses that are no cohort's


@dataclass(frozen=True)
class CohortDetails:
    """What somebody says of a cohort, checked for shape by the form."""

    name: str
    scope: str
    about: str = ""
    starts_on: date | None = None
    ends_on: date | None = None

    FIELDS = ("name", "scope", "about", "starts_on", "ends_on")


def add(project: Project, details: CohortDetails, *, by) -> Cohort:
    """Make a project the common work of a cohort, kept by `by`; a repeat finds the one that is
    there. Raises `AlreadyLed` where it is that of another cohort, `IllegalMove` where it is not
    live, `NotTheirs`."""
    return at_free_address(partial(_add, project, details, by=by))


@transaction.atomic
def _add(project: Project, details: CohortDetails, *, by) -> Cohort:
    project = locked(project)
    if not rules.can_gather_cohort(by, project):
        raise NotTheirs(_("Those who answer for the project do that, and organisers."))
    known = Cohort.objects.filter(project=project).first()
    if known is not None:
        if known.keeper == by and known.name == details.name:
            return known
        raise AlreadyLed(
            _("“%(project)s” is the common work of “%(cohort)s” already.")
            % {"project": project, "cohort": known}
        )
    if not project.is_live:
        raise IllegalMove(_("“%(project)s” is not live.") % {"project": project})
    cohort = Cohort(project=project, keeper=by, slug=_new_slug(details.name))
    return _write(cohort, details, by=by)


@transaction.atomic
def change(cohort: Cohort, details: CohortDetails, *, by, was: str = "") -> Cohort:
    """Write what whoever keeps a cohort changed. Raises `WrittenMeanwhile` if somebody saved since
    `was`, the mark of what the form showed."""
    cohort = _locked(cohort)
    _check_keeps(cohort, by)
    check_unwritten(was, mark_of_cohort(cohort))
    return _write(cohort, details, by=by)


def mark_of_cohort(cohort: Cohort) -> str:
    """A short text that is another once somebody has changed what it says."""
    return mark_of(*(getattr(cohort, name) for name in CohortDetails.FIELDS))


@transaction.atomic
def end(cohort: Cohort, *, by) -> Project:
    """End a cohort for good, so that its project may be the common work of another. Those who took
    part are told; a repeat does nothing. Returns the project."""
    project = Project.objects.select_for_update(no_key=True).get(pk=cohort.project_id)
    found = Cohort.objects.select_for_update().filter(pk=cohort.pk).first()
    if found is None:
        return project
    _check_keeps(found, by)
    letters.tell_of_cohort_end(found, by=by)
    found.delete()
    return project


@transaction.atomic
def ask(cohort: Cohort, peer, *, by) -> CohortMember:
    """Ask somebody to take part; they are in it once they say yes. A repeat is harmless."""
    cohort = _locked(cohort)
    _check_keeps(cohort, by)
    if cohort.members.count() >= MOST:
        raise TooMany(_("A cohort has %d people at most.") % MOST)
    member, is_new = CohortMember.objects.get_or_create(cohort=cohort, peer=peer)
    if is_new and peer == by:
        return say_yes(member, by=by)
    if is_new:
        letters.invite_to_cohort(member, by=by)
    return member


@transaction.atomic
def ask_all(cohort: Cohort, peers: Iterable, *, by) -> int:
    """Ask several: all of them or, where one is refused, none."""
    return len([ask(cohort, peer, by=by) for peer in peers])


@transaction.atomic
def say_yes(member: CohortMember, *, by) -> CohortMember:
    """I take part. A repeat is harmless."""
    found = CohortMember.objects.select_for_update().filter(pk=member.pk, peer=by).first()
    if found is None:
        raise IllegalMove(_("You are not asked any more."))
    if found.said_yes_at is None:
        found.said_yes_at = timezone.now()
        found.save(update_fields=["said_yes_at"])
    return found


def leave(member: CohortMember, *, by) -> None:
    """I do not take part, or no longer; whoever keeps the cohort lets somebody go by it, too. A
    repeat is harmless."""
    if member.peer_id != by.pk:
        _check_keeps(member.cohort, by)
    CohortMember.objects.filter(pk=member.pk).delete()


def _write(cohort: Cohort, details: CohortDetails, *, by) -> Cohort:
    because = screened(cohort, TEXTS, details, by=by)
    for name in CohortDetails.FIELDS:
        setattr(cohort, name, getattr(details, name))
    cohort.save()
    return moderation.hold(cohort, because, author=by)


def _new_slug(name: str) -> str:
    """The plain slug where nobody has it, else with a short end."""
    slug = slug_for(name, "cohort")
    if slug not in RESERVED_SLUGS and not Cohort.objects.filter(slug=slug).exists():
        return slug
    return f"{slug}-{get_random_string(5, SLUG_LETTERS)}"


def _locked(cohort: Cohort) -> Cohort:
    rows = Cohort.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("project").get(pk=cohort.pk)


def _check_keeps(cohort: Cohort, peer) -> None:
    if not rules.can_keep_cohort(peer, cohort):
        raise NotTheirs(_("Only those who keep “%(name)s” do that.") % {"name": cohort})
