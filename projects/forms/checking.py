"""Shape and wording of how a project goes, asked once a year."""

from django import forms
from django.utils.translation import gettext_lazy as _

from leeds_leaders.text import LongTextField
from projects.choices import StillGoing


class AnswerForm(forms.Form):
    """Is it still going? Each answer is a button; beside the last there is room for more."""

    answer = forms.ChoiceField(choices=StillGoing, widget=forms.HiddenInput)
    is_completed = forms.BooleanField(
        label=_("It has done what it set out to do"),
        required=False,
    )
    lessons = LongTextField(
        label=_("What can others learn from it?"),
        required=False,
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_(
            "What worked, what did not, what you would do otherwise. It stays on the page, and"
            " beside what other projects learned. You can write it later, too."
        ),
    )

    @property
    def ending(self) -> dict:
        """What the verb of ending takes; call only when valid."""
        return {name: self.cleaned_data[name] for name in ("is_completed", "lessons")}
