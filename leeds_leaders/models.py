"""The ground floor's own tables."""

from django.conf import settings
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.module_loading import import_string


class Tick(models.Model):
    """One change to public data, appended by a database trigger and folded by a job.

    The sum of `count` for a name is its stamp. Rows are only ever added, so that two people who
    save at once never wait for each other, and a change counts from the moment it is committed.
    """

    name = models.CharField(max_length=30)
    count = models.BigIntegerField(default=1)

    class Meta:
        indexes = [models.Index(fields=["name"], include=["count"], name="tick_by_name")]

    def __str__(self):
        return f"{self.name} +{self.count}"


class SignInQuerySet(models.QuerySet):
    """Sign-ins: each for its owner alone."""

    def visible_to(self, viewer):
        """The only door to a sign-in: one's own that still open something, the latest first."""
        live = self.filter(peer=viewer, expire_date__gt=timezone.now())
        return live.defer("session_data").order_by("-begun_at", "pk")


class SignIn(AbstractBaseSession):
    """A browser and what it keeps here: Django's session, which also says whose it is, so that
    somebody can see and end their own, and a suspension ends them all.

    `browser` is what the browser calls itself, in two words; where it was is kept nowhere. The
    database does not hold it against peers: a session that is saved while somebody is erased must
    not fail, and signs nobody in.
    """

    peer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.CASCADE,
        related_name="sign_ins",
        db_constraint=False,
    )
    browser = models.CharField(max_length=60, blank=True, db_default="")
    begun_at = models.DateTimeField(null=True)

    objects = SignInQuerySet.as_manager()  # type: ignore[assignment]

    class Meta(AbstractBaseSession.Meta):
        db_table = "django_session"

    @classmethod
    def get_session_store_class(cls):
        """What reads it: `SESSION_ENGINE`."""
        return import_string(f"{settings.SESSION_ENGINE}.SessionStore")

    @property
    def mark(self) -> str:
        """What names this one on its owner's page: the key itself would let anybody in."""
        return salted_hmac("sign-in", self.session_key, algorithm="sha256").hexdigest()[:32]
