"""The address bar of the plan."""

from django import forms

from forums.forms.finding import MonthField
from leeds_leaders.finding.forms import read_only


@read_only
class PlanForm(forms.Form):
    """Which month; this one by default."""

    month = MonthField(required=False)
