"""Breakfast forums, as far as they exist: a date, a place, a theme, and the projects talked of."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from forums.choices import State
from forums.querysets import SessionQuerySet
from leeds_leaders.geography.models import Ward
from leeds_leaders.text import LINE_PATTERN
from projects.models import Project


class Session(models.Model):
    """One breakfast forum. Moments are stored in UTC and shown in the city's own time."""

    title = models.CharField(_("title"), max_length=120)
    slug = models.SlugField(max_length=140, unique=True)
    theme = models.CharField(_("theme"), max_length=200, blank=True)
    purpose = models.TextField(_("what it is for"), max_length=5000, blank=True)
    starts_at = models.DateTimeField(_("starts"))
    ends_at = models.DateTimeField(_("ends"))
    venue = models.CharField(_("venue"), max_length=200, blank=True)
    access_notes = models.CharField(_("getting in"), max_length=500, blank=True)
    ward = models.ForeignKey(Ward, null=True, blank=True, on_delete=models.PROTECT)
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    projects = models.ManyToManyField(Project, blank=True, related_name="sessions")

    objects = SessionQuerySet.as_manager()

    class Meta:
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
        ordering = ["-starts_at"]
        constraints = [
            models.CheckConstraint(
                name="session_ends_after_it_starts",
                condition=models.Q(ends_at__gt=models.F("starts_at")),
            ),
            models.CheckConstraint(
                name="session_title_is_one_plain_line",
                condition=models.Q(title__regex=LINE_PATTERN) & ~models.Q(title=""),
            ),
        ]
        indexes = [models.Index(fields=["starts_at"], name="session_by_start")]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("forums:detail", args=[self.slug])
