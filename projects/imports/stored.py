"""What an earlier import of the same source left behind."""

from datetime import date
from typing import NamedTuple

from django.db.models import BooleanField, ExpressionWrapper, Q
from django.utils.translation import gettext as _

from leeds_leaders.moderation.choices import Standing
from projects.imports.listings import Listing
from projects.imports.report import Options
from projects.imports.verdicts import Verdict
from projects.models import Project

# What left the lists by silence, and is not part of another project.
ARCHIVED = Q(archived_at__isnull=False, merged_into=None)


class Stored(NamedTuple):
    """One listing as it stands."""

    pk: int
    digest: str
    licence: str
    day: date | None
    lead: int | None
    standing: str
    is_archived: bool


def stored_listings(source: str) -> dict[str, Stored]:
    """The listings of a source by their key. One query."""
    rows = Project.objects.filter(source=source).exclude(source_key="").values_list(
        "source_key", "pk", "source_digest", "source_licence", "source_date", "lead_id", "standing",
        ExpressionWrapper(ARCHIVED, BooleanField()),
    )  # fmt: skip
    return {row[0]: Stored(*row[1:]) for row in rows.iterator(chunk_size=5000)}


def verdict_on(listing: Listing, stored: Stored | None, options: Options) -> tuple[Verdict, str]:
    """New, changed or already there, and why something changed is left alone. What left the lists
    because nothing was heard of it for years comes back with what its source says now."""
    if stored is None:
        return Verdict.NEW, ""
    is_same = (
        stored.digest == listing.digest
        and options.licence in {None, stored.licence}
        and options.day in {None, stored.day}
    )
    if is_same:
        return Verdict.THERE, ""
    if stored.lead is not None:
        return Verdict.THERE, _("somebody has taken it on; their words stay")
    if stored.standing != Standing.LIVE and not stored.is_archived:
        return Verdict.THERE, _("it was taken off the map; it stays off")
    return Verdict.CHANGED, ""
