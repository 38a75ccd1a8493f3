"""The stock Django admin behind allauth's doors: staff sign in like everybody and need MFA."""

from allauth.account.decorators import secure_admin_login
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import admin
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

DEMO_DOMAIN = "@example.org"


def may_skip_mfa(user) -> bool:
    """Invented people in a local run, and nobody else."""
    return settings.LOCAL_RUN and user.email.endswith(DEMO_DOMAIN)


class HouseAdmin(admin.AdminSite):
    """Where moderators and admins look after the network."""

    site_header = site_title = _("Looking after the network")
    index_title = _("What needs a look")

    def has_permission(self, request):
        user = request.user
        return super().has_permission(request) and (is_mfa_enabled(user) or may_skip_mfa(user))

    def login(self, request, extra_context=None):
        if super().has_permission(request) and not self.has_permission(request):
            return redirect("mfa_index")
        return secure_admin_login(super().login)(request, extra_context=extra_context)
