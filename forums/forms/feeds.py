"""Shape of what a form carries to make a new address for a calendar."""

from django import forms

from leeds_leaders.text import LineField


class KeyForm(forms.Form):
    """See `actions.calendars.key_for_next`."""

    key = LineField(max_length=80)
