"""Shape and wording of photos that somebody adds to a project or to its news."""

from collections.abc import Iterator

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from leeds_leaders.images import SizedPhotoField
from leeds_leaders.text import LineField
from projects.actions.photos import NewPhoto

ROWS = 4  # photos that can be sent at once


class PhotoWordsForm(forms.Form):
    """What does it show?"""

    alt = LineField(
        label=_("What does the photo show?"),
        max_length=200,
        help_text=_("For people who cannot see it."),
    )
    caption = LineField(label=_("Words beneath it"), max_length=200, required=False)


class PhotoRow(PhotoWordsForm):
    """One photo of several; a row without one is left out."""

    file = SizedPhotoField(label=_("A photo"), required=False)
    alt = LineField(
        label=_("What does the photo show?"),
        max_length=200,
        required=False,
        help_text=_("For people who cannot see it; every photo needs it."),
    )
    field_order = ["file", "alt", "caption"]

    def clean(self):
        data: dict = super().clean() or {}
        if data.get("file") and not data.get("alt") and "alt" not in self.errors:
            self.add_error("alt", _("Say what the photo shows."))
        if not data.get("file") and "file" not in self.errors and any(data.values()):
            self.add_error("file", _("Choose the photo that these words are about."))
        return data


class PhotoRows:
    """A few photos at once, each with its words."""

    def __init__(self, data=None, files=None, *, needs_one: bool = True):
        self.rows = [
            PhotoRow(data, files, prefix=f"photo-{number}") for number in range(1, ROWS + 1)
        ]
        if needs_one:
            for name in ("file", "alt"):
                self.rows[0].fields[name].required = True

    def __iter__(self) -> Iterator[PhotoRow]:
        return iter(self.rows)

    def is_valid(self) -> bool:
        """Whether all of them can be kept; a browser sends no file twice, so the others are chosen
        again where one is refused."""
        judged = [row.is_valid() for row in self.rows]
        return all(judged)

    def refuse(self, refusal: Exception) -> None:
        """Say why an action would not have them."""
        self.rows[0].add_error(None, ValidationError(str(refusal)))

    def photos(self) -> list[NewPhoto]:
        """What was sent, for the actions; call only when valid."""
        given = (row.cleaned_data for row in self.rows)
        return [NewPhoto(**data) for data in given if data.get("file")]


class PlaceForm(forms.Form):
    """Where did the photo stand when it was moved?"""

    place = forms.IntegerField(min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)
