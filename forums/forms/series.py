"""Shape and wording of a series and its next sessions."""

from collections.abc import Iterable
from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from forums.actions import SeriesDetails
from forums.choices import Ordinal, Unit, Weekday
from forums.forms.sessions import AboutForm
from forums.forms.venues import PlaceForm
from forums.models import Series
from forums.models.series import MOST_QUESTIONS, SELDOMEST
from leeds_leaders.days import DayField, TimeField
from leeds_leaders.text import LineField, LongTextField
from peers.models import Peer

LONGEST_QUESTION = 300


class QuestionsField(LongTextField):
    """Questions, one to a line."""

    def clean(self, value) -> list[str]:
        lines = [line.strip() for line in super().clean(value).splitlines() if line.strip()]
        if len(lines) > MOST_QUESTIONS:
            raise ValidationError(_("At most %(most)s questions."), params={"most": MOST_QUESTIONS})
        if any(len(line) > LONGEST_QUESTION for line in lines):
            raise ValidationError(
                _("A question may have %(most)s letters."), params={"most": LONGEST_QUESTION}
            )
        return lines


class SeriesForm(PlaceForm, AboutForm):
    """A rule for days, and what each session begins with."""

    title = LineField(label=_("What is it called?"), max_length=120)
    questions = QuestionsField(
        label=_("Commissioning questions"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("What the whole series is to answer, one to a line. Each session shows them."),
    )
    unit = forms.ChoiceField(label=_("How often?"), choices=Unit, initial=Unit.MONTH)
    every = forms.IntegerField(
        label=_("Every how many of these?"), min_value=1, max_value=SELDOMEST, initial=1
    )
    ordinal = forms.TypedChoiceField(
        label=_("Which one in the month?"),
        choices=Ordinal,
        coerce=int,
        initial=Ordinal.SECOND,
        required=False,
        empty_value=None,
        help_text=_("For what comes by the month."),
    )
    weekday = forms.TypedChoiceField(
        label=_("On which weekday?"), choices=Weekday, coerce=int, initial=Weekday.THURSDAY
    )
    begins = TimeField(label=_("From"))
    ends = TimeField(label=_("To"))
    starts_on = DayField(label=_("From which day on?"))
    ends_on = DayField(
        label=_("Until which day?"),
        required=False,
        help_text=_("Leave it empty where the end is open."),
    )

    def __init__(self, *args, viewer, series: Series | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        self.offer_venues(viewer, series.venue if series else None)
        self.offer_hosts(viewer, Q(hosts_series=series) if series else Q(pk=viewer.pk))
        self.fields["hosts"].label = _("Who takes turns as host?")

    def clean(self):
        data: dict = super().clean() or {}
        if data.get("unit") == Unit.WEEK:
            data["ordinal"] = None
        elif data.get("unit") == Unit.MONTH and not data.get("ordinal"):
            self.add_error("ordinal", _("Say which one in the month."))
        if {"begins", "ends"} <= data.keys() and data["ends"] <= data["begins"]:
            self.add_error("ends", _("It ends before it begins."))
        last, first = data.get("ends_on"), data.get("starts_on")
        if last and first and last < first:
            self.add_error("ends_on", _("That is before the first day."))
        return data

    def details(self) -> SeriesDetails:
        """What was said; call only when valid."""
        data = self.place_of(dict(self.cleaned_data))
        data["hosts"] = [*data["hosts"], *data.pop("more_hosts")]
        return SeriesDetails(**data)


def initial_of_series(series: Series) -> dict:
    """A series as its form shows it."""
    written = {name: getattr(series, name) for name in SeriesDetails.WRITTEN}
    hosts = list(series.hosts.values_list("slug", flat=True))
    return written | {"questions": "\n".join(series.questions), "hosts": hosts}


def _days(days: Iterable[date]) -> list[tuple[str, str]]:
    return [(day.isoformat(), date_format(day, "l j F Y")) for day in days]


class NextForm(forms.Form):
    """The next session of a series: its day and its question; the host is proposed."""

    day = DayField(label=_("On which day?"), widget=forms.Select)
    other_day = DayField(
        label=_("… or on another day"),
        required=False,
        help_text=_("Where the next ones do not fit."),
    )
    theme = LineField(label=_("The question of the day"), max_length=200, required=False)
    hosts = forms.ModelMultipleChoiceField(
        label=_("Who hosts it?"),
        queryset=Peer.objects.none(),
        to_field_name="slug",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("First who has not hosted yet, then who did so longest ago."),
    )

    def __init__(self, *args, days: list[date], hosts, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["day"].required = bool(days)
        self.fields["day"].widget.choices = _days(days) or [("", _("It has no further day."))]
        self.fields["hosts"].queryset = hosts
        first = hosts.first()
        self.fields["hosts"].initial = [first.slug] if first else []

    def clean(self):
        data: dict = super().clean() or {}
        data["day"] = data.get("other_day") or data.get("day")
        if data["day"] is None and not self.errors:
            self.add_error("other_day", _("Say on which day."))
        elif data["day"] and data["day"] < timezone.localdate():
            self.add_error("other_day", _("That is over already."))
        return data


class LayOutForm(forms.Form):
    """Which of the next days get their session now."""

    days = forms.TypedMultipleChoiceField(
        label=_("Which days?"), coerce=date.fromisoformat, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args, days: Iterable[date], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["days"].choices = _days(days)


class DayOfSeriesForm(forms.Form):
    """A day that is left out, or is not left out any more."""

    day = DayField()
