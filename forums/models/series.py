"""Sessions that come again and build on each other."""

from collections.abc import Iterator
from datetime import date, datetime, time

from dateutil import rrule
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from forums.choices import Ordinal, Unit, Weekday
from forums.models.venue import Venue
from forums.querysets.series import SeriesQuerySet
from leeds_leaders.days import LATEST
from leeds_leaders.text import LINE_PATTERN

SELDOMEST = 12  # weeks or months apart
MOST_QUESTIONS = 12
MOST_EXCEPTIONS = 100


class Series(models.Model):
    """A rule for days, and what each new session begins with.

    The rule: every `every` weeks on `weekday`, or every `every` months on the `ordinal` such
    weekday, from `starts_on` on, until `ends_on`, but not on the days in `exceptions`. Times are
    the city's wall time: a breakfast at eight is at eight on both sides of a change of clocks.
    `questions` are the commissioning questions that the whole series is to answer.
    """

    title = models.CharField(_("title"), max_length=120)
    slug = models.SlugField(max_length=140, unique=True)
    purpose = models.TextField(_("what it is for"), max_length=5000, blank=True)
    questions = ArrayField(
        models.CharField(max_length=300),
        verbose_name=_("commissioning questions"),
        default=list,
        blank=True,
        size=MOST_QUESTIONS,
    )

    unit = models.CharField(max_length=5, choices=Unit, default=Unit.MONTH)
    every = models.PositiveSmallIntegerField(
        default=1, validators=[MinValueValidator(1), MaxValueValidator(SELDOMEST)]
    )
    weekday = models.PositiveSmallIntegerField(choices=Weekday, default=Weekday.THURSDAY)
    ordinal = models.SmallIntegerField(choices=Ordinal, null=True, blank=True)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    exceptions = ArrayField(models.DateField(), default=list, blank=True, size=MOST_EXCEPTIONS)
    begins = models.TimeField(help_text="Wall time of the city.")
    ends = models.TimeField(help_text="Wall time of the city.")

    venue = models.ForeignKey(
        Venue, null=True, blank=True, on_delete=models.PROTECT, related_name="series"
    )
    capacity = models.PositiveIntegerField(_("places"), null=True, blank=True)
    contact = models.CharField(_("whom to ask"), max_length=200, blank=True)
    concessions = models.CharField(_("concessions and donations"), max_length=200, blank=True)
    funded_by = models.CharField(_("who pays for it"), max_length=200, blank=True)
    cost_note = models.CharField(_("what it costs, and what for"), max_length=200, blank=True)
    hosts = models.ManyToManyField(
        settings.AUTH_USER_MODEL,
        blank=True,
        related_name="hosts_series",
        verbose_name=_("who takes turns as host"),
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    objects = SeriesQuerySet.as_manager()

    class Meta:
        verbose_name = _("series")
        verbose_name_plural = _("series")
        ordering = ["title", "pk"]
        constraints = [
            models.CheckConstraint(
                name="series_title_is_one_plain_line",
                condition=Q(title__regex=LINE_PATTERN) & ~Q(title=""),
            ),
            models.CheckConstraint(
                name="series_ends_after_it_begins", condition=Q(ends__gt=F("begins"))
            ),
            models.CheckConstraint(
                name="series_has_a_rule",
                condition=Q(every__range=(1, SELDOMEST), weekday__range=(0, 6))
                & (
                    Q(unit=Unit.WEEK, ordinal=None) | Q(unit=Unit.MONTH, ordinal__in=Ordinal.values)
                ),
            ),
            models.CheckConstraint(
                name="series_stops_after_it_starts",
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("forums:series", args=[self.slug])

    def days_from(self, day: date) -> Iterator[date]:
        """The days of the rule, from `day` on; those that are left out are not among them."""
        is_weekly = self.unit == Unit.WEEK
        weekday = rrule.weekday(self.weekday, None if is_weekly else self.ordinal)
        rule = rrule.rrule(
            rrule.WEEKLY if is_weekly else rrule.MONTHLY,
            interval=self.every,
            byweekday=weekday,
            dtstart=datetime.combine(self.starts_on, time()),
            until=datetime.combine(self.ends_on or LATEST, time()),
        )
        for moment in rule.xafter(datetime.combine(day, time()), inc=True):
            if moment.date() not in self.exceptions:
                yield moment.date()

    @property
    def rule(self) -> str:
        """The rule in words."""
        weekday = self.get_weekday_display()
        if self.unit == Unit.WEEK:
            words = ngettext(
                "every %(weekday)s", "every %(every)d weeks on %(weekday)s", self.every
            )
        else:
            words = ngettext(
                "on the %(ordinal)s %(weekday)s of each month",
                "on the %(ordinal)s %(weekday)s, every %(every)d months",
                self.every,
            )
        ordinal = self.get_ordinal_display()
        return words % {"weekday": weekday, "every": self.every, "ordinal": ordinal}
