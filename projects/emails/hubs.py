"""What people are told of the places that they added."""

from leeds_leaders.notices import actions as notices
from leeds_leaders.notices.choices import Purpose
from projects.models import Hub


def tell_of_decision(hub: Hub) -> None:
    """Tell whoever added a place what a moderator decided, once per decision."""
    if hub.added_by is None:
        return
    notices.tell(
        hub.added_by,
        Purpose.DECISION,
        f"hub-{hub.pk}-{hub.decided_at:%Y%m%d%H%M%S%f}",
        "projects/email/hub_decided",
        {"hub": hub},
        url=hub.ward.get_absolute_url(),
    )
