"""The verb that makes two entries of the same thing one.

Whatever points at the duplicate, in any table of any app, points at the kept one afterwards; the
tables are walked, not listed, so that a new one is not forgotten. Where both have the same (one
person's interest, one association), one row stays. The texts are not mixed: those of the duplicate
stay with it, seen by moderators alone, and its address leads to the kept one for good.
"""

from datetime import timedelta

from django.contrib.admin.models import CHANGE, LogEntry
from django.db import IntegrityError, transaction
from django.db.models import F, Max, Model, QuerySet
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
from projects.errors import IllegalMove
from projects.models import Interest, Project, TeamMember

# What tells of the duplicate's own words and way, or is kept by the database: it stays with it.
STAYS = frozenset({
    "projects.privateplace", "projects.listing", "projects.stagemove", "projects.version",
    "projects.yearlyask", "projects.draft", "projects.handover", "projects.projectcause",
    "projects.projectneed", "projects.projectoffer",
})  # fmt: skip
A_BREATH = timedelta(microseconds=1)


@transaction.atomic
def merge(duplicate: Project, *, into: Project, by) -> Project:
    """Make `duplicate` part of `into`, and tell those who answer for either; they all answer for
    what is kept. It cannot be undone. Returns what is kept. Raises `IllegalMove` of two that cannot
    become one, and of a duplicate that somebody else has merged meanwhile."""
    locked = Project.objects.select_for_update(of=("self",)).order_by("pk")
    found = {project.pk: project for project in locked.filter(pk__in=[duplicate.pk, into.pk])}
    gone, kept = found[duplicate.pk], found[into.pk]
    _check(gone, kept, by)
    told = letters.tellings_of_merge(gone, kept)
    _lead_together(gone, kept)
    _prefer_what_says_more(gone, kept)
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
    return kept


def links_to_projects() -> list[ForeignKey]:
    """Every link of any table to a project that moves when two become one, many-to-many tables
    included."""
    relations = Project._meta.get_fields(include_hidden=True)
    fields = [each.field for each in relations if isinstance(each, ManyToOneRel)]
    return [field for field in fields if field.model._meta.label_lower not in STAYS]


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
    if gone.is_led_by(by) or kept.is_led_by(by):
        raise IllegalMove(_("Nobody decides on a project of their own."))
    if all(hasattr(project, "cohort") for project in (gone, kept)):
        raise IllegalMove(
            _("Both are the common work of a cohort; one of the two has to end first.")
        )


def _lead_together(gone: Project, kept: Project) -> None:
    """Whoever leads the duplicate answers for what is kept, too."""
    if gone.lead is None:
        return
    if kept.lead is None:
        kept.lead = gone.lead
    elif kept.lead != gone.lead:
        now = timezone.now()
        TeamMember.objects.update_or_create(
            project=gone, peer=gone.lead, left_at=None, defaults={"is_lead": True},
            create_defaults={"is_lead": True, "asked_at": now, "said_yes_at": now},
        )  # fmt: skip


def _prefer_what_says_more(gone: Project, kept: Project) -> None:
    """Where somebody has a row in both and one will stay: the one that answers for the project, and
    the one that the project confirmed."""
    leads = gone.team.filter(is_lead=True, left_at=None, said_yes_at__isnull=False)
    plain = kept.team.filter(peer__in=leads.values("peer"), left_at=None)
    plain.filter(said_yes_at__isnull=False).update(is_lead=True)
    plain.filter(said_yes_at=None).delete()
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
