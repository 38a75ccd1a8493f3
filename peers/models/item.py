"""Offers and asks: what a peer can give or could use, each an item that is closed one day."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from taggit.managers import TaggableManager
from taggit.models import ItemBase

from leeds_leaders.language.models import Help
from leeds_leaders.moderation.models import Hideable
from leeds_leaders.text import LINE_PATTERN, TEXT_PATTERN
from peers.choices import ITEM_MOVES, Audience, Cost, ItemState, Kind
from peers.models.profile import EARLIEST, LATEST
from peers.querysets.item import FollowingQuerySet, ItemQuerySet


class ItemHelp(ItemBase):
    """An item is of a kind of help."""

    content_object = models.ForeignKey(
        "peers.Item", on_delete=models.CASCADE, related_name="help_items"
    )
    tag = models.ForeignKey(Help, on_delete=models.PROTECT, related_name="peer_items")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["content_object", "tag"], name="item_help_once")
        ]


class Item(Hideable):
    """An offer or an ask of a peer, until it is met, closed or past its date (`until`, the last
    day on which it holds). Whoever may see the peer and is in `audience` may see it; while it is
    hidden, nobody but its peer.
    """

    peer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="items"
    )
    kind = models.CharField(max_length=5, choices=Kind)
    title = models.CharField(_("in a few words"), max_length=120)
    slug = models.SlugField(max_length=80, unique=True)
    words = models.TextField(_("more about it"), blank=True)
    cost = models.CharField(_("cost"), max_length=7, choices=Cost, default=Cost.FREE)
    until = models.DateField(_("until"), null=True, blank=True)
    audience = models.CharField(
        _("who sees it"), max_length=11, choices=Audience, default=Audience.PUBLIC
    )
    state = models.CharField(max_length=6, choices=ItemState, default=ItemState.OPEN)
    outcome = models.CharField(_("what came of it"), max_length=280, blank=True)
    opened_at = models.DateTimeField(default=timezone.now, db_default=Now(), editable=False)
    closed_at = models.DateTimeField(null=True, editable=False)
    tags = TaggableManager(
        through=ItemHelp, verbose_name=_("kinds of help"), related_name="tagged_items", blank=True
    )

    objects = ItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("offer or ask")
        verbose_name_plural = _("offers and asks")
        ordering = ["-opened_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="item_has_a_title", condition=Q(title__regex=LINE_PATTERN) & ~Q(title="")
            ),
            models.CheckConstraint(
                name="item_texts_can_be_shown",
                condition=Q(words__regex=TEXT_PATTERN) & Q(outcome__regex=LINE_PATTERN),
            ),
            models.CheckConstraint(
                name="item_ends_in_this_century",
                condition=Q(until=None) | Q(until__range=(EARLIEST, LATEST)),
            ),
            models.CheckConstraint(
                name="item_is_closed_unless_open",
                condition=Q(state=ItemState.OPEN, closed_at=None)
                | (~Q(state=ItemState.OPEN) & Q(closed_at__isnull=False)),
            ),
        ]
        indexes = [
            models.Index(fields=["peer", "state"], name="item_by_peer"),
            models.Index(
                fields=["until"], condition=Q(state=ItemState.OPEN), name="item_open_until"
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("peers:item", args=[self.slug])

    @property
    def is_open(self) -> bool:
        """Whether it is open, as far as its date says today."""
        return self.state == ItemState.OPEN and not self.is_over

    @property
    def is_over(self) -> bool:
        """Whether its last day has passed."""
        return self.until is not None and self.until < timezone.localdate()

    @property
    def stands(self) -> str:
        """Where it stands, as of today and in words."""
        is_past = self.state == ItemState.OPEN and self.is_over
        return str(ItemState.PAST.label if is_past else self.get_state_display())

    def is_followed_by(self, viewer) -> bool:
        """Whether somebody wants to hear what becomes of it."""
        return viewer.is_authenticated and self.followings.filter(peer=viewer).exists()

    def can_become(self, state: str) -> bool:
        """Whether the table of moves allows this step."""
        return state in ITEM_MOVES[self.state]


class Following(models.Model):
    """Somebody wants to hear what becomes of an item."""

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="followings")
    peer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="followings"
    )
    since = models.DateTimeField(default=timezone.now, db_default=Now(), editable=False)

    objects = FollowingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["item", "peer"], name="item_is_followed_once")
        ]

    def __str__(self):
        return f"{self.peer_id} follows {self.item_id}"
