"""Who may read what came of it."""

from django.db import models
from django.db.models import Q

from forums.choices import Verdict
from forums.querysets.kin import kin


class OutcomeQuerySet(models.QuerySet):
    """What came of projects and actions."""

    def visible_to(self, viewer):
        """The only door to an outcome: confirmed, of a project that somebody may see; before that
        it is for whoever said so and for whoever leads the project."""
        projects = kin(self.model, "project").objects
        seen = self.filter(project__in=projects.visible_to(viewer).values("pk"))
        confirmed = Q(state=Verdict.CONFIRMED)
        if not viewer.is_authenticated:
            return seen.filter(confirmed)
        return seen.filter(confirmed | Q(said_by=viewer) | Q(project__lead=viewer))
