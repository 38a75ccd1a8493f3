"""What the projects app writes to people."""

from leeds_leaders.notices import actions as notices
from leeds_leaders.notices.choices import Purpose


def tell_lead_of_decision(project) -> None:
    """Tell the lead what a moderator decided, once per decision."""
    if project.lead is None:
        return
    notices.tell(
        project.lead,
        Purpose.DECISION,
        f"project-{project.pk}-{project.decided_at:%Y%m%d%H%M%S%f}",
        "projects/email/decision",
        {"project": project},
        url=project.get_absolute_url(),
    )
