"""What people are told of their projects."""

from collections.abc import Sequence

from django.contrib.auth.backends import ModelBackend
from django.utils import timezone

from leeds_leaders.moderation.emails import beside_a_yes
from leeds_leaders.moderation.models import Decision
from leeds_leaders.notices import actions as notices
from leeds_leaders.notices.choices import Purpose
from leeds_leaders.notices.emails import Telling
from projects.emails.leads import leads_of


def tell_leads_of_decision(project, decision: Decision) -> None:
    """Tell those who answer for it what a moderator decided, once per decision; the first of them,
    who may ask for another pair of eyes, where to do that."""
    notices.tell_many(
        [
            Telling(
                lead,
                Purpose.DECISION,
                f"project-{project.pk}-{decision.key}",
                "projects/email/decision",
                {"project": project, "decision": decision} | beside_a_yes(decision, lead),
                url=_for_reading_on(project, decision, lead),
            )
            for lead in leads_of(project)
        ]
    )


def _for_reading_on(project, decision: Decision, lead) -> str:
    may_appeal = decision.can_be_appealed and decision.author_id == lead.pk
    return decision.get_absolute_url() if may_appeal else project.get_absolute_url()


def tell_moderators_of_parting(projects: Sequence) -> None:
    """Tell whoever looks after projects of those that nobody leads any more."""
    _tell_moderators("parted", projects)


def tell_moderators_of_standstill(projects: Sequence) -> None:
    """Tell them of those whose first lead is suspended, and whose last other one has left."""
    _tell_moderators("standstill", projects)


def _tell_moderators(what: str, projects: Sequence) -> None:
    moderators = ModelBackend().with_perm("projects.change_project").filter(is_staff=True)
    key = f"{what}-{projects[0].pk}-{timezone.now():%Y%m%d%H%M%S%f}"
    notices.tell_many(
        [
            Telling(
                moderator,
                Purpose.PEOPLE,
                key,
                f"projects/email/{what}",
                {"projects": projects},
                url=projects[0].get_absolute_url() if len(projects) == 1 else "",
            )
            for moderator in moderators.exclude(pk=projects[0].lead_id)
        ]
    )
