"""Shape and wording of what we ask whoever appeals, and whoever answers."""

from django import forms
from django.utils.translation import gettext_lazy as _

from leeds_leaders.text import LineField, LongTextField


class AppealForm(forms.Form):
    """Why somebody else should look again."""

    words = LongTextField(
        label=_("What do you think of it?"),
        max_length=2_000,
        widget=forms.Textarea({"rows": 5}),
        help_text=_("Another moderator reads this beside what was decided, and decides again."),
    )


class UpholdForm(forms.Form):
    """That an appeal is right, with a word if one is wanted."""

    reason = LineField(label=_("A word to both sides"), max_length=500, required=False)


class TurnDownForm(forms.Form):
    """Why a decision stands."""

    reason = LineField(label=_("Why it stands, in words to both sides"), max_length=500)
