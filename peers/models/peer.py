"""The person: the user model is the peer (docs/decisions/0005)."""

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from leeds_leaders.text import LINE_PATTERN
from peers.querysets.peer import PeerManager


class Peer(AbstractBaseUser, PermissionsMixin):
    """Somebody in the network: signs in with an e-mail address, is known by a name.

    The slug is for addresses and never changes by itself; the e-mail address is never shown.
    """

    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name"), max_length=80)
    slug = models.SlugField(max_length=80, unique=True)
    is_staff = models.BooleanField(_("may enter the admin"), default=False)
    is_active = models.BooleanField(
        _("active"), default=True, help_text=_("Take this away to suspend somebody at once.")
    )
    joined_at = models.DateTimeField(_("joined"), default=timezone.now)

    objects = PeerManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = _("peer")
        verbose_name_plural = _("peers")
        ordering = [Lower("name")]
        constraints = [
            models.CheckConstraint(name="peer_has_a_name", condition=~models.Q(name="")),
            models.CheckConstraint(
                name="peer_name_is_one_plain_line", condition=models.Q(name__regex=LINE_PATTERN)
            ),
            models.CheckConstraint(
                name="peer_email_is_in_small_letters", condition=models.Q(email=Lower("email"))
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def hidden_at(self):
        """Since when their profile waits for a moderator's look, if it does."""
        return self.profile.hidden_at

    def get_short_name(self):
        return self.name.split()[0] if self.name.split() else self.name
