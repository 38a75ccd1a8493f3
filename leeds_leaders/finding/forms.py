"""Reading the address bar of a list."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import BadRequest

from leeds_leaders.finding.search import Search
from leeds_leaders.text import LineField


class SharedFields(dict):
    """Fields that need no copy of their own for each request, because no request changes them."""

    def __deepcopy__(self, memo):
        return self


def read_only(form: type[forms.Form]) -> type[forms.Form]:
    """A form that only reads an address: copying its fields took longer than checking them."""
    form.base_fields = SharedFields(form.base_fields)
    return form


def first_error(errors: Mapping) -> str:
    """What is wrong first with an address, in words."""
    name, messages = next(iter(errors.items()))
    return f"{name}: {messages[0]}"


class SearchForm(forms.Form):
    """The address bar of a list. Each list `makes` a search of its own."""

    makes: ClassVar[type[Search]] = Search

    q = LineField(required=False, max_length=200)
    page = forms.IntegerField(required=False, min_value=1, max_value=100_000)

    def search(self) -> Any:
        """What is asked for, as `makes`; call only when valid."""
        data = self.cleaned_data
        return self.makes(**{**data, "page": data["page"] or 1})

    @classmethod
    def search_of(cls, asked) -> Any:
        """What an address (`request.GET`) asks for. Raises `BadRequest` for what cannot be read."""
        form = cls(asked)
        if form.is_valid():
            return form.search()
        raise BadRequest(first_error(form.errors))
