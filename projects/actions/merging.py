"""The verb that makes two entries of the same thing one.

Whatever points at the duplicate, in any table of any app, points at the kept one afterwards; the
tables are walked, not listed, so that a new one is not forgotten. Where both have the same (one
person's interest, one association), one row stays, which says no more of a person than they said to
both. The texts are not mixed: those of the duplicate
stay with it, seen by moderators alone, and its address leads to the kept one for good.
"""

from datetime import timedelta

from django.contrib.admin.models import CHANGE, LogEntry
from django.db import IntegrityError, transaction
from django.db.models import F, Max, Model, Q, QuerySet
from django.db.models.fields.related import ForeignKey
from django.db.models.fields.reverse_related import ManyToOneRel
from django.utils import timezone
from django.utils.translation import gettext as _
from psycopg.errors import UniqueViolation

from leeds_leaders.moderation.choices import Standing
from leeds_leaders.notices import actions as notices
from projects.actions import claims, support
from projects.choices import Handing, StillGoing
from projects.emails import merging as letters
from projects.emails import team as team_letters
from projects.errors import IllegalMove
from projects.models import Interest, PrivatePlace, Project, TeamMember

# What tells of the duplicate's own words and way, or is kept by the database: it stays with it.
STAYS = frozenset({
    "projects.privateplace", "projects.listing", "projects.stagemove", "projects.version",
    "projects.yearlyask", "projects.draft", "projects.handover", "projects.projectcause",
    "projects.projectneed", "projects.projectoffer", "projects.keptapart",
})  # fmt: skip
A_BREATH = timedelta(microseconds=1)


@transaction.atomic
def merge(duplicate: Project, *, into: Project, by) -> Project:
    """Make `duplicate` part of `into`, and tell those who answer for either. Whoever answers for
    what is kept goes on; the duplicate's people are asked into the team. Only what nobody answers
    for is led by the duplicate's lead. It cannot be undone. Returns what is kept. Raises
    `IllegalMove` of two that cannot become one, and of a duplicate that somebody else has merged
    meanwhile."""
    gone, kept = _both_locked(duplicate, into)
    _check(gone, kept, by)
    told = letters.tellings_of_merge(gone, kept)
    asked = _bring_the_team(gone, kept)
    _say_what_both_say(gone, kept)
    _prefer_what_is_confirmed(gone, kept)
    PrivatePlace.objects.filter(project=gone).delete()
    for field in links_to_projects():
        _move(field, gone, kept)
    gone.handovers.filter(state=Handing.ASKED).update(
        state=Handing.WITHDRAWN, answered_at=timezone.now()
    )
    gone.standing, gone.archived_at, gone.merged_into = Standing.WITHDRAWN, None, kept
    gone.save(update_fields=["standing", "archived_at", "merged_into"])
    if gone.checked_at > kept.checked_at:
        kept.checked_at, kept.faded_at = gone.checked_at, None
        kept.yearly_asks.waiting().update(answer=StillGoing.GOING, answered_at=timezone.now())
    kept.save(update_fields=["lead", "checked_at", "faded_at"])
    if kept.lead_id:
        answered_for = _("It became part of a project that somebody answers for.")
        claims.decline_the_rest(kept, by=by, reason=answered_for)
    support.keep_needs(kept, support.asked_for(kept))
    words = _("Became part of “%(kept)s”.") % {"kept": kept}
    LogEntry.objects.log_actions(by.pk, [gone], CHANGE, words, single_object=True)
    notices.tell_many(told)
    for member in asked:
        member.project = kept
        notices.tell_many(team_letters.tellings_of_asking(member))
    return kept


def links_to_projects() -> list[ForeignKey]:
    """Every link of any table to a project that moves when two become one, many-to-many tables
    included."""
    relations = Project._meta.get_fields(include_hidden=True)
    fields = [each.field for each in relations if isinstance(each, ManyToOneRel)]
    return [field for field in fields if field.model._meta.label_lower not in STAYS]


def _both_locked(duplicate: Project, into: Project) -> tuple[Project, Project]:
    locked = Project.objects.select_for_update(of=("self",)).order_by("pk")
    found = {project.pk: project for project in locked.filter(pk__in=[duplicate.pk, into.pk])}
    if duplicate.pk not in found or into.pk not in found:
        raise IllegalMove(_("One of the two is not here any more."))
    return found[duplicate.pk], found[into.pk]


def _check(gone: Project, kept: Project, by) -> None:
    if gone == kept:
        raise IllegalMove(_("That is one and the same project."))
    if gone.merged_into_id is not None:
        raise IllegalMove(
            _("“%(gone)s” has become part of “%(kept)s” already.")
            % {"gone": gone, "kept": gone.merged_into}
        )
    if not kept.is_live:
        raise IllegalMove(_("“%(kept)s” is not on the map: keep the other.") % {"kept": kept})
    if gone.standing in (Standing.HELD, Standing.DECLINED):
        raise IllegalMove(
            _("“%(gone)s” was never let onto the map, or was declined: nothing of it moves.")
            % {"gone": gone}
        )
    if gone.is_led_by(by) or kept.is_led_by(by):
        raise IllegalMove(_("Nobody decides on a project of their own."))
    if all(hasattr(project, "cohort") for project in (gone, kept)):
        raise IllegalMove(
            _("Both are the common work of a cohort; one of the two has to end first.")
        )


def _bring_the_team(gone: Project, kept: Project) -> list[TeamMember]:
    """Let the duplicate's people come along: as they are where its lead comes to lead what nobody
    answers for; else as asked by whoever does, so that a copy on the map opens nobody's private
    place, answers or bids. What its people took off the map gives nobody anything. Returns the
    places of those who are asked now."""
    team = gone.team.now()
    if kept.lead is None:
        if gone.is_live or gone.is_archived:
            kept.lead = gone.lead
            kept.team.now().filter(peer__in=team.values("peer")).delete()
        else:
            team.update(left_at=timezone.now())
        return []
    if gone.lead:
        TeamMember.objects.get_or_create(project=gone, peer=gone.lead, left_at=None)
    known = Q(peer__in=kept.team.now().values("peer")) | Q(peer__in=kept.lead_ids)
    parted = Q(peer__blocks_made__blocked=kept.lead) | Q(peer__blocks_received__by=kept.lead)
    TeamMember.objects.filter(pk__in=team.filter(known | parted).values("pk")).delete()
    team.update(said_yes_at=None, is_lead=False, asked_by=kept.lead)
    return list(team.select_related("peer", "asked_by"))


def _say_what_both_say(gone: Project, kept: Project) -> None:
    """Where somebody stands behind both and one row stays: named, told of news and in the name of
    an organisation only as they said it to both."""
    there = {row.peer_id: row for row in kept.interests.select_for_update()}
    for row in gone.interests.select_for_update().filter(peer__in=there):
        other = there[row.peer_id]
        same = row.organisation_id == other.organisation_id
        Interest.objects.filter(pk__in=[row.pk, other.pk]).update(
            is_named=row.is_named and other.is_named,
            hears=row.hears and other.hears,
            organisation=row.organisation_id if same else None,
        )


def _prefer_what_is_confirmed(gone: Project, kept: Project) -> None:
    """Where somebody stands behind both and one row will stay: the one that was confirmed."""
    confirmed = gone.interests.exclude(confirmed="").values("peer")
    Interest.objects.filter(project=kept, confirmed="", peer__in=confirmed).delete()


def _move(field: ForeignKey, gone: Project, kept: Project) -> None:
    """Let every row of a table that points at the duplicate point at what is kept."""
    _make_room(field.model, gone, kept)
    rows = field.model._base_manager.filter(**{field.name: gone})
    if not _pointed(rows, field, kept):
        for pk in list(rows.values_list("pk", flat=True)):
            row = field.model._base_manager.filter(pk=pk)
            if not _pointed(row, field, kept):
                row.delete()


def _make_room(model: type[Model], gone: Project, kept: Project) -> None:
    """Photos come after those that are there."""
    if model is Project.photos.rel.related_model:
        last = kept.photos.filter(news=None).aggregate(last=Max("place"))["last"] or 0
        gone.photos.filter(news=None).update(place=F("place") + last + 1)


def _pointed(rows: QuerySet, field: ForeignKey, kept: Project) -> bool:
    """Whether rows could be moved: not where one like them is there already. What the duplicate
    confirmed stays confirmed; that has to be said in the same breath, or the database unsays it."""
    names = {each.name for each in field.model._meta.concrete_fields}
    confirmed = f"{field.name}_confirmed_at"
    said = {confirmed: F(confirmed) + A_BREATH} if confirmed in names else {}
    try:
        with transaction.atomic():
            rows.update(**{field.name: kept}, **said)
    except IntegrityError as error:
        if not isinstance(error.__cause__, UniqueViolation):
            raise
        return False
    return True
