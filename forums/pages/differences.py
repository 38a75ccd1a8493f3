"""What two who changed the same item of notes said of it beside its words."""

from collections.abc import Iterator
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from forums.actions.agreed import Agreed
from forums.actions.notes import Item
from forums.choices import Cost, Pace, Scope, Section
from forums.models import Action, ActionOwner, Note
from peers.models import Organisation, Peer
from projects.models import Project

# What it is called, what the one said, what stands there now.
Difference = tuple[str, str, str]


def differences(item: Item, now: Note, viewer) -> list[Difference]:
    """What differs between what somebody sends and what an item says now, each in words; its text
    aside, which stands beside them. Whom and what the viewer may not see is left out."""
    rows = [*_of_item(item, now)]
    if item.agreed and now.action:
        rows += _of_agreed(item.agreed, now.action, viewer)
    return [(name, mine or _("nothing"), theirs or _("nothing")) for name, mine, theirs in rows
            if mine != theirs]  # fmt: skip


def _of_item(item: Item, now: Note) -> Iterator[Difference]:
    yield _("In which section"), Section(item.section).label, Section(now.section).label
    yield _("With a number"), _yes_or_no(not item.is_prose), _yes_or_no(not now.is_prose)
    yield (
        _("Now, or change?"),
        *(str(Pace(pace).label) if pace else "" for pace in (item.pace, now.pace)),
    )
    yield _("Seen from which sector"), str(item.sector or ""), str(now.sector or "")
    yield _("What is it about?"), _names(item.causes), _names(now.causes.all())


def _of_agreed(mine: Agreed, now: Action, viewer) -> Iterator[Difference]:
    owners = ActionOwner.objects.visible_to(viewer).filter(action=now).values("peer")
    seen = Peer.objects.visible_to(viewer).filter(pk__in=owners)
    organisation = Organisation.objects.visible_to(viewer).filter(pk=now.organisation_id).first()
    project = Project.objects.visible_to(viewer).filter(pk=now.project_id).first()
    yield _("Who does it?"), _names(mine.owners), _names(seen)
    yield _("An organisation does it"), str(mine.organisation or ""), str(organisation or "")
    yield _("By when?"), _day(mine.due_on), _day(now.due_on)
    yield (
        _("What does it cost?"),
        *(str(Cost(cost).label) if cost else "" for cost in (mine.cost, now.cost)),
    )
    yield _("Whose is it to do?"), *(str(Scope(scope).label) for scope in (mine.scope, now.scope))
    yield _("Which project does it serve?"), str(mine.project or ""), str(project or "")


def _names(rows) -> str:
    return ", ".join(sorted(map(str, rows)))


def _day(day: date | None) -> str:
    return date_format(day, "j F Y") if day else ""


def _yes_or_no(said: bool) -> str:
    return _("yes") if said else _("no")
