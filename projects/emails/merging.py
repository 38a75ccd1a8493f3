"""Composes what those who answer for two entries of one thing are told when these become one."""

from leeds_leaders.notices.choices import Purpose
from leeds_leaders.notices.emails import Telling
from peers.models import Peer
from projects.models import Project


def tellings_of_merge(gone: Project, kept: Project) -> list[Telling]:
    """Tell everybody who answers for either, before the two are one. One query."""
    leads = Peer.objects.filter(pk__in={*gone.lead_ids, *kept.lead_ids}, is_active=True)
    return [
        Telling(
            recipient=peer,
            purpose=Purpose.DECISION,
            key=f"project-merged:{gone.pk}",
            template="projects/email/merged",
            context={"gone": gone, "kept": kept},
            url=kept.get_absolute_url(),
        )
        for peer in leads.order_by("pk")
    ]
