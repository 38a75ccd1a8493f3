"""Shape and wording of what we ask about mail."""

from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from leeds_leaders.geography.models import Ward
from leeds_leaders.language.models import Cause, Help
from leeds_leaders.notices import rules
from leeds_leaders.notices.choices import OPT_IN, Rhythm, Weekday
from leeds_leaders.notices.models import Preference
from leeds_leaders.notices.models.preference import STATEMENTS
from leeds_leaders.text import LineField

SERVICES = [(purpose, words) for purpose, words in STATEMENTS.items() if purpose not in OPT_IN]
HOURS = [(hour, f"{hour}:00") for hour in range(24)]
LAST_DAY = date(2100, 12, 31)


class FollowField(forms.ModelMultipleChoiceField):
    """Tick boxes for a longer curated list, folded away until somebody wants to choose."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **kwargs):
        super().__init__(required=False, template_name="components/folded_field.html", **kwargs)


class SettingsForm(forms.Form):
    """What do I want to hear, and when?"""

    rhythm = forms.ChoiceField(
        label=_("How often shall the digest come?"), choices=Rhythm, widget=forms.RadioSelect
    )
    weekday = forms.TypedChoiceField(
        label=_("On which day?"),
        choices=Weekday,
        coerce=int,
        help_text=_("Once a month: on the first one."),
    )
    hour = forms.TypedChoiceField(
        label=_("At what time?"),
        choices=HOURS,
        coerce=int,
        help_text=_("By the clocks of the city, all year."),
    )
    causes = FollowField(label=_("Causes I follow"), queryset=Cause.objects.all())
    wards = FollowField(label=_("Wards I follow"), queryset=Ward.objects.only("code", "name"))
    helps = FollowField(
        label=_("What I could lend a hand with"),
        queryset=Help.objects.all(),
        help_text=_("Then it also tells of projects that ask for just that."),
    )
    services = forms.MultipleChoiceField(
        label=_("Letters I want"),
        choices=SERVICES,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("Whatever I leave out still stands in my notices here."),
    )

    def preferences(self) -> dict:
        """What was said, for `set_preferences`; call only when valid."""
        data = dict(self.cleaned_data)
        wanted = data.pop("services")
        return data | {"muted": [purpose for purpose, _words in SERVICES if purpose not in wanted]}


def initial_of(preference: Preference) -> dict:
    """Somebody's own choices for the form."""
    followed = {
        name: [row.pk for row in getattr(preference, name).only("pk")]
        for name in ("causes", "wards", "helps")
    }
    return followed | {
        "rhythm": preference.rhythm,
        "weekday": preference.weekday,
        "hour": preference.hour,
        "services": [p for p, _words in SERVICES if rules.has_asked_for(preference, p)],
    }


class PauseForm(forms.Form):
    """Until when shall we be quiet?"""

    until = forms.DateField(
        label=_("Send me nothing before"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("Choose the day on which letters may come again.")},
    )

    def clean_until(self):
        day = self.cleaned_data["until"]
        if day <= timezone.localdate():
            raise ValidationError(_("Choose a day that is still to come: tomorrow or later."))
        if day > LAST_DAY:
            raise ValidationError(_("Choose a day before the year 2101."))
        return day


class RhythmForm(forms.Form):
    """How often shall the digest come again?"""

    rhythm = forms.ChoiceField(
        label=_("How often?"),
        choices=[choice for choice in Rhythm.choices if choice[0] != Rhythm.NEVER],
        widget=forms.RadioSelect,
    )


def form_to_resubscribe(purpose: str) -> type[forms.Form]:
    """What has to be asked before mail of this purpose comes again; often nothing."""
    return RhythmForm if purpose in OPT_IN else forms.Form


class ReasonForm(forms.Form):
    """Why a letter is sent again or cancelled by hand."""

    reason = LineField(label=_("Why, for whoever looks at it later"), max_length=300)
