"""Shape and wording of what a browser says of a passkey, and of what its owner calls it."""

import json
import struct
from contextlib import contextmanager

from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.forms.fields import InvalidJSONInput
from django.utils.translation import gettext_lazy as _

from leeds_leaders.text import LineField
from peers.forms.accounts import NAME_LENGTH, OurWords

UNREADABLE = (
    ArithmeticError,
    AttributeError,
    LookupError,
    RecursionError,
    TypeError,
    ValueError,
    struct.error,
)


@contextmanager
def refused_in_words():
    """What cannot be read as a passkey, wherever in it, is a mistake in the form and no fault."""
    try:
        yield
    except UNREADABLE:
        raise forms.ValidationError(
            _("That passkey could not be read. Please try again.")
        ) from None


class CredentialField(forms.JSONField):
    """What a browser says of a passkey: good for one try, and never shown again.

    Whatever else is sent is refused: brackets in brackets in brackets, numbers of thousands of
    digits, and what PostgreSQL keeps in no JSON. Browsers write it in plain ASCII.
    """

    widget = forms.HiddenInput
    default_error_messages = {"invalid": _("That passkey could not be read. Please try again.")}

    def to_python(self, value):
        with refused_in_words():
            credential = super().to_python(value)
            written = json.dumps(credential, allow_nan=False)
            if "\\" in written or not credential.keys() >= {"id", "rawId", "response"}:
                raise ValueError
        return credential

    def bound_data(self, data, initial):
        return InvalidJSONInput("")


class ReadsPasskey:
    """Mixed into a form by which somebody shows a passkey."""

    def clean_credential(self):
        with refused_in_words():
            return super().clean_credential()


class AuthenticateWebAuthnForm(ReadsPasskey, webauthn.AuthenticateWebAuthnForm):
    credential = CredentialField()


class LoginWebAuthnForm(ReadsPasskey, webauthn.LoginWebAuthnForm):
    credential = CredentialField()


class ReauthenticateWebAuthnForm(ReadsPasskey, webauthn.ReauthenticateWebAuthnForm):
    credential = CredentialField()


class AddWebAuthnForm(OurWords, webauthn.AddWebAuthnForm):
    credential = CredentialField()
    name = LineField(required=False, max_length=NAME_LENGTH)
    labels = {
        "name": _("A name for it, to tell it from others"),
        "passwordless": _("Let me sign in with this alone, without my password"),
    }
    helps = {
        "name": _("“My phone”, for instance."),
        "passwordless": _("It then asks for your finger, your face or its PIN each time."),
    }

    def clean_credential(self):
        """Also what the list of passkeys reads of it later."""
        credential = self.cleaned_data["credential"]
        with refused_in_words():
            credential.get("clientExtensionResults", {}).get("credProps", {}).get("rk")
        return credential

    def clean(self):
        with refused_in_words():
            return super().clean()


class EditWebAuthnForm(OurWords, webauthn.EditWebAuthnForm):
    name = LineField(max_length=NAME_LENGTH)
    labels = {"name": _("Its name")}
