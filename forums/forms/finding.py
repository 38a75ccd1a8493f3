"""The address bar of the sessions."""

from django import forms
from django.utils.translation import gettext_lazy as _

from forums.choices import How
from forums.querysets.search import MONTH, PAST, Search
from leeds_leaders.days import DayField
from leeds_leaders.finding import forms as finding
from leeds_leaders.finding.forms import read_only


class MonthField(DayField):
    """ "2026-12" as the first day of that month."""

    input_formats = ["%Y-%m"]
    default_error_messages = {"invalid": _("Write a month as 2026-12.")}


@read_only
class SearchForm(finding.SearchForm):
    """Words, one choice for each facet; what is to come, what has been, or a month."""

    makes = Search

    cause = forms.SlugField(required=False, max_length=100)
    ward = forms.SlugField(required=False, max_length=80)
    how = forms.ChoiceField(required=False, choices=[("", ""), *How.choices])
    series = forms.SlugField(required=False, max_length=140)
    when = forms.ChoiceField(required=False, choices=[("", ""), (PAST, "")])
    view = forms.ChoiceField(required=False, choices=[("", ""), (MONTH, "")])
    month = MonthField(required=False)
    sort = forms.ChoiceField(required=False, choices=[("", "")])
