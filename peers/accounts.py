"""How allauth meets the house: peers are kept by our verb, and its mail goes by the outbox."""

import base64
import uuid
from contextlib import suppress
from io import BytesIO
from urllib.parse import urljoin, urlsplit

import qrcode
from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.utils import get_next_redirect_url
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.contrib import messages
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from qrcode.image.svg import SvgPathFillImage

from leeds_leaders.notices import actions as notices
from leeds_leaders.notices.choices import Purpose
from leeds_leaders.signed_in import BROWSER
from leeds_leaders.text import check_address, clean_line, shorten
from peers import actions
from peers.actions.sign_ins import end_all
from peers.models import Peer


def on_our_site(address: str) -> str:
    """The same address under `SITE_URL`, whatever host a request claimed to be for."""
    parts = urlsplit(address)
    return urljoin(settings.SITE_URL, parts._replace(scheme="", netloc="").geturl())


# What a browser and its system are known by, the first that fits: many call themselves by the
# names of others as well.
BROWSERS = {
    "Edg": "Edge", "EdgA": "Edge", "EdgiOS": "Edge", "OPR": "Opera",
    "SamsungBrowser": "Samsung Internet", "Firefox": "Firefox",
    "FxiOS": "Firefox", "CriOS": "Chrome", "Chrome": "Chrome", "Safari": "Safari",
}  # fmt: skip
SYSTEMS = {
    "Android": "Android", "iPhone": "iPhone", "iPad": "iPad", "Windows": "Windows",
    "CrOS": "ChromeOS", "Mac OS": "Mac", "Linux": "Linux",
}  # fmt: skip


def browser_of(agent: str) -> str:
    """What a browser is, in words for its owner ("Firefox on Windows"), or nothing."""
    browser = next((name for sign, name in BROWSERS.items() if f"{sign}/" in agent), "")
    system = next((name for sign, name in SYSTEMS.items() if sign in agent), "")
    return f"{browser} on {system}" if browser and system else browser or system


class PeerBackend(AuthenticationBackend):
    """Who is signed in, and in the same query how many notices wait for them: every page says."""

    peers = Peer.objects.with_unread_notices()  # put together once: that costs more than asking

    def get_user(self, user_id):
        peer = self.peers.filter(pk=user_id).first()
        return peer if peer and self.user_can_authenticate(peer) else None


class AccountAdapter(DefaultAccountAdapter):
    """Sign-up, and account mail."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": _("This account is closed for now."),
        "duplicate_email": _("That is your address already."),
        "email_password_mismatch": _(
            "That address and password do not belong together. Please try again, or have a code"
            " sent to you."
        ),
        "enter_current_password": _("That is not your password. Please try again."),
        "incorrect_code": _("That code is not right. Please look at it again."),
        "incorrect_password": _("That is not your password. Please try again."),
        "invalid_password_reset": _("This link can no longer be used."),
        "rate_limited": _("That was a lot of tries. Please wait a few minutes."),
        "too_many_login_attempts": _(
            "That was a lot of tries. Please wait five minutes and try again."
        ),
        "unverified_primary_email": _("Please confirm your e-mail address first."),
    }

    def save_user(self, request, user, form, commit=True):
        user = super().save_user(request, user, form, commit=False)
        user.name = form.cleaned_data["name"]
        return actions.welcome(user) if commit else user

    def clean_email(self, email):
        email = super().clean_email(email)
        check_address(email)
        return email

    def populate_username(self, request, user):
        """Peers have no user name."""

    def is_safe_url(self, url):
        """Whether to go on to `url`: a page of ours, by its path alone. Our name with another
        port or without HTTPS is another site."""
        return url_has_allowed_host_and_scheme(url, allowed_hosts=None)

    def confirm_email(self, request, email_address):
        """Confirm an address, all of it or nothing; none of an account that is closed.

        Somebody else may have begun to join with the address that a peer changes to. The
        database then refuses the second owner, and the page says that it did not work.
        """
        if not email_address.user.is_active:
            messages.error(request, self.error_messages["account_inactive"])
            return False
        with suppress(IntegrityError), transaction.atomic():
            is_confirmed = super().confirm_email(request, email_address)
            if is_confirmed:  # letters arrive there after all
                notices.clear_address(email_address.email)
            return is_confirmed
        self.add_message(
            request,
            messages.ERROR,
            "account/messages/email_confirmation_failed.txt",
            {"email": email_address.email},
        )
        return False

    def set_password(self, user, password):
        """Whoever chooses a new password is signed out wherever the old one let somebody in."""
        super().set_password(user, password)
        end_all(user)

    def login(self, request, user):
        super().login(request, user)
        request.session[BROWSER] = browser_of(request.headers.get("User-Agent", ""))

    def post_login(self, request, user, *, redirect_url=None, **login):
        """Lead somebody to the welcome when they first come in, unless they are going somewhere."""
        is_going = redirect_url or get_next_redirect_url(request)
        if not is_going and actions.lead_in(user):
            redirect_url = reverse("peers:welcome")
        return super().post_login(request, user, redirect_url=redirect_url, **login)

    def get_password_change_redirect_url(self, request):
        return reverse("peers:me")

    def send_notification_mail(self, template_prefix, user, context=None, email=None):
        super().send_notification_mail(
            template_prefix, user, (context or {}) | {"user": user}, email
        )

    def send_mail(self, template_prefix, email, context):
        """Write the letter into the outbox: a mail server that is away breaks no sign-up.

        These letters hold secrets (a link, a code) while they are queued; the outbox empties a
        text as soon as it has left, and no page of the admin shows one. Links are under
        `SITE_URL`. Nothing that somebody typed stands in a letter to an address that nobody has
        confirmed yet, or the sign-up form would be a way to write to strangers.
        """
        links = {
            name: on_our_site(value) for name, value in context.items() if name.endswith("_url")
        }
        house = {
            "email": email,
            "city": settings.CITY,
            "site_url": settings.SITE_URL,
            "link_days": app_settings.EMAIL_CONFIRMATION_EXPIRE_DAYS,
            "reset_hours": settings.PASSWORD_RESET_TIMEOUT // 3600,
            "code_minutes": app_settings.LOGIN_BY_CODE_TIMEOUT // 60,
        }
        message = self.render_mail(template_prefix, email, context | house | links)
        notices.post(
            email,
            Purpose.ACCOUNT,
            uuid.uuid4().hex,
            shorten(clean_line(message.subject), 180),
            message.body + "\n",
            recipient=context.get("user"),
        )


def safe_of_secrets() -> MultiFernet:
    """Locks and unlocks what authenticators share with us, so that a backup alone lets nobody in.

    Locked with the site's key; what an older key locked is unlocked as well.
    """
    return MultiFernet(
        Fernet(
            base64.urlsafe_b64encode(salted_hmac("peers.mfa", "", key, algorithm="sha256").digest())
        )
        for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    )


class MFAAdapter(DefaultMFAAdapter):
    """Our name and our host on authenticators, and our words about them."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "cannot_delete_authenticator": _("Two-step sign-in cannot be turned off just now."),
        "cannot_generate_recovery_codes": _("Recovery codes come with two-step sign-in."),
        "incorrect_code": _("That did not match. Please try again."),
        "unverified_email": _(
            "You are changing your e-mail address. Please confirm the new one, or cancel the"
            " change, before you set up two-step sign-in."
        ),
    }

    def encrypt(self, text):
        return safe_of_secrets().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text):
        return safe_of_secrets().decrypt(encrypted_text.encode()).decode()

    def generate_authenticator_name(self, user, type):
        return gettext("My passkey")

    def get_public_key_credential_rp_entity(self):
        """Passkeys belong to the site's own name, never to what a request calls it."""
        return {"id": urlsplit(settings.SITE_URL).hostname, "name": settings.CITY.network}

    def build_totp_svg(self, url):
        """Dark on white, so that it can be scanned from a dark page too."""
        image = BytesIO()
        qrcode.make(url, image_factory=SvgPathFillImage).save(image)
        return image.getvalue().decode()
