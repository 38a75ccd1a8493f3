"""What people are told of their projects."""

from collections.abc import Sequence

from django.contrib.auth.backends import ModelBackend
from django.utils import timezone

from leeds_leaders.notices import actions as notices
from leeds_leaders.notices.choices import Purpose
from leeds_leaders.notices.emails import Telling
from projects.emails.leads import leads_of


def tell_leads_of_decision(project) -> None:
    """Tell those who answer for it what a moderator decided, once per decision."""
    notices.tell_many(
        [
            Telling(
                lead,
                Purpose.DECISION,
                f"project-{project.pk}-{project.decided_at:%Y%m%d%H%M%S%f}",
                "projects/email/decision",
                {"project": project},
                url=project.get_absolute_url(),
            )
            for lead in leads_of(project)
        ]
    )


def tell_moderators_of_parting(projects: Sequence) -> None:
    """Tell whoever looks after projects of those whose lead has left the network."""
    moderators = ModelBackend().with_perm("projects.change_project").filter(is_staff=True)
    key = f"parted-{projects[0].pk}-{timezone.now():%Y%m%d%H%M%S%f}"
    notices.tell_many(
        [
            Telling(
                moderator,
                Purpose.PEOPLE,
                key,
                "projects/email/parted",
                {"projects": projects},
                url=projects[0].get_absolute_url() if len(projects) == 1 else "",
            )
            for moderator in moderators.exclude(pk=projects[0].lead_id)
        ]
    )
