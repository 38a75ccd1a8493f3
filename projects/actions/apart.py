"""The verbs by which moderators say that two entries which look alike are two after all."""

from django.db import transaction
from django.utils.translation import gettext as _

from leeds_leaders.moderation.actions import note
from projects.errors import IllegalMove
from projects.models import KeptApart, Project


@transaction.atomic
def keep_apart(first: Project, second: Project, *, by) -> None:
    """Propose two projects for merging no more. A repeat is harmless. Raises `IllegalMove` of one's
    own project, and of what is not two."""
    one, other = _in_order(first, second, by)
    _pair, is_new = KeptApart.objects.get_or_create(one=one, other=other)
    if is_new:
        _note("kept apart", one, other, by=by)


@transaction.atomic
def look_again(first: Project, second: Project, *, by) -> None:
    """Propose two projects again where they look like one. A repeat is harmless. Raises
    `IllegalMove` likewise."""
    one, other = _in_order(first, second, by)
    gone, _models = KeptApart.objects.filter(one=one, other=other).delete()
    if gone:
        _note("kept apart no more", one, other, by=by)


def _in_order(first: Project, second: Project, by) -> list[Project]:
    """Both as they are now, the older key first."""
    rows = Project.objects.select_for_update(of=("self",), no_key=True).order_by("pk")
    two = list(rows.filter(pk__in=[first.pk, second.pk]))
    if len(two) < 2:
        raise IllegalMove(_("That is one and the same project."))
    if any(project.is_led_by(by) for project in two):
        raise IllegalMove(_("Nobody decides on a project of their own."))
    return two


def _note(what: str, *projects: Project, by) -> None:
    for project in projects:
        note(what, project, by=by)
