"""What is between two peers. None of it is for anybody else."""

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Greatest, Least, Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from leeds_leaders.text import LINE_PATTERN, TEXT_PATTERN
from peers.choices import TIE_MOVES, Answer, PairKind, PairState, Rhythm, Tie
from peers.models.item import Item
from peers.querysets.connection import (
    BlockQuerySet,
    ConnectionQuerySet,
    IntroductionQuerySet,
    PairQuerySet,
    ThanksQuerySet,
)

PEER = settings.AUTH_USER_MODEL


class Connection(models.Model):
    """One peer asked another to connect; there is one row for any two people, for good.

    `declined_at` stays when the asker withdraws, so that asking again reaches nobody who has said
    no. Whoever was blocked by the asked one asks like anybody else, and is never shown to them.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    asker = models.ForeignKey(PEER, on_delete=models.CASCADE, related_name="asks_made")
    asked = models.ForeignKey(PEER, on_delete=models.CASCADE, related_name="asks_received")
    state = models.CharField(max_length=9, choices=Tie, default=Tie.ASKED)
    note = models.TextField(_("your note"), blank=True)
    about = models.ForeignKey(Item, null=True, on_delete=models.SET_NULL, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now, db_default=Now())
    connected_at = models.DateTimeField(null=True)
    declined_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    objects = ConnectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("connection")
        verbose_name_plural = _("connections")
        ordering = ["-asked_at"]
        constraints = [
            models.UniqueConstraint(
                Least("asker", "asked"), Greatest("asker", "asked"), name="connection_is_one_row"
            ),
            models.CheckConstraint(
                name="connection_is_between_two", condition=~Q(asker=F("asked"))
            ),
            models.CheckConstraint(
                name="connection_note_can_be_shown", condition=Q(note__regex=TEXT_PATTERN)
            ),
        ]
        indexes = [
            models.Index(fields=["asker", "state", "asked"], name="connection_by_asker"),
            models.Index(fields=["asked", "state", "asker"], name="connection_by_asked"),
            models.Index(fields=["asker", "asked_at"], name="connection_asks_of_a_day"),
        ]

    def __str__(self):
        return f"{self.asker_id} → {self.asked_id}, {self.state}"

    def can_become(self, state: str) -> bool:
        """Whether the table of moves allows this step."""
        return state in TIE_MOVES[self.state]


class Block(models.Model):
    """Somebody wants nothing more to do with somebody, who is never told."""

    by = models.ForeignKey(PEER, on_delete=models.CASCADE, related_name="blocks_made")
    blocked = models.ForeignKey(PEER, on_delete=models.CASCADE, related_name="blocks_received")
    since = models.DateTimeField(default=timezone.now, db_default=Now(), editable=False)

    objects = BlockQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["by", "blocked"], name="block_is_made_once"),
            models.CheckConstraint(name="nobody_blocks_themselves", condition=~Q(by=F("blocked"))),
        ]

    def __str__(self):
        return f"{self.by_id} blocked {self.blocked_id}"


class SetAside(models.Model):
    """ "Not now": somebody does not want a peer proposed to them."""

    by = models.ForeignKey(PEER, on_delete=models.CASCADE, related_name="set_asides")
    peer = models.ForeignKey(PEER, on_delete=models.CASCADE, related_name="+")
    since = models.DateTimeField(default=timezone.now, db_default=Now(), editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["by", "peer"], name="peer_is_set_aside_once")
        ]

    def __str__(self):
        return f"{self.by_id} set {self.peer_id} aside"


class Introduction(models.Model):
    """`by` thinks that `first` and `second` should know each other.

    Each answers on their own; only when both have said yes does either learn that the other did.
    A no is never told: to everybody else it goes on waiting, until it is too old.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    by = models.ForeignKey(PEER, on_delete=models.CASCADE, related_name="introductions_made")
    first = models.ForeignKey(PEER, on_delete=models.CASCADE, related_name="introduced_first")
    second = models.ForeignKey(PEER, on_delete=models.CASCADE, related_name="introduced_second")
    words = models.TextField(_("why should they meet?"))
    first_answer = models.CharField(max_length=3, choices=Answer, blank=True)
    second_answer = models.CharField(max_length=3, choices=Answer, blank=True)
    proposed_at = models.DateTimeField(default=timezone.now, db_default=Now(), editable=False)
    made_at = models.DateTimeField(null=True, editable=False)

    objects = IntroductionQuerySet.as_manager()

    class Meta:
        verbose_name = _("introduction")
        verbose_name_plural = _("introductions")
        ordering = ["-proposed_at"]
        constraints = [
            models.CheckConstraint(
                name="introduction_is_among_three",
                condition=~Q(by=F("first")) & ~Q(by=F("second")) & ~Q(first=F("second")),
            ),
            models.UniqueConstraint(
                "by",
                Least("first", "second"),
                Greatest("first", "second"),
                name="introduction_is_proposed_once",
            ),
            models.CheckConstraint(
                name="introduction_is_made_by_two",
                condition=Q(made_at=None) | Q(first_answer=Answer.YES, second_answer=Answer.YES),
            ),
            models.CheckConstraint(
                name="introduction_can_be_shown", condition=Q(words__regex=TEXT_PATTERN)
            ),
        ]

    def __str__(self):
        return f"{self.first_id} and {self.second_id}, by {self.by_id}"


class Pair(models.Model):
    """Two connected peers meet at a rhythm they agreed, until they look at it again."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    proposed_by = models.ForeignKey(PEER, on_delete=models.CASCADE, related_name="pairs_proposed")
    proposed_to = models.ForeignKey(PEER, on_delete=models.CASCADE, related_name="pairs_received")
    kind = models.CharField(_("what for"), max_length=8, choices=PairKind, default=PairKind.PEERS)
    rhythm = models.CharField(_("how often"), max_length=11, choices=Rhythm, default=Rhythm.MONTHLY)
    words = models.TextField(_("what we want from it"), blank=True)
    review_on = models.DateField(_("we look at it again on"))
    state = models.CharField(max_length=8, choices=PairState, default=PairState.PROPOSED)
    proposed_at = models.DateTimeField(default=timezone.now, db_default=Now(), editable=False)
    agreed_at = models.DateTimeField(null=True, editable=False)
    ended_at = models.DateTimeField(null=True, editable=False)

    objects = PairQuerySet.as_manager()

    class Meta:
        verbose_name = _("peer pair")
        verbose_name_plural = _("peer pairs")
        ordering = ["review_on"]
        constraints = [
            models.CheckConstraint(
                name="pair_is_two_people", condition=~Q(proposed_by=F("proposed_to"))
            ),
            models.UniqueConstraint(
                Least("proposed_by", "proposed_to"),
                Greatest("proposed_by", "proposed_to"),
                "kind",
                condition=~Q(state=PairState.ENDED),
                name="pair_is_agreed_once",
            ),
            models.CheckConstraint(
                name="pair_can_be_shown", condition=Q(words__regex=TEXT_PATTERN)
            ),
        ]

    def __str__(self):
        return f"{self.proposed_by_id} and {self.proposed_to_id}, {self.state}"


class Thanks(models.Model):
    """A private word for a quality seen in a peer. Never counted, never shown to others.

    Whoever got it may take it away from their page; its giver is not told, and sees it as before.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    giver = models.ForeignKey(PEER, on_delete=models.CASCADE, related_name="thanks_given")
    receiver = models.ForeignKey(PEER, on_delete=models.CASCADE, related_name="thanks_received")
    quality = models.CharField(_("what I saw in you"), max_length=80)
    words = models.TextField(_("when, and what it did"), blank=True)
    given_at = models.DateTimeField(default=timezone.now, db_default=Now(), editable=False)
    taken_away_at = models.DateTimeField(null=True, editable=False)

    objects = ThanksQuerySet.as_manager()

    class Meta:
        verbose_name = _("thanks")
        verbose_name_plural = _("thanks")
        ordering = ["-given_at"]
        constraints = [
            models.CheckConstraint(
                name="nobody_thanks_themselves", condition=~Q(giver=F("receiver"))
            ),
            models.CheckConstraint(
                name="thanks_can_be_shown",
                condition=Q(quality__regex=LINE_PATTERN)
                & ~Q(quality="")
                & Q(words__regex=TEXT_PATTERN),
            ),
        ]

    def __str__(self):
        return self.quality
