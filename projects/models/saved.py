"""Searches that somebody keeps, and what was found by them."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from leeds_leaders.text import LINE_PATTERN
from projects.choices import Pace
from projects.models.project import Project
from projects.querysets.saved import FindQuerySet, SavedSearchQuerySet


class SavedSearch(models.Model):
    """A search of the list of projects that somebody keeps. `query` is what stands in the address
    bar, in its one canonical way of writing.

    `stamp` is that of the list when the search was last asked: while the list has the same, there
    is nothing new to find. What was removed waits a while for whoever thinks better of it.
    """

    MOST = 5  # of one person

    peer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_searches"
    )
    name = models.CharField(_("name"), max_length=120)
    query = models.CharField(max_length=1000, blank=True)
    pace = models.CharField(_("tell me"), max_length=7, choices=Pace, default=Pace.DIGEST)
    saved_at = models.DateTimeField(default=timezone.now, db_default=Now(), editable=False)
    looked_at = models.DateTimeField(default=timezone.now, db_default=Now(), editable=False)
    stamp = models.BigIntegerField(default=-1, db_default=-1, editable=False)
    removed_at = models.DateTimeField(null=True, editable=False)

    objects = SavedSearchQuerySet.as_manager()

    class Meta:
        verbose_name = _("saved search")
        verbose_name_plural = _("saved searches")
        ordering = ["saved_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="saved_search_has_a_name",
                condition=Q(name__regex=LINE_PATTERN) & ~Q(name=""),
            ),
            models.UniqueConstraint(fields=["peer", "query"], name="search_is_saved_once"),
        ]
        indexes = [models.Index(fields=["looked_at"], name="saved_search_by_turn")]

    def __str__(self):
        return self.name


class Find(models.Model):
    """A project that a saved search has found: known from the start (no `to_tell`), or to be told,
    or told (`told_at`). One row for each, whatever happens, so that nothing is told twice."""

    search = models.ForeignKey(SavedSearch, on_delete=models.CASCADE, related_name="finds")
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="+")
    found_at = models.DateTimeField(default=timezone.now, db_default=Now())
    to_tell = models.BooleanField(default=False, db_default=False)
    told_at = models.DateTimeField(null=True)

    objects = FindQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["search", "project"], name="find_is_known_once")
        ]
        indexes = [
            models.Index(
                fields=["search"], condition=Q(to_tell=True, told_at=None), name="find_to_tell"
            )
        ]

    def __str__(self):
        return f"{self.search_id} found {self.project_id}"
