"""Shape of what is asked of a project's history."""

from django import forms


class CompareForm(forms.Form):
    """Which two versions?"""

    to = forms.IntegerField(required=False, min_value=1, max_value=2**31 - 1)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["from"] = forms.IntegerField(required=False, min_value=1, max_value=2**31 - 1)


class RestoreForm(forms.Form):
    """From which present version is it put back?"""

    current = forms.IntegerField(min_value=1, max_value=2**31 - 1, widget=forms.HiddenInput)
