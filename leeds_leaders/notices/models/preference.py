"""What somebody wants to hear, when, and that they said so."""

import secrets
from collections.abc import Iterable

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.postgres.fields import ArrayField
from django.core.signing import BadSignature, Signer
from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from leeds_leaders.geography.models import Ward
from leeds_leaders.language.models import Cause, Help
from leeds_leaders.notices.choices import SECURITY, Given, Purpose, Rhythm, Weekday
from leeds_leaders.notices.querysets import ConsentQuerySet, PreferenceQuerySet

# What somebody says who wants a class of mail, in the very words of the pages that ask. Kept with
# every consent that is given or taken back; change the words, and the log still has the old ones.
STATEMENTS = {
    Purpose.DIGEST: _(
        "Send me the digest by e-mail, as often as I chose. I can stop it at any time, on the page"
        " of my notices or by the link in each one."
    ),
    Purpose.REMINDER: _(
        "Remind me by e-mail of sessions that I come to, and of what I said I would do."
    ),
    Purpose.PEOPLE: _(
        "Tell me by e-mail when other members ask me something or answer me, and what comes of"
        " offers and asks."
    ),
    Purpose.PLACE: _(
        "Tell me by e-mail about my place at a session: that I have it, that one is free, that"
        " something changes."
    ),
    Purpose.DECISION: _("Tell me by e-mail what was decided about what I wrote."),
}


def new_secret() -> str:
    """43 letters that nobody guesses."""
    return secrets.token_urlsafe(32)


def link_signer(link_secret: str) -> Signer:
    """What signs unsubscribe links: the site's key, and the person's own secret beside it."""
    return Signer(sep=".", salt=f"notices.unsubscribe:{link_secret}")


class PreferenceManager(models.Manager.from_queryset(PreferenceQuerySet)):
    """Preferences of people who may never have opened the page, and of who holds a link."""

    def for_peers(self, peer_ids: Iterable[int]) -> dict[int, "Preference"]:
        """What each of these people wants, by their id, in one query.

        Whoever has no row gets the defaults, not kept: their links hold all the same.
        """
        wanted = set(peer_ids)
        defaults = {peer_id: self.model(peer_id=peer_id) for peer_id in wanted}
        return defaults | self.in_bulk(wanted)

    def of_token(self, token: str):
        """(peer, purpose) of an unsubscribe link, suspended peers included.

        None for a link that is broken, forged or revoked, or that would stop security mail.
        """
        try:
            peer_id, purpose, _signature = token.split(".")
            purpose = Purpose(purpose)
            peer = get_user_model().objects.filter(pk=int(peer_id)).first()
            if peer is None or purpose in SECURITY:
                return None
            link_signer(self.for_peers([peer.pk])[peer.pk].link_secret).unsign(token)
        except (ValueError, BadSignature):
            return None
        return peer, purpose


class Preference(models.Model):
    """How and of what somebody wants to be told; whoever has no row has the defaults.

    Weekday and hour are the city's own wall time. The window of the next digest begins at
    `digested_until`; it is moved in the transaction that writes the digest, so that no item is
    lost or told twice. `next_digest_at` is null while no digest is wanted.
    """

    peer = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        primary_key=True,
        on_delete=models.CASCADE,
        related_name="preference",
    )
    rhythm = models.CharField(_("digest"), max_length=8, choices=Rhythm, default=Rhythm.NEVER)
    weekday = models.PositiveSmallIntegerField(_("on"), choices=Weekday, default=Weekday.TUESDAY)
    hour = models.PositiveSmallIntegerField(_("at"), default=8, validators=[MaxValueValidator(23)])
    causes = models.ManyToManyField(Cause, blank=True, verbose_name=_("causes"))
    wards = models.ManyToManyField(Ward, blank=True, verbose_name=_("wards"))
    helps = models.ManyToManyField(
        Help, blank=True, verbose_name=_("what I could lend a hand with")
    )
    muted = ArrayField(
        models.CharField(max_length=20, choices=Purpose),
        default=list,
        blank=True,
        help_text="Service mail that is switched off; its notices are still told on the site.",
    )
    paused_until = models.DateTimeField(_("pause everything until"), null=True, blank=True)
    digested_until = models.DateTimeField(null=True, editable=False)
    next_digest_at = models.DateTimeField(null=True, editable=False)
    link_secret = models.CharField(
        max_length=43,
        blank=True,
        default="",
        editable=False,
        help_text="Signs this person's unsubscribe links; a new one revokes them all.",
    )

    objects = PreferenceManager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="preference_has_a_weekday", condition=models.Q(weekday__range=(1, 7))
            ),
            models.CheckConstraint(
                name="preference_has_an_hour", condition=models.Q(hour__range=(0, 23))
            ),
            models.CheckConstraint(
                name="digest_is_due_only_if_wanted",
                condition=models.Q(rhythm=Rhythm.NEVER, next_digest_at=None)
                | (
                    ~models.Q(rhythm=Rhythm.NEVER)
                    & models.Q(next_digest_at__isnull=False, digested_until__isnull=False)
                ),
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_digest_at", "peer"],
                condition=models.Q(next_digest_at__isnull=False),
                name="digest_due",
            ),
        ]

    def __str__(self):
        return self.get_rhythm_display()

    def unsubscribe_token(self, purpose: str) -> str:
        """The last part of the link that stops mail of this purpose: always the same for the same
        person and purpose, until they revoke their links. It never expires, for letters are kept.
        """
        return link_signer(self.link_secret).sign(f"{self.peer_id}.{purpose}")


class Consent(models.Model):
    """The log of consents: who agreed to which class of message, in which words. Only grows."""

    peer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="consents"
    )
    purpose = models.CharField(max_length=20, choices=Purpose)
    is_given = models.BooleanField()
    wording = models.TextField()
    how = models.CharField(max_length=8, choices=Given)
    at = models.DateTimeField(auto_now_add=True)

    objects = ConsentQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["peer", "purpose", "-at"], name="consent_by_peer")]

    def __str__(self):
        given = _("given") if self.is_given else _("taken back")
        return f"{self.get_purpose_display()}: {given}"
