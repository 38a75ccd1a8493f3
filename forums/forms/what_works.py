"""The address bar of the library of what works."""

from django import forms

from forums.pages.what_works import Search
from leeds_leaders.finding import forms as finding
from leeds_leaders.finding.forms import read_only


@read_only
class SearchForm(finding.SearchForm):
    """Words, and a cause."""

    makes = Search

    cause = forms.SlugField(required=False, max_length=100)
    sort = forms.ChoiceField(required=False, choices=[("", "")])
