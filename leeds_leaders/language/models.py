"""The words the network shares, curated by the house and carried by the city file."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from taggit.models import TagBase

from leeds_leaders.language.querysets import SharedWordQuerySet


class SharedWord(TagBase):
    """A tag from a curated list, with the other words people use for it (in small letters)."""

    synonyms = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    objects = SharedWordQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["position", "name"]


class Cause(SharedWord):
    """Something that people care about. At most two levels: a cause and its parts.

    `colour` is a step of the palette in `static/css/tokens.css`; parts share their parent's.
    """

    about = models.CharField(max_length=280)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="parts"
    )
    colour = models.PositiveSmallIntegerField(default=0)

    class Meta(SharedWord.Meta):
        verbose_name = _("cause")
        verbose_name_plural = _("causes")

    def get_absolute_url(self):
        return reverse("language:cause", args=[self.slug])


class Help(SharedWord):
    """A kind of help that can be asked for and offered: one vocabulary for both."""

    class Meta(SharedWord.Meta):
        verbose_name = _("kind of help")
        verbose_name_plural = _("kinds of help")


class Sector(SharedWord):
    """Where somebody's work lies: the community and third sector as much as the council."""

    class Meta(SharedWord.Meta):
        verbose_name = _("sector")
        verbose_name_plural = _("sectors")


class Principle(SharedWord):
    """Something that people stand by, whatever they work on."""

    class Meta(SharedWord.Meta):
        verbose_name = _("principle")
        verbose_name_plural = _("principles")
