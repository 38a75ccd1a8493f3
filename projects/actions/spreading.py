"""The verbs that let a project be seen by more people: passed on to somebody, shown first."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from leeds_leaders.moderation.actions import check_may_say, note
from leeds_leaders.notices import actions as notices
from leeds_leaders.notices.choices import Purpose
from leeds_leaders.notices.models import Notice
from peers.actions.people import a_day_ago, check_blocks, check_day, lock
from peers.models import Connection, Peer
from projects.emails import support as letters
from projects.errors import NotALine
from projects.models import Project

MOST_NOTES = 10  # of one person, a day


@transaction.atomic
def pass_on(project: Project, *, by, to, words: str = "") -> None:
    """Tell somebody with whom one is connected of a project, with a few words; each of them once.
    Raises `Refused`."""
    lock(by, to)
    if not project.is_live or not Connection.objects.made().between(by, to).exists():
        raise NotALine(_("You can pass it on to somebody you are connected with."))
    check_blocks(by, to)
    check_may_say(by, words)
    check_day(_passed_on_today(by), MOST_NOTES, _("You can pass on %(most)s a day."))
    notices.tell_many(letters.tellings_of_passing_on(project, by=by, to=to, words=words))


def _passed_on_today(by) -> int:
    """How many notes somebody sent within a day; they are kept with those whom they told."""
    told = Notice.objects.filter(
        recipient__in=Peer.objects.filter(Peer.objects.is_connected_with(by)).values("pk"),
        purpose=Purpose.PEOPLE,
        key__startswith=letters.passed_on_key(by),
        told_at__gte=a_day_ago(),
    )
    return told.count()


@transaction.atomic
def feature(project: Project, *, by) -> None:
    """Show it on the first page. Raises `NotALine` of what is not on the map."""
    now = timezone.now()
    if not Project.objects.listed().filter(pk=project.pk).update(featured_at=now):
        raise NotALine(_("Only what is on the map can be shown first."))
    note("featured", project, by=by)


@transaction.atomic
def unfeature(project: Project, *, by) -> None:
    """Show it on the first page no longer; a repeat is harmless."""
    if Project.objects.filter(pk=project.pk, featured_at__isnull=False).update(featured_at=None):
        note("unfeatured", project, by=by)
