"""Who may see what is proposed for a session, and in which order."""

from django.db import models
from django.db.models import Count, F

from forums.choices import AgendaState


class AgendaItemQuerySet(models.QuerySet):
    """Proposals for the agenda."""

    def in_order(self):
        """As the organiser put them, the rest as they came; but what the community raised is never
        below what institutions did."""
        return self.order_by(
            "-is_community_raised", F("place").asc(nulls_last=True), "proposed_at", "pk"
        )

    def open_ones(self):
        """What is not set aside."""
        return self.exclude(state=AgendaState.SET_ASIDE)

    def with_support(self):
        """How many support each; nobody is counted against it."""
        return self.annotate(support=Count("supports"))
