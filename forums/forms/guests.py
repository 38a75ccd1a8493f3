"""Shape and wording of what a guest says."""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from forums.forms.places import LONGEST_NAME, PartyFields
from leeds_leaders.text import LineField

# Whoever is greeted by such a name in a letter of ours is sent somewhere by a stranger.
LEADS_SOMEWHERE = re.compile(r"[/@:]|\.\w{2,}")


class GuestForm(PartyFields):
    """Somebody without an account: how to call them, and where to mail the link."""

    name = LineField(
        label=_("What shall we call you?"),
        max_length=LONGEST_NAME,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = forms.EmailField(
        label=_("Your e-mail address"),
        help_text=_("We mail you a link. By it you say that it is you, and later all else."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )

    field_order = ["name", "email", "places", "companions"]

    def clean_name(self) -> str:
        name = self.cleaned_data["name"]
        if LEADS_SOMEWHERE.search(name):
            raise ValidationError(_("Please write a name, and no address."))
        return name

    def asked(self) -> dict:
        """What was said, as `guests.ask` takes it; call only when valid."""
        return self.cleaned_data | {"places": self.cleaned_data["places"] or 1}
