"""Shape and wording of calling in a public body, and of what it answers."""

from uuid import UUID, uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from leeds_leaders.days import DayField
from leeds_leaders.naming import OneNamedField
from leeds_leaders.text import LongTextField
from peers.models import Organisation
from projects.choices import PUBLIC_BODIES, Invited


class InviteForm(forms.Form):
    """Whom do we call in, into what, and by when do we hope for an answer?"""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4, required=False)
    organisation = OneNamedField(
        label=_("Which public body?"),
        required=True,
        queryset=Organisation.objects.none(),
        named_by="name",
        help_text=_(
            "The council, a school, an NHS body, a housing association: its name, or the address "
            "of its page. If it is not here yet, add it among the organisations."
        ),
    )
    words = LongTextField(
        label=_("What would you like from it?"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Everybody reads this: what you do, and what its part in it could be."),
    )
    due_on = DayField(
        label=_("By when do you hope for an answer?"),
        help_text=_("After that day everybody reads that there is none."),
    )

    def __init__(self, *args, viewer, **kwargs):
        super().__init__(*args, **kwargs)
        listed = Organisation.objects.visible_to(viewer).listed()
        self.fields["organisation"].queryset = listed.filter(form__in=PUBLIC_BODIES)

    def clean_key(self) -> UUID:
        return self.cleaned_data["key"] or uuid4()

    def clean_due_on(self):
        day = self.cleaned_data["due_on"]
        if day <= timezone.localdate():
            raise ValidationError(_("Give them some days at least."))
        return day


class AnswerForm(forms.Form):
    """What does the public body say?"""

    state = forms.ChoiceField(
        label=_("What is the answer?"),
        choices=[(said, Invited(said).label) for said in (Invited.YES, Invited.PARTLY, Invited.NO)],
        widget=forms.RadioSelect,
    )
    answer = LongTextField(
        label=_("In words"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Everybody reads this beside the project."),
    )
