"""Shape and wording of what we ask a peer: joining, signing in, and keeping an account safe.

allauth's forms with our words: one column, no placeholders, and a password is asked for once,
because a mistyped one is mended by a mailed code.
"""

from textwrap import wrap
from uuid import uuid4

from allauth.account import forms as account
from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from allauth.account.utils import has_verified_email, setup_user_email
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from django import forms
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from leeds_leaders.moderation.forms.open_forms import TrapForm
from leeds_leaders.text import LineField, check_address
from peers import actions
from peers.errors import AddressTaken
from peers.models import Peer

NAME_LENGTH = 80
EMAIL = _("E-mail address")
PASSWORD = _("Password")
NEW_PASSWORD = _("New password")
PASSWORD_HELP = _(
    "At least 8 characters, not only digits, and not one that many people use. A few words in a"
    " row are easy to remember."
)
APP_CODE = _("Six digits from your app, or one of your recovery codes")


class NameField(LineField):
    """What people call somebody: one line that can be read aloud."""

    default_error_messages = {
        "unreadable": _("Please write a name with at least one letter in it.")
    }

    def __init__(self, **kwargs):
        super().__init__(
            label=_("What do people call you?"),
            max_length=NAME_LENGTH,
            widget=forms.TextInput(attrs={"autocomplete": "name"}),
            **kwargs,
        )

    def validate(self, value):
        super().validate(value)
        if value and not any(character.isalnum() for character in value):
            raise forms.ValidationError(self.error_messages["unreadable"], "unreadable")


class NameForm(forms.Form):
    """Change one's own name."""

    name = NameField()


class OurWords:
    """Mixed into a form of allauth: our labels and help, and no placeholders."""

    labels: dict = {}
    helps: dict = {}
    autocompletes: dict = {}
    drops: tuple = ()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in self.drops:
            del self.fields[name]
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.help_text = self.helps.get(name, "")
            if name in self.labels:
                field.label = self.labels[name]
            if name in self.autocompletes:
                field.widget.attrs["autocomplete"] = self.autocompletes[name]


class OneTimeCode:
    """Mixed into a form with a code: no capitals, no spelling, digits at hand on a phone."""

    keyboard = "numeric"

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs |= {
            "autocomplete": "one-time-code",
            "autocapitalize": "characters",
            "spellcheck": "false",
            "inputmode": self.keyboard,
        }


def owner_of(address: str) -> list[Peer]:
    """Who may be let in through a mailbox: the active peer whose own address it is.

    allauth would also take an address that somebody only wishes to change to. A slip of the
    pen there must not hand the account to a stranger.
    """
    return list(Peer.objects.filter(email=address.lower(), is_active=True))


# Joining --------------------------------------------------------------------------------------


class SignupForm(OurWords, TrapForm, account.SignupForm):
    """Joining takes a name, an e-mail address and a password."""

    name = NameField()
    field_order = ["name", "email", "password1"]
    labels = {"email": EMAIL, "password1": PASSWORD}
    helps = {
        "name": _("Members see this name. You can change it later."),
        "email": _("You sign in with it. Nobody else sees it."),
        "password1": PASSWORD_HELP,
    }

    def validate_unique_email(self, value):
        """Taken is an address that is somebody's own, not one that somebody wishes to have."""
        owned = Peer.objects.filter(email=value).exists()
        confirmed = EmailAddress.objects.is_verified(value)  # asked for in any case: see _rehearse
        self.account_already_exists = owned or confirmed
        return value

    def try_save(self, request):
        """Keep the newcomer, or answer exactly as if: a known address must not show.

        The same work is done either way, the slow hashing of the password above all.
        """
        if self.account_already_exists:
            self._rehearse(request)
            return super().try_save(request)
        try:
            with transaction.atomic():
                return super().try_save(request)
        except AddressTaken:  # a second click on the same button
            self.account_already_exists = True
            return super().try_save(request)

    def _rehearse(self, request) -> None:
        """Keep a newcomer whom nobody knows, ask for what their letter needs, and take it back:
        time would tell, too. What surrounds it is kept, and waits for the disk as the other does.
        """
        with transaction.atomic(), transaction.atomic():
            words = self.cleaned_data
            nobody = Peer(name=words["name"], email=f"{uuid4().hex}@example.invalid")
            nobody.password = make_password(words["password1"])
            setup_user_email(request, actions.welcome(nobody), [])
            has_verified_email(nobody)
            EmailAddress.objects.select_related("user").get(user=nobody)
            transaction.set_rollback(True)


# Signing in -----------------------------------------------------------------------------------


class LoginForm(OurWords, account.LoginForm):
    labels = {"login": EMAIL, "password": PASSWORD, "remember": _("Keep me signed in here")}
    helps = {"remember": _("For two weeks. Leave it empty on a machine that others use.")}
    autocompletes = {"login": "username"}


class RequestLoginCodeForm(OurWords, account.RequestLoginCodeForm):
    labels = {"email": EMAIL}
    autocompletes = {"email": "username"}

    def clean_email(self):
        email = super().clean_email()
        check_address(email or "")
        self._user = next(iter(owner_of(email)), None)
        return email


class ConfirmLoginCodeForm(OurWords, OneTimeCode, account.ConfirmLoginCodeForm):
    keyboard = "text"
    labels = {"code": _("Code from the mail")}
    helps = {"code": _("Eight letters. Capitals and the dash do not matter.")}


class ReauthenticateForm(OurWords, account.ReauthenticateForm):
    labels = {"password": PASSWORD}


# Password and address -------------------------------------------------------------------------


class ResetPasswordForm(OurWords, account.ResetPasswordForm):
    labels = {"email": EMAIL}
    autocompletes = {"email": "username"}

    def clean_email(self):
        email = super().clean_email()
        self.users = owner_of(email)
        return email


class UserTokenForm(account.UserTokenForm):
    """What the link to a new password holds. It leads nowhere while its account is closed."""

    def clean(self):
        cleaned = super().clean()
        if not self.reset_user.is_active:
            raise get_adapter().validation_error("invalid_password_reset")
        return cleaned


class ResetPasswordKeyForm(OurWords, account.ResetPasswordKeyForm):
    labels = {"password1": NEW_PASSWORD}
    helps = {"password1": PASSWORD_HELP}
    drops = ("password2",)


class ChangePasswordForm(OurWords, account.ChangePasswordForm):
    labels = {"oldpassword": _("Password so far"), "password1": NEW_PASSWORD}
    helps = {"password1": PASSWORD_HELP}
    drops = ("password2",)


class SetPasswordForm(OurWords, account.SetPasswordForm):
    labels = {"password1": NEW_PASSWORD}
    helps = {"password1": PASSWORD_HELP}
    drops = ("password2",)


class AddEmailForm(OurWords, account.AddEmailForm):
    labels = {"email": _("New e-mail address")}
    helps = {"email": _("We send a link there. Until you follow it, the old address stays.")}


# Two-step sign-in -----------------------------------------------------------------------------


class AuthenticateForm(OurWords, OneTimeCode, mfa.AuthenticateForm):
    labels = {"code": _("Code")}
    helps = {"code": APP_CODE}


class MFAReauthenticateForm(OurWords, OneTimeCode, mfa.ReauthenticateForm):
    labels = {"code": _("Code")}
    helps = {"code": APP_CODE}


class ActivateTOTPForm(OurWords, OneTimeCode, totp.ActivateTOTPForm):
    labels = {"code": _("Six digits from your app")}

    @property
    def spaced_secret(self) -> str:
        """The key in groups of four, to be typed by hand."""
        return " ".join(wrap(self.secret, 4))
