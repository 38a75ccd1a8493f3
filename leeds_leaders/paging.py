"""Long lists, a page at a time."""

from collections.abc import Sequence

from django import forms
from django.core.exceptions import BadRequest
from django.core.paginator import EmptyPage, Page, Paginator
from django.db.models import QuerySet
from django.http import Http404
from django.utils.translation import gettext as _


class PageForm(forms.Form):
    """Which page of a list."""

    page = forms.IntegerField(required=False, min_value=1, max_value=100_000)


def page_of(asked, rows: QuerySet | Sequence, *, size: int) -> Page:
    """The page of `rows` that an address asks for (`request.GET`); the first by default.

    Raises `BadRequest` for what is no number, `Http404` for a page that is not there.
    """
    form = PageForm(asked)
    if not form.is_valid():
        raise BadRequest(_("There is no such page."))
    try:
        return Paginator(rows, size).page(form.cleaned_data["page"] or 1)
    except EmptyPage:
        raise Http404 from None
