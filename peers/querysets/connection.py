"""What is between peers is seen by those alone whom it is between."""

from datetime import timedelta
from typing import ClassVar

from django.contrib.auth import get_user_model
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Subquery, When
from django.utils import timezone

from peers.choices import Answer, Audience, PairState, Tie

# An introduction that is older than this is over, for all alike and whatever was answered.
INTRODUCTION_WAITS = timedelta(days=60)
# A reminder to look at a pair again is of some use for so long.
REVIEW_IS_LATE = timedelta(days=7)
# To whoever asked, an ask that was declined waits like any other.
WAITING = frozenset({Tie.ASKED, Tie.DECLINED})


def _blocked(viewer, column: str) -> Exists:
    """Whether the viewer has blocked the peer in a column."""
    blocks = viewer.blocks_made.filter(blocked=OuterRef(column))
    return Exists(blocks)


def _is_here(column: str) -> Q:
    """The condition that the peer in a column is neither suspended nor hidden."""
    return Q(**{f"{column}__is_active": True}) & ~Q(
        **{f"{column}__profile__audience": Audience.HIDDEN}
    )


class BetweenTwo(models.QuerySet):
    """Rows that two peers share, in the columns `ONE` and `TWO`."""

    ONE: ClassVar[str]
    TWO: ClassVar[str]

    def between(self, one, other):
        """Those of two people, whoever of them is in which column."""
        return self.filter(
            Q(**{self.ONE: one, self.TWO: other}) | Q(**{self.ONE: other, self.TWO: one})
        )

    def _with_other(self, viewer):
        """Each with `other_id`: whichever of the two columns the viewer is not in."""
        is_one = When(**{self.ONE: viewer.pk, "then": F(f"{self.TWO}_id")})
        return self.annotate(other_id=Case(is_one, default=F(f"{self.ONE}_id")))

    def _with_cards(self, column: str, circle: str):
        """Each with the `card` and the `sort_name` of the peer in a column, as a circle finds
        them; nothing where it cannot."""
        peers, found = get_user_model(), {"peer": OuterRef(column), "audience": circle}
        entry = peers.entries.rel.related_model.objects.filter(**found)
        text = peers.entry_texts.rel.related_model.objects.filter(**found)
        return self.annotate(
            card=Subquery(text.values("card")), sort_name=Subquery(entry.values("sort_name"))
        )


class ConnectionQuerySet(BetweenTwo):
    """Connections, asked for or made: for any two people there is one row at most."""

    ONE, TWO = "asker", "asked"

    def visible_to(self, viewer):
        """The only door: the asker sees theirs, the asked what waits for them or once did.

        What was withdrawn is nobody's business any more; an ask of somebody who is hidden or
        suspended, or whom the viewer has blocked, is never shown to them.
        """
        if not viewer.is_authenticated:
            return self.none()
        shown = Q(asked=viewer) & _is_here("asker") & ~_blocked(viewer, "asker")
        return self.filter(Q(asker=viewer) | shown & ~Q(state=Tie.WITHDRAWN))

    def made(self):
        """Those that both wanted."""
        return self.filter(state=Tie.ACCEPTED)

    def of(self, peer):
        """Those that somebody is in."""
        return self.filter(Q(asker=peer) | Q(asked=peer))

    def waiting_for(self, peer):
        """Asks that somebody has yet to answer, each with the asker's `card`, unless their profile
        is closed to members."""
        return self.filter(asked=peer, state=Tie.ASKED)._with_cards("asker", Audience.MEMBERS)

    def declined_by(self, peer):
        """Asks that somebody said no to, and may still say yes to."""
        return self.filter(asked=peer, state=Tie.DECLINED)

    def asked_by(self, peer):
        """Asks that to somebody's knowledge wait, each with the `card` of whom they asked, who may
        be found by members."""
        waiting = self.filter(asker=peer, state__in=WAITING)
        return waiting._with_cards("asked", Audience.MEMBERS).filter(card__isnull=False)

    def asked_since(self, peer, moment):
        """What counts as somebody's asks from a moment on. Who was introduced did not ask."""
        return self.filter(asker=peer, asked_at__gt=moment).exclude(connected_at=F("asked_at"))

    def of_others(self, viewer):
        """Connections made, each with `other_id`: whom the viewer is connected with."""
        return self.of(viewer).made()._with_other(viewer)

    def as_cards(self, viewer):
        """Connections made, each with `other_id` and the `card` of the other, by their name."""
        found = self.of_others(viewer)._with_cards("other_id", Audience.CONNECTIONS)
        return found.filter(card__isnull=False).order_by("sort_name", "pk")


class BlockQuerySet(models.QuerySet):
    """Blocks."""

    def visible_to(self, viewer):
        """Those that the viewer has made."""
        return self.filter(by=viewer) if viewer.is_authenticated else self.none()

    def among(self, *peers):
        """Those by any of these people of any other of them."""
        return self.filter(by__in=peers, blocked__in=peers)


class IntroductionQuerySet(BetweenTwo):
    """Introductions, answered or not."""

    ONE, TWO = "first", "second"

    def visible_to(self, viewer):
        """The only door: the three of them, but nobody who has blocked one of the others."""
        if not viewer.is_authenticated:
            return self.none()
        mine = self.filter(Q(by=viewer) | Q(first=viewer) | Q(second=viewer))
        return mine.exclude(
            _blocked(viewer, "by") | _blocked(viewer, "first") | _blocked(viewer, "second")
        )

    def open(self):
        """Those that are not made, and not over."""
        return self.filter(made_at=None, proposed_at__gt=timezone.now() - INTRODUCTION_WAITS)

    def proposed_since(self, peer, moment):
        """What somebody has proposed from a moment on."""
        return self.filter(by=peer, proposed_at__gt=moment)

    def for_answer(self, peer):
        """Those that somebody has yet to answer or said yes to, while all three are here; never of
        people who have found each other already."""
        unless_no = Q(first=peer) & ~Q(first_answer=Answer.NO) | Q(second=peer) & ~Q(
            second_answer=Answer.NO
        )
        ties = get_user_model().asks_made.rel.related_model.objects
        met = ties.made().between(OuterRef("first"), OuterRef("second"))
        seen = get_user_model().objects.visible_to(peer)
        here = Q(by__in=seen) & _is_here("first") & _is_here("second")
        return self.open().filter(unless_no & here, ~Exists(met))

    def proposed_by(self, peer):
        """What somebody proposed, waits or came about, between people whom they may see."""
        seen = get_user_model().objects.visible_to(peer)
        mine = self.filter(by=peer, first__in=seen, second__in=seen)
        return mine.exclude(made_at=None, proposed_at__lte=timezone.now() - INTRODUCTION_WAITS)


class PairQuerySet(BetweenTwo):
    """Peer pairs."""

    ONE, TWO = "proposed_by", "proposed_to"

    def visible_to(self, viewer):
        """The two of them."""
        if not viewer.is_authenticated:
            return self.none()
        return self.filter(Q(proposed_by=viewer) | Q(proposed_to=viewer))

    def live(self):
        """Proposed or agreed."""
        return self.exclude(state=PairState.ENDED)

    def agreed(self):
        """Those that both wanted, and that have not ended."""
        return self.filter(state=PairState.AGREED)

    def due_for_review(self, today):
        """Those that two people said they look at again by now, a week ago at most."""
        return self.agreed().filter(review_on__range=(today - REVIEW_IS_LATE, today))

    def as_cards(self, viewer):
        """Live pairs, each with `other_id` and the `card` of the other."""
        found = self.live()._with_other(viewer)
        return found._with_cards("other_id", Audience.CONNECTIONS).filter(card__isnull=False)


class ThanksQuerySet(models.QuerySet):
    """Words of thanks."""

    def visible_to(self, viewer):
        """Whoever gave them, and whoever got them; but for what came from somebody who is blocked,
        suspended or hidden."""
        if not viewer.is_authenticated:
            return self.none()
        shown = Q(receiver=viewer) & _is_here("giver") & ~_blocked(viewer, "giver")
        return self.filter(Q(giver=viewer) | shown)

    def kept_by(self, peer):
        """What somebody got and has not taken away."""
        return self.filter(receiver=peer, taken_away_at=None).select_related("giver")

    def given_since(self, peer, moment):
        """What somebody gave from a moment on."""
        return self.filter(giver=peer, given_at__gt=moment)
