"""The address bar of the archive."""

from django import forms
from django.utils.translation import gettext_lazy as _

from forums.choices import OfRecord, Section
from forums.querysets.archive import Search
from leeds_leaders.days import EARLIEST, LATEST
from leeds_leaders.finding import forms as finding
from leeds_leaders.finding.forms import read_only


@read_only
class SearchForm(finding.SearchForm):
    """Words, and one choice each of kind, year, section, cause and ward."""

    makes = Search

    kind = forms.ChoiceField(required=False, choices=[("", ""), *OfRecord.choices])
    year = forms.IntegerField(
        required=False,
        min_value=EARLIEST.year,
        max_value=LATEST.year - 1,
        error_messages={"invalid": _("Write a year as 2026.")},
    )
    section = forms.ChoiceField(required=False, choices=[("", ""), *Section.choices])
    cause = forms.SlugField(required=False, max_length=100)
    ward = forms.SlugField(required=False, max_length=80)
    sort = forms.ChoiceField(required=False, choices=[("", "")])

    def clean_year(self) -> str:
        return str(self.cleaned_data["year"] or "")
