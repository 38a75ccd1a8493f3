"""Shape of what is asked of a project's history."""

from django import forms

LARGEST = 2**31 - 1


class CompareForm(forms.Form):
    """Which two versions?"""

    to = forms.IntegerField(required=False, min_value=1, max_value=LARGEST)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["from"] = forms.IntegerField(required=False, min_value=1, max_value=LARGEST)

    def asked(self) -> dict[str, int | None]:
        """The two revisions, as far as they were said."""
        return {"older": self.cleaned_data["from"], "newer": self.cleaned_data["to"]}


class RestoreForm(forms.Form):
    """From which present version is it put back?"""

    current = forms.IntegerField(min_value=1, max_value=LARGEST, widget=forms.HiddenInput)
