"""Shape and wording of what people say about a session."""

from django import forms
from django.utils.translation import gettext_lazy as _

from forums.models import LARGEST_PARTY
from leeds_leaders.text import clean_line

GOING, NOT_GOING, MAYBE = "going", "not-going", "maybe"
LONGEST_NAME = 80


class AnswerForm(forms.Form):
    """Whether somebody comes, with whom. `companions` are names, one to a line."""

    answer = forms.ChoiceField(
        choices=[(GOING, _("I come")), (MAYBE, _("Perhaps later")), (NOT_GOING, _("I do not come"))]
    )
    places = forms.IntegerField(
        label=_("How many of us?"), min_value=1, max_value=LARGEST_PARTY, required=False
    )
    companions = forms.CharField(
        label=_("Whom I bring"),
        required=False,
        max_length=LARGEST_PARTY * (LONGEST_NAME + 2),
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Their names, one to a line; just so that we can greet them."),
    )

    def clean_places(self):
        return self.cleaned_data["places"] or 1

    def clean_companions(self) -> list[str]:
        names = [clean_line(line) for line in self.cleaned_data["companions"].splitlines()]
        return [name[:LONGEST_NAME] for name in names if name]

    def clean(self):
        super().clean()
        data = self.cleaned_data
        if len(data.get("companions", ())) >= data.get("places", LARGEST_PARTY + 1):
            self.add_error("companions", _("That is more names than places."))
        return data
