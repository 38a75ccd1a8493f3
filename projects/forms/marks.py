"""A form that says what it showed, so that of two who write at once neither loses words."""

from typing import Any

from django import forms


class MarkedForm(forms.Form):
    """With the mark of what stood there when it was opened."""

    was = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)

    def has_been_shown(self, mark: str) -> None:
        """What stands there by now lies before whoever writes: sent again, their words count."""
        said: Any = self.data.copy()  # of a request; as it came, it cannot be written
        said["was"] = mark
        self.data = said
