"""Shape and wording of what a guest says."""

import re

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from forums.forms.places import LONGEST_NAME, PartyFields
from leeds_leaders.moderation.forms.open_forms import OpenForm
from leeds_leaders.text import AddressField, LineField

# Whoever is greeted by such a name in a letter of ours is sent somewhere by a stranger.
LEADS_SOMEWHERE = re.compile(r"[/@:]|\.\w{2,}")


class GuestNameField(LineField):
    """How to call somebody without an account: a name, and no address, whoever writes it."""

    default_validators = [
        RegexValidator(
            LEADS_SOMEWHERE, _("Please write a name, and no address."), inverse_match=True
        )
    ]

    def __init__(self, **kwargs):
        super().__init__(max_length=LONGEST_NAME, **kwargs)


class GuestForm(PartyFields, OpenForm):
    """Somebody without an account: how to call them, and where to mail the link."""

    name = GuestNameField(
        label=_("What shall we call you?"),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = AddressField(
        label=_("Your e-mail address"),
        help_text=_("We mail you a link. By it you say that it is you, and later all else."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )

    field_order = ["name", "email", "places", "companions"]

    def asked(self) -> dict:
        """What was said, as `guests.ask` takes it; call only when valid."""
        return self.cleaned_data | {"places": self.cleaned_data["places"] or 1}
