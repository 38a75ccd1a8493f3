"""The verb of parting: projects outlive the account of whoever led them."""

from functools import partial

from django.db import transaction
from django.db.models import F

from peers.models import Peer
from projects.emails import projects as emails
from projects.models import PrivatePlace, Project


@transaction.atomic
def let_go_of_projects(lead: Peer) -> None:
    """Part projects from a lead who is being erased.

    Those on the map become listings that nobody has claimed, without contact and exact place, and
    moderators are told; the others go, with their photos.
    """
    projects = Project.objects.select_for_update().filter(lead=lead).order_by("pk")
    live = [project for project in projects if project.is_live]
    gone = [project for project in projects if not project.is_live]
    for photo in (project.photo for project in gone if project.photo):
        transaction.on_commit(partial(photo.storage.delete, str(photo)), robust=True)
    Project.objects.filter(pk__in=[project.pk for project in gone]).delete()
    PrivatePlace.objects.filter(project__in=live).delete()
    Project.objects.filter(pk__in=[project.pk for project in live]).update(
        lead=None, contact="", revision=F("revision") + 1
    )
    if live:
        emails.tell_moderators_of_parting(live)
