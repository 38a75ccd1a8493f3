"""Wording of what we ask a peer."""

from allauth.account import forms as allauth_forms
from django.utils.translation import gettext_lazy as _

from leeds_leaders.text import LineField


class SignupForm(allauth_forms.SignupForm):
    """Joining takes a name, an e-mail address and a password."""

    name = LineField(
        label=_("What do people call you?"),
        max_length=80,
        help_text=_("Members see this name. You can change it later."),
    )
    field_order = ["name", "email", "password1"]
