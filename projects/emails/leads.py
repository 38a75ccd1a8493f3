"""Who is told of what happens to a project."""

from django.db.models import F, Func, QuerySet

from peers.models import Block, Peer
from projects.models import Project


def leads_of(project: Project, *, by: Peer | None = None) -> QuerySet[Peer]:
    """Those who answer for a project, to be told of it: not who is suspended, not who did it
    themselves, and nobody whom a block parts from them."""
    leads = Func(F("lead_ids"), function="unnest")
    keys = Project.objects.filter(pk=project.pk).values(each=leads)
    told = Peer.objects.filter(pk__in=keys, is_active=True).order_by("pk")
    if by is None:
        return told
    parted = Block.objects.filter(by=by).values("blocked")
    return told.exclude(pk=by.pk).exclude(pk__in=parted).exclude(blocks_made__blocked=by)
