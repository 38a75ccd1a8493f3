"""Shape and wording of what people say of the searches they keep."""

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from leeds_leaders.text import LineField
from projects.choices import Pace
from projects.forms.searching import SearchForm
from projects.models import SavedSearch
from projects.querysets import Search


class KeepForm(forms.Form):
    """The search to keep, as it stands in the address bar of the list."""

    query = LineField(required=False, max_length=4_000)

    def search(self) -> Search:
        """What is to be kept; call only when valid. Raises `BadRequest` for nonsense."""
        return SearchForm.search_of(QueryDict(self.cleaned_data["query"]))


class SavedSearchForm(forms.Form):
    """What a search is called, and when to hear of what is new in it."""

    name = LineField(label=_("Name"), max_length=120)
    pace = forms.ChoiceField(label=_("Tell me"), choices=Pace.choices)

    def __init__(self, data=None, *, saved: SavedSearch):
        initial = {"name": saved.name, "pace": saved.pace}
        self.saved = saved
        super().__init__(data, initial=initial, auto_id=f"search-{saved.pk}-%s")
