"""Shape and wording of complaints about data, and of their answers."""

from django import forms
from django.utils.translation import gettext_lazy as _

from leeds_leaders.moderation.forms.open_forms import OpenForm
from leeds_leaders.moderation.models import SafetyEntry
from leeds_leaders.text import AddressField, LineField, LongTextField

LONGEST = 10_000


class ComplaintForm(OpenForm):
    """What went wrong, and where to answer."""

    words = LongTextField(
        label=_("What went wrong?"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("What happened, since when, and what you would like us to do."),
    )
    email = AddressField(
        label=_("Where can we answer?"),
        help_text=_("Your e-mail address. It is used for this alone."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    name = LineField(
        label=_("What shall we call you?"),
        max_length=100,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )

    def __init__(self, *args, viewer, **kwargs):
        super().__init__(*args, **kwargs)
        if viewer.is_authenticated:
            self.initial.update(email=viewer.email, name=viewer.name)

    def clean_email(self) -> str:
        """In small letters, as addresses are compared."""
        return self.cleaned_data["email"].lower()

    def said(self) -> dict[str, str]:
        """What `complain` takes; call only when valid."""
        return {name: self.cleaned_data[name] for name in ("words", "email", "name")}


class AnswerForm(forms.Form):
    """What is answered, by letter and for good."""

    reason = LongTextField(
        label=_("The answer, sent by letter as it stands here"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 12, "cols": 80}),
    )


class SafetyEntryForm(forms.ModelForm):
    """One page of the online safety record."""

    title = LineField(label=_("risk or duty"), max_length=160)
    words = LongTextField(label=_("how likely, how bad, and what is done about it"))

    class Meta:
        model = SafetyEntry
        fields = ["title", "words", "reviewed_on", "next_review_on"]
