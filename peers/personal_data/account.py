"""What the site holds of somebody's account."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.admin.models import LogEntry
from django.utils.translation import gettext_lazy as _

from leeds_leaders.models import SignIn
from leeds_leaders.personal_data import Holding, facts
from peers.models import Peer

HOLDINGS = [
    Holding(
        name="account",
        title=_("My account: name, e-mail address, when I joined and last came"),
        model=Peer,
        links=["pk"],
        tell=facts(
            "name",
            "email",
            "slug",
            "joined_at",
            "last_login",
            "is_active",
            "is_staff",
            "is_superuser",
        ),
    ),
    Holding(
        name="email_addresses",
        title=_("E-mail addresses, confirmed or not"),
        model=EmailAddress,
        links=["user"],
        tell=facts("email", "verified", "primary"),
    ),
    Holding(
        name="second_steps",
        title=_("Second steps to sign in with"),
        model=Authenticator,
        links=["user"],
        about=_("When they were added and used; what they are made of is secret."),
        tell=facts("type", "created_at", "last_used_at"),
    ),
    Holding(
        name="browsers",
        title=_("Browsers in which I am signed in"),
        model=SignIn,
        links=["peer"],
        about=_("What they call themselves, and since when; not where they are."),
        tell=facts("browser", "begun_at"),
    ),
    Holding(
        name="roles_here",
        title=_("What I may do here"),
        model=Peer.groups.through,
        links=["peer"],
        tell=facts("group"),
    ),
    Holding(
        name="rights",
        title=_("Single rights"),
        model=Peer.user_permissions.through,
        links=["peer"],
        tell=facts("permission"),
    ),
    Holding(
        name="admin_log",
        title=_("What I did in the admin"),
        model=LogEntry,
        links=["user"],
        tell=facts("action_time", "content_type", "action_flag"),
    ),
]
