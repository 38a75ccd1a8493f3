"""Shape and wording of what moderators say."""

from django import forms
from django.utils.translation import gettext_lazy as _

from leeds_leaders.text import LineField


class DeclineForm(forms.Form):
    """Why a project cannot be shown."""

    reason = LineField(label=_("Why, in words its lead can use"), max_length=500)
