"""The one bulk writer of projects: what `actions` is to a person, this is to a file."""

from collections import defaultdict
from collections.abc import Callable, Iterable

from django.db import IntegrityError, connection, models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _

from leeds_leaders.errors import UnusableFile
from leeds_leaders.moderation.choices import Standing
from leeds_leaders.text import slug_for
from projects.actions import RESERVED_SLUGS, SLUG_LETTERS
from projects.imports.listings import Listing
from projects.imports.report import Report, Row
from projects.imports.stored import ARCHIVED, Stored, stored_listings, verdict_on
from projects.imports.verdicts import Verdict
from projects.models import Project, ProjectCause, ProjectNeed, ProjectOffer, StageMove

AT_ONCE = 1000  # rows of one statement
TAGS = (("causes", ProjectCause), ("needs", ProjectNeed), ("offers", ProjectOffer))
PROVENANCE = ("source_licence", "source_date", "source_digest")
ON_LISTS = ("standing", "archived_at", "faded_at")
REWRITTEN = (*Listing.PLAIN, "ward", *PROVENANCE, *ON_LISTS, "changed_at", "revision")

Progress = Callable[[str, int, int], None]


def import_listings(report: Report, *, progress: Progress) -> None:
    """Write what a report found new or changed: all of it or nothing.

    What the report says of a listing is decided again under a lock, so that two imports of one
    source, or a person who takes a listing on meanwhile, do no harm; the report is put right
    accordingly. Nothing is sent to the database where there is nothing new. Raises
    `UnusableFile` where the report is refused as a whole.
    """
    if report.is_refused:
        raise UnusableFile(
            _("%(count)d rows cannot be used, and the import is strict.") % {"count": report.faults}
        )
    if not report.has_news:
        return
    for attempt in (1, 2, 3):
        try:
            with transaction.atomic():
                verdicts = _write(report, progress)
            break
        except IntegrityError as error:  # somebody took one of our addresses just now
            if "slug" not in str(error) or attempt == 3:
                raise
    for row, verdict, reason in verdicts:
        row.verdict, row.reason = verdict, reason


def _write(report: Report, progress: Progress) -> list[tuple[Row, Verdict, str]]:
    options = report.options
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtext('projects_import'), hashtext(%s))",
            [options.source],
        )
    stored = stored_listings(options.source)
    verdicts = [
        (row, *verdict_on(listing, stored.get(listing.key), options))
        for listing, row in report.listings
    ]
    by_verdict = defaultdict(list)
    for (listing, _row), (_same, verdict, _reason) in zip(report.listings, verdicts, strict=True):
        by_verdict[verdict].append(listing)
    new, changed = by_verdict[Verdict.NEW], by_verdict[Verdict.CHANGED]
    slugs = _free_slugs(new)
    total, done = len(new) + len(changed), 0
    for some in _slices(new):
        _insert(some, slugs, report)
        done += len(some)
        progress(_("Writing"), done, total)
    for some in _slices(changed):
        _update(some, stored, report)
        done += len(some)
        progress(_("Writing"), done, total)
    return verdicts


def _slices(listings: list) -> Iterable[list]:
    return (listings[at : at + AT_ONCE] for at in range(0, len(listings), AT_ONCE))


def _free_slugs(listings: list[Listing]) -> dict[str, str]:
    """A free slug for each key: the plain one where nobody has it, else with a short end."""
    plain = {listing.key: slug_for(listing.title, "project") for listing in listings}
    taken = set(RESERVED_SLUGS)
    for some in _slices(sorted(set(plain.values()))):
        taken.update(Project.objects.filter(slug__in=some).values_list("slug", flat=True))
    slugs = {}
    for key, slug in plain.items():
        free = slug
        while free in taken:
            free = f"{slug}-{get_random_string(5, SLUG_LETTERS)}"
        taken.add(free)
        slugs[key] = free
    return slugs


def _fill(project: Project, listing: Listing, report: Report) -> None:
    for name in Listing.PLAIN:
        setattr(project, name, getattr(listing, name))
    project.ward_id = listing.ward
    project.source_digest = listing.digest
    if report.options.licence is not None:
        project.source_licence = report.options.licence
    if report.options.day is not None:
        project.source_date = report.options.day


def _insert(listings: list[Listing], slugs: dict[str, str], report: Report) -> None:
    projects = []
    for listing in listings:
        project = Project(
            slug=slugs[listing.key],
            standing=Standing.LIVE,
            source=report.options.source,
            source_key=listing.key,
            source_date=timezone.localdate(),
            # As the triggers would write them, so that they find nothing left to do.
            cause_ids=_with_parents(listing),
            need_ids=sorted(word.pk for word in listing.needs),
            offer_ids=sorted(word.pk for word in listing.offers),
        )
        _fill(project, listing, report)
        projects.append(project)
    _copy(projects)
    pks = {listing.key: project.pk for listing, project in zip(listings, projects, strict=True)}
    for name, through in TAGS:
        through.objects.bulk_create(
            through(content_object_id=pks[listing.key], tag_id=word.pk)
            for listing in listings
            for word in getattr(listing, name)
        )


def _copy(projects: list[Project]) -> None:
    """Put new projects into their table with COPY: a third of what `bulk_create` takes."""
    fields = [field for field in Project._meta.concrete_fields if not field.generated]
    table = connection.ops.quote_name(Project._meta.db_table)
    columns = ", ".join(connection.ops.quote_name(str(field.column)) for field in fields)
    with connection.wrap_database_errors, connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [Project._meta.db_table, len(projects)],
        )
        for project, (pk,) in zip(projects, cursor.fetchall(), strict=True):
            project.pk = pk
        with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
            for project in projects:
                copy.write_row([
                    field.get_db_prep_save(getattr(project, field.attname), connection)
                    for field in fields
                ])  # fmt: skip


def _with_parents(listing: Listing) -> list[int]:
    """Own causes by id, then the causes that these are parts of by id."""
    own = {cause.pk for cause in listing.causes}
    parents = {cause.parent_id for cause in listing.causes} - own - {None}
    return sorted(own) + sorted(parents)


def _update(listings: list[Listing], stored: dict[str, Stored], report: Report) -> None:
    by_pk = {stored[listing.key].pk: listing for listing in listings}
    projects = list(
        Project.objects.select_for_update()
        .filter(Q(standing=Standing.LIVE) | ARCHIVED, pk__in=by_pk, lead=None)
        .order_by("pk")
    )
    now = timezone.now()
    moves = []
    for project in projects:
        came_from = project.stage
        _fill(project, by_pk[project.pk], report)
        if project.is_archived:
            _bring_back(project, report)
        project.revision += 1
        project.changed_at = now
        if project.stage != came_from:
            moves.append(
                StageMove(
                    project=project,
                    came_from=came_from,
                    went_to=project.stage,
                    moved_on=project.source_date or timezone.localdate(now),
                )
            )
    # One INSERT … ON CONFLICT (id) DO UPDATE: far quicker than a CASE for each column and row.
    Project.objects.bulk_create(
        projects, update_conflicts=True, unique_fields=["id"], update_fields=list(REWRITTEN)
    )
    StageMove.objects.bulk_create(moves)
    for name, through in TAGS:
        _retag({project.pk: getattr(by_pk[project.pk], name) for project in projects}, through)


def _bring_back(project: Project, report: Report) -> None:
    """On the lists again: somebody says that it is there."""
    project.standing, project.archived_at, project.faded_at = Standing.LIVE, None, None
    project.source_date = report.options.day or timezone.localdate()


def _retag(wanted: dict[int, list], through: type[models.Model]) -> None:
    """Give projects exactly these tags, touching only what differs."""
    gone, kept = [], set()
    rows = through.objects.filter(content_object__in=wanted)
    for pk, project, tag in rows.values_list("pk", "content_object_id", "tag_id"):
        if any(word.pk == tag for word in wanted[project]):
            kept.add((project, tag))
        else:
            gone.append(pk)
    fresh = [
        through(content_object_id=project, tag_id=word.pk)
        for project, words in wanted.items()
        for word in words
        if (project, word.pk) not in kept
    ]
    if gone:
        through.objects.filter(pk__in=gone).delete()
    if fresh:
        through.objects.bulk_create(fresh)
