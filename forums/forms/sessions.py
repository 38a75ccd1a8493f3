"""Shape and wording of a session."""

from datetime import UTC, datetime, timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from forums.actions import Details
from forums.models import Session, Venue
from leeds_leaders.days import DayField
from leeds_leaders.text import LineField, LongTextField

LONGEST = timedelta(hours=16)
ANSWERED_BY_THE_CLOCK = {
    "impossible": _("At that time the clocks go forward: it does not exist on that day."),
    "ambiguous": _("At that time the clocks go back: it comes twice on that day."),
}


def on_the_clock(day, hour) -> datetime:
    """A moment in the city's own time. A wall time that the clocks skip, or show twice, is refused:
    somebody would come an hour early."""
    zone = timezone.get_default_timezone()
    first = datetime.combine(day, hour, zone)
    second = first.replace(fold=1)
    if first.utcoffset() != second.utcoffset():
        there_and_back = first.astimezone(UTC).astimezone(zone)
        code = "ambiguous" if there_and_back.time() == first.time() else "impossible"
        raise ValidationError(ANSWERED_BY_THE_CLOCK[code], code)
    return first


class TimeInput(forms.TimeInput):
    input_type = "time"

    def __init__(self):
        super().__init__(format="%H:%M")


class SessionForm(forms.Form):
    """What people come together for, when and where."""

    title = LineField(label=_("What is it called?"), max_length=120)
    theme = LineField(label=_("The question of the day"), max_length=200, required=False)
    purpose = LongTextField(
        label=_("What it is for, and when it has done its work"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    day = DayField(label=_("On which day?"))
    begins = forms.TimeField(label=_("From"), widget=TimeInput())
    ends = forms.TimeField(label=_("To"), widget=TimeInput())
    venue = forms.ModelChoiceField(
        label=_("Where?"), queryset=Venue.objects.to_choose(), required=False
    )
    room = LineField(label=_("Room"), max_length=80, required=False)
    online_link = forms.URLField(
        label=_("Link to take part online"),
        max_length=300,
        required=False,
        assume_scheme="https",
        help_text=_("Only those who come see it."),
    )
    bring = LineField(label=_("Please bring"), max_length=200, required=False)
    capacity = forms.IntegerField(
        label=_("How many places?"),
        min_value=0,
        max_value=100_000,
        required=False,
        help_text=_("Leave it empty where there is room for everybody."),
    )
    contact = LineField(label=_("Whom to ask"), max_length=200, required=False)
    concessions = LineField(label=_("Concessions and donations"), max_length=200, required=False)
    funded_by = LineField(label=_("Who pays for it"), max_length=200, required=False)
    cost_note = LineField(label=_("What it costs, and what for"), max_length=200, required=False)

    def __init__(self, *args, session: Session | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        self.session = session

    def clean(self):
        super().clean()
        data = self.cleaned_data
        if not {"day", "begins", "ends"} <= data.keys():
            return data
        moments = {}
        for name in ("begins", "ends"):
            try:
                moments[name] = on_the_clock(data["day"], data[name])
            except ValidationError as error:
                self.add_error(name, error)
        if len(moments) == 2:
            if moments["ends"] <= moments["begins"]:
                self.add_error("ends", _("It ends before it begins."))
            elif moments["begins"] < timezone.now() and not self.session:
                self.add_error("day", _("That is over already."))
            data["starts_at"], data["ends_at"] = moments["begins"], moments["ends"]
        if not (data.get("venue") or data.get("online_link")):
            self.add_error("venue", _("Say where, or give a link to take part online."))
        return data

    def details(self) -> Details:
        """What was said; call only when valid."""
        data = self.cleaned_data
        return Details(**{name: data[name] for name in Details.__annotations__})


class ReasonForm(forms.Form):
    """Why a session is called off."""

    reason = LineField(label=_("Why?"), max_length=300)


def initial_of(session: Session) -> dict:
    """A session as the form shows it."""
    start, end = timezone.localtime(session.starts_at), timezone.localtime(session.ends_at)
    fields = {name: getattr(session, name) for name in Details.PLAIN}
    return fields | {
        "day": start.date(), "begins": start.time(), "ends": end.time(), "venue": session.venue_id,
        "capacity": session.capacity,
    }  # fmt: skip
