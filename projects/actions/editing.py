"""The verbs that put a project on the map and change what it says."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial

from django.db import transaction
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _

from leeds_leaders.geography.models import Ward
from leeds_leaders.images import SizedPhoto
from leeds_leaders.language.models import Cause, Help
from leeds_leaders.moderation.choices import Because, Standing
from leeds_leaders.text import slug_for
from peers.actions import greet_first
from peers.models import Organisation, Peer
from projects.actions.addresses import at_free_address
from projects.actions.history import note_version
from projects.actions.in_hand import locked
from projects.actions.life import note_life
from projects.actions.photos import put_cover
from projects.actions.screening import hold_for, screened
from projects.actions.support import with_asked
from projects.choices import STAGE_MOVES, Precision, Stage
from projects.errors import IllegalMove, NotAmongThem, StaleEdit
from projects.models import Draft, PrivatePlace, Project, StageMove

STREET_DECIMALS = 3  # of a degree: at most some 65 metres off in this part of the world
DOUBLE_CLICK = timedelta(minutes=2)
TEXTS = (
    "title", "summary", "story", "lessons", "run_by", "place", "end_point", "money_holder",
    "photo_alt",
)  # fmt: skip
LOOKED_AT = (*TEXTS, "links")
SLUG_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
RESERVED_SLUGS = frozenset({"new", "draft"})  # addresses that are no project's


@dataclass
class Details:
    """What somebody says of a project, checked for shape by the form.

    `point` is the exact (latitude, longitude) in WGS 84 degrees; what is stored in public is
    made coarser by `precision`.
    """

    title: str
    summary: str
    story: str = ""
    led_by: str = "citizens"
    run_by: str = ""
    stage: str = Stage.IDEA
    causes: list[Cause] = field(default_factory=list)
    needs: list[Help] = field(default_factory=list)
    offers: list[Help] = field(default_factory=list)
    ward: Ward | None = None
    place: str = ""
    point: tuple[float, float] | None = None
    precision: str = Precision.EXACT
    links: list[str] = field(default_factory=list)
    contact: str = ""
    contact_audience: str = "members"
    end_point: str = ""
    ends_on: date | None = None
    money_holder: str = ""
    organisation: Organisation | None = None
    system_role: str = ""
    is_pilot: bool = False
    lessons: str = ""
    photo: SizedPhoto | bool | None = None
    photo_alt: str = ""

    PLAIN = (
        "title", "summary", "story", "led_by", "run_by", "ward", "place", "precision", "links",
        "contact", "contact_audience", "end_point", "ends_on", "money_holder", "organisation",
        "system_role", "is_pilot", "lessons", "photo_alt",
    )  # fmt: skip


def new_slug(title: str) -> str:
    """A free slug for a title: the plain one where nobody has it, else with a short end."""
    slug = slug_for(title, "project")
    if slug not in RESERVED_SLUGS and not Project.objects.filter(slug=slug).exists():
        return slug
    return f"{slug}-{get_random_string(5, SLUG_LETTERS)}"


def public_point(point, precision: str, ward: Ward | None):
    """The point that others may see: exact, rounded to about a street, or the ward's middle."""
    if precision == Precision.WARD:
        return (ward.latitude, ward.longitude) if ward else None
    if point is None:
        return None
    if precision == Precision.STREET:
        return round(point[0], STREET_DECIMALS), round(point[1], STREET_DECIMALS)
    return round(point[0], 6), round(point[1], 6)


def add(details: Details, *, by) -> Project:
    """Put a project on the map, led by `by`; a new member's first one waits for a moderator."""
    return at_free_address(partial(_add, details, by=by))


@transaction.atomic
def _add(details: Details, *, by) -> Project:
    Peer.objects.select_for_update().get(pk=by.pk)  # one of somebody's forms at a time
    sent_twice = Project.objects.filter(
        lead=by,
        title=details.title,
        summary=details.summary,
        created_at__gte=timezone.now() - DOUBLE_CLICK,
    ).first()
    if sent_twice is not None:
        return sent_twice
    has_been_approved = Project.objects.filter(lead=by, standing=Standing.LIVE).exists()
    _check_organisation(None, details.organisation, by=by)
    project = Project(
        slug=new_slug(details.title),
        lead=by,
        standing=Standing.LIVE if has_been_approved else Standing.HELD,
    )
    because = _screened(project, details, by)
    _write(project, details)
    hold_for(project, because or ("" if has_been_approved else Because.FIRST), by=by)
    StageMove.objects.create(
        project=project, went_to=project.stage, moved_on=timezone.localdate(), moved_by=by
    )
    note_version(project, by=by)
    Draft.objects.filter(peer=by, project=None).delete()
    greet_first(by, "project", project.title, url=project.get_absolute_url())
    return project


@transaction.atomic
def change(project: Project, details: Details, *, by, revision: int) -> Project:
    """Write what a person changed. Raises `StaleEdit` if somebody saved in between.

    A declined project that was mended waits for a moderator again.
    """
    project = locked(project)
    if project.revision != revision:
        raise StaleEdit(
            _("Somebody else saved this project while you were writing. Your text is kept below; "
              "compare it with the project's page and save again.")
        )  # fmt: skip
    note_version(project, by=None)  # what came from a file, or was written before versions were
    came_from = project.stage
    if details.stage != came_from:
        _check_stage(project, details.stage)
    _check_organisation(project.organisation, details.organisation, by=by)
    if project.standing == Standing.DECLINED and project.is_led_by(by):
        project.standing = Standing.HELD
    project.revision += 1
    project.changed_at = timezone.now()
    because = _screened(project, details, by)
    _write(project, details)
    hold_for(project, because, by=by)
    if details.stage != came_from:
        StageMove.objects.create(
            project=project,
            came_from=came_from,
            went_to=details.stage,
            moved_on=timezone.localdate(),
            moved_by=by,
        )
    note_version(project, by=by)
    note_life(project, by=by)
    Draft.objects.filter(peer=by, project=project).delete()
    return project


def _screened(project: Project, details: Details, by) -> str:
    """What they write is looked at, and a new contact with it, which many may have in common."""
    contact = [details.contact] if details.contact != project.contact else []
    return screened(project, LOOKED_AT, details, by=by, beside=contact)


def _check_organisation(former, organisation: Organisation | None, *, by) -> None:
    """Nobody puts a project under the name of an organisation where they do nothing."""
    if organisation in {former, None}:
        return
    if not Organisation.objects.of(by).filter(pk=organisation.pk).exists():
        raise NotAmongThem(_("You have no role at “%(name)s”.") % {"name": organisation})


def _check_stage(project: Project, stage: str) -> None:
    if stage not in STAGE_MOVES[project.stage]:
        raise IllegalMove(
            _("A project that is “%(here)s” cannot become “%(there)s”.")
            % {"here": project.get_stage_display(), "there": Stage(stage).label}
        )


def _write(project: Project, details: Details) -> None:
    for name in Details.PLAIN:
        setattr(project, name, getattr(details, name))
    project.stage = details.stage
    if details.photo is not None:
        put_cover(project, details.photo)
    # Who does not see the private place sends the public one back: then it has not been moved.
    is_unmoved = details.point == (project.latitude, project.longitude)
    place = public_point(details.point, details.precision, details.ward)
    project.latitude, project.longitude = place or (None, None)
    project.save()
    project.causes.set(details.causes)
    project.needs.set(with_asked(project, details.needs))
    project.offers.set(details.offers)
    if details.point and details.precision != Precision.EXACT:
        if is_unmoved and PrivatePlace.objects.filter(project=project).exists():
            return
        PrivatePlace.objects.update_or_create(
            project=project,
            defaults={"latitude": details.point[0], "longitude": details.point[1]},
        )
    else:
        PrivatePlace.objects.filter(project=project).delete()
