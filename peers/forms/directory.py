"""The address bar of the directory."""

from django import forms

from leeds_leaders.finding import forms as finding
from leeds_leaders.finding.forms import read_only
from peers.choices import Form, Scale, Sort
from peers.querysets.search import YES, Search


def _slug() -> forms.SlugField:
    return forms.SlugField(required=False, max_length=100)


def _switch() -> forms.ChoiceField:
    return forms.ChoiceField(required=False, choices=[("", ""), (YES, "")])


@read_only
class DirectoryForm(finding.SearchForm):
    """Words, one choice for each facet, two switches, an order, a page."""

    makes = Search

    cause = _slug()
    ward = _slug()
    offers = _slug()
    asks = _slug()
    sector = _slug()
    form = forms.ChoiceField(required=False, choices=[("", ""), *Form.choices])
    scale = forms.ChoiceField(required=False, choices=[("", ""), *Scale.choices])
    principle = _slug()
    free = _switch()
    organiser = _switch()
    sort = forms.ChoiceField(required=False, choices=[("", ""), *Sort.choices])
