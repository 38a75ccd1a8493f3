"""Shape and wording of a message to those who come."""

from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from forums.choices import MessageTo
from leeds_leaders.text import LineField, LongTextField


class MessageForm(forms.Form):
    """To whom, and what. `key` comes with the page, so that a double click sends one."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    sent_to = forms.ChoiceField(
        label=_("To whom?"), choices=MessageTo, initial=MessageTo.GOING, widget=forms.RadioSelect
    )
    subject = LineField(label=_("What is it about?"), max_length=120)
    words = LongTextField(
        label=_("Message"), max_length=5000, widget=forms.Textarea(attrs={"rows": 8})
    )
