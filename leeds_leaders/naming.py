"""How forms ask for people and projects of which there are too many to list."""

from urllib.parse import urlsplit

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from leeds_leaders.text import LongTextField

MOST = 12


class NamedField(LongTextField):
    """Rows that somebody names, one to a line: by the name, or by the address of the page where
    several have that name. `queryset` is their door.
    """

    def __init__(self, *, queryset: QuerySet, named_by: str, **kwargs):
        kwargs = {"widget": forms.Textarea(attrs={"rows": 2}), "required": False} | kwargs
        super().__init__(max_length=MOST * 200, **kwargs)
        self.queryset = queryset
        self.named_by = named_by

    def clean(self, value):
        lines = [line.strip() for line in super().clean(value).splitlines() if line.strip()]
        if len(lines) > MOST:
            raise ValidationError(_("At most %(most)s at a time."), params={"most": MOST})
        return [self._meant(line) for line in lines]

    def _meant(self, line: str):
        slug = slug_in(line)
        meant = self.queryset.filter(slug=slug).first() if slug else None
        found = [meant] if meant else self.queryset.filter(**{f"{self.named_by}__iexact": line})[:2]
        if len(found) == 1:
            return found[0]
        words = (
            _("There are several called “%(line)s”. Give the address of the page that you mean.")
            if found
            else _("“%(line)s” was not found. Write the name as it stands on the page.")
        )
        raise ValidationError(words, params={"line": line[:120]})


def slug_in(line: str) -> str:
    """Whose page the address in a line is; nothing where the line is no address."""
    try:
        return urlsplit(line).path.strip("/").rpartition("/")[2] if "/" in line else ""
    except ValueError:  # what looks like an address, as http://[/x, and is none
        return ""


class OneNamedField(NamedField):
    """One row that somebody names, or none."""

    def __init__(self, *, queryset: QuerySet, named_by: str, **kwargs):
        kwargs.setdefault("widget", forms.TextInput(attrs={"autocomplete": "off"}))
        super().__init__(queryset=queryset, named_by=named_by, **kwargs)

    def clean(self, value):
        return next(iter(super().clean(value)), None)
