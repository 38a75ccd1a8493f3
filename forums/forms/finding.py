"""The address bar of the sessions."""

from datetime import datetime

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from forums.choices import How
from forums.querysets.search import MONTH, PAST, Search
from leeds_leaders.days import EARLIEST, LATEST
from leeds_leaders.finding import forms as finding
from leeds_leaders.finding.forms import read_only


class MonthField(forms.CharField):
    """ "2026-12" as the first day of that month."""

    def to_python(self, value):
        value = super().to_python(value)
        if not value:
            return None
        try:
            month = datetime.strptime(value, "%Y-%m").date()
        except ValueError:
            month = None
        if month is None or not EARLIEST <= month <= LATEST:
            raise ValidationError(_("Write a month as 2026-12, between 2000 and 2100."))
        return month


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
    month = MonthField(required=False, max_length=7)
    sort = forms.ChoiceField(required=False, choices=[("", "")])
