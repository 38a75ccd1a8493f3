"""How allauth meets the house: peers are kept by our verb, and its mail goes by the outbox."""

import uuid

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter

from leeds_leaders.notices import actions as notices
from leeds_leaders.notices.choices import Purpose
from peers import actions


class AccountAdapter(DefaultAccountAdapter):
    """Sign-up, and account mail."""

    def save_user(self, request, user, form, commit=True):
        user = super().save_user(request, user, form, commit=False)
        user.name = form.cleaned_data["name"]
        return actions.welcome(user) if commit else user

    def populate_username(self, request, user):
        """Peers have no user name."""

    def send_mail(self, template_prefix, email, context):
        """Write the letter into the outbox: a mail server that is away breaks no sign-up."""
        message = self.render_mail(template_prefix, email, context)
        html = next((body for body, kind in getattr(message, "alternatives", [])), "")
        notices.post(
            email, Purpose.ACCOUNT, uuid.uuid4().hex, message.subject, message.body, html
        )


class MFAAdapter(DefaultMFAAdapter):
    """Names on authenticators, for people who look after several."""

    def get_public_key_credential_rp_entity(self):
        return super().get_public_key_credential_rp_entity() | {"name": self._get_site_name()}
