"""How forms ask for a day."""

from datetime import date

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

EARLIEST, LATEST = date(2000, 1, 1), date(2100, 12, 31)
OUT_OF_REACH = _("Give a day between 2000 and 2100.")


class DayField(forms.DateField):
    """A day between 2000 and 2100, as PostgreSQL wants it too."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    default_validators = [
        MinValueValidator(EARLIEST, OUT_OF_REACH),
        MaxValueValidator(LATEST, OUT_OF_REACH),
    ]
