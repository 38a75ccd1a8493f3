"""Shape and wording of what we ask whoever reports something."""

from django import forms
from django.utils.translation import gettext_lazy as _

from leeds_leaders.moderation.choices import HouseRule
from leeds_leaders.moderation.forms.open_forms import OpenForm
from leeds_leaders.text import LongTextField

WORDS = 2_000


class ReportForm(OpenForm):
    """Which rule of the house a thing breaks, and how."""

    rule = forms.ChoiceField(
        label=_("What is wrong with it?"), choices=HouseRule, widget=forms.RadioSelect
    )
    words = LongTextField(
        label=_("What should a moderator know?"),
        required=False,
        max_length=WORDS,
        widget=forms.Textarea({"rows": 4}),
        help_text=_("Only moderators read this. You need not say who you are."),
    )
