"""A project that somebody changes: nobody else's until it is done. Below all verbs of teams."""

from django.utils.translation import gettext as _

from projects.errors import IllegalMove, NotAmongThem
from projects.models import Project


def locked(project: Project) -> Project:
    """The project as it is now, and nobody else's until the end of the transaction. Raises
    `IllegalMove` where it became part of another one."""
    found = Project.objects.select_for_update(no_key=True).get(pk=project.pk)
    if found.merged_into_id:
        raise IllegalMove(_("“%(project)s” is part of another project now.") % {"project": found})
    return found


def locked_for_lead(project: Project, *, by) -> Project:
    """The same, for somebody who answers for it. Raises `NotAmongThem` where they no longer do."""
    found = locked(project)
    if not found.is_led_by(by):
        raise NotAmongThem(_("You do not answer for “%(project)s” now.") % {"project": found})
    return found
