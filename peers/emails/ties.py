"""What peers are told of one another."""

from collections.abc import Collection, Iterable
from datetime import date

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from leeds_leaders.notices import actions as notices
from leeds_leaders.notices import tasks
from leeds_leaders.notices.choices import Purpose
from leeds_leaders.notices.emails import Telling
from peers.choices import Audience, Tie
from peers.models import Block, Connection, Introduction, Pair, Peer, Profile, Thanks


def seen(named: Collection[tuple[int, int]]) -> set[tuple[int, int]]:
    """Of (recipient, peer named in a letter) those that may still be named, just before it leaves.
    Three queries, however many there are.
    """
    recipients, others = {one for one, _two in named}, {two for _one, two in named}
    here = Profile.objects.filter(peer__in=others, peer__is_active=True).in_bulk()
    blocks = Block.objects.filter(by__in=recipients, blocked__in=others)
    blocked = set(blocks.values_list("by", "blocked"))
    ties = Connection.objects.filter(
        Q(asker__in=others, asked__in=recipients) | Q(asker__in=recipients, asked__in=others)
    )
    between = {(tie.asker_id, tie.asked_id): tie for tie in ties}
    return {
        (recipient, other)
        for recipient, other in named
        if other in here
        and (recipient, other) not in blocked
        and _may_be_named(
            here[other], between.get((other, recipient)) or between.get((recipient, other))
        )
    }


def _may_be_named(profile: Profile, tie: Connection | None) -> bool:
    """By somebody's profile, and what is between them and the reader. Who asks has let themselves
    be known to whom they ask."""
    if profile.audience == Audience.CONNECTIONS:
        asks = tie is not None and tie.state == Tie.ASKED and tie.asker_id == profile.pk
        return asks or (tie is not None and tie.state == Tie.ACCEPTED)
    return profile.audience != Audience.HIDDEN


def tell_of_ask(connection: Connection, *, is_heard: bool) -> None:
    """Tell whoever was asked, once a day at most, however often the asker takes it back."""
    _tell(
        connection.asked,
        f"ask-{connection.pk}-{timezone.localdate():%Y%m%d}",
        "asked",
        {"connection": connection, "asker": connection.asker},
        names=[connection.asker],
        is_heard=is_heard,
    )


def tell_of_yes(connection: Connection) -> None:
    """Tell the asker that they are connected."""
    _tell(
        connection.asker,
        f"yes-{connection.pk}-{connection.connected_at:%Y%m%d%H%M%S%f}",
        "accepted",
        {"other": connection.asked},
        names=[connection.asked],
        url=reverse("peers:detail", args=[connection.asked.slug]),
    )


def tell_of_proposal(introduction: Introduction, recipient, other, *, is_named, is_heard) -> None:
    """Ask one side of an introduction; the other is named only to whom may see them."""
    _tell(
        recipient,
        f"introduction-{introduction.pk}-{introduction.proposed_at:%Y%m%d%H%M%S%f}",
        "introduced",
        {"introduction": introduction, "other": other if is_named else None},
        names=[introduction.by, other] if is_named else [introduction.by],
        is_heard=is_heard,
    )


def tell_of_introduction(introduction: Introduction) -> None:
    """Tell all three that it came about."""
    by, first, second = introduction.by, introduction.first, introduction.second
    for recipient, others in ((first, [second, by]), (second, [first, by]), (by, [first, second])):
        _tell(
            recipient,
            f"introduced-{introduction.pk}",
            "introduction_made",
            {"introduction": introduction, "others": others},
            names=others,
        )


def tell_of_pair(pair: Pair) -> None:
    """Tell whom a pair was proposed to."""
    context = {"pair": pair, "other": pair.proposed_by}
    _tell(pair.proposed_to, f"pair-{pair.pk}", "pair_proposed", context, names=[pair.proposed_by])


def tell_of_agreement(pair: Pair) -> None:
    """Tell who proposed a pair that it is one."""
    context = {"pair": pair, "other": pair.proposed_to}
    _tell(
        pair.proposed_by,
        f"pair-agreed-{pair.pk}",
        "pair_agreed",
        context,
        names=[pair.proposed_to],
        url=reverse("peers:pair", args=[pair.pk]),
    )


def tell_of_review(pairs: list[Pair]) -> int:
    """Remind both of each pair of the day they set, but of nobody whose profile waits for a
    moderator. Returns how many letters were written."""
    waiting = _waiting(pk for pair in pairs for pk in (pair.proposed_by_id, pair.proposed_to_id))
    return notices.tell_many(
        [
            Telling(
                recipient,
                Purpose.PEOPLE,
                f"pair-review-{pair.pk}-{pair.review_on:%Y%m%d}",
                "peers/email/pair_review",
                {"pair": pair, "other": other},
                url=reverse("peers:pair", args=[pair.pk]),
                items={"peers": [other.pk]},
            )
            for pair in pairs
            for recipient, other in (
                (pair.proposed_by, pair.proposed_to),
                (pair.proposed_to, pair.proposed_by),
            )
            if other.pk not in waiting
        ]
    )


def tell_of_thanks(thanks: Thanks, *, is_heard: bool) -> None:
    """Tell whoever is thanked."""
    _tell(
        thanks.receiver,
        f"thanks-{thanks.pk}",
        "thanked",
        {"thanks": thanks, "giver": thanks.giver},
        names=[thanks.giver],
        url=reverse("peers:thanks"),
        is_heard=is_heard,
    )


def tell_of_standing_in(profile: Profile, today: date) -> None:
    """Tell somebody whom a peer names to those who look for them; once a day at most."""
    assert profile.stand_in is not None
    _tell(
        profile.stand_in,
        f"stand-in-{profile.pk}-{today:%Y%m%d}",
        "standing_in",
        {"profile": profile, "other": profile.peer},
        names=[profile.peer],
        url=reverse("peers:pace"),
    )


def tell_of_stepping_aside(profile: Profile, who: Peer, today: date) -> None:
    """Tell who pauses that nobody is named for them any more."""
    _tell(
        profile.peer,
        f"stepped-aside-{who.pk}-{today:%Y%m%d}",
        "stepped_aside",
        {"profile": profile, "other": who},
        names=[who],
        url=reverse("peers:pace"),
    )


def _waiting(peer_ids: Iterable[int]) -> set[int]:
    """Of some peers those whose profile waits for a moderator, or was taken away. One query."""
    waiting = Profile.objects.filter(peer__in=list(peer_ids), hidden_at__isnull=False)
    return set(waiting.values_list("peer", flat=True))


def _tell(recipient, key, name, context, *, names, url="", is_heard=True) -> None:
    """Tell one peer of others, who are looked at again before the letter leaves. Of whose profile
    waits for a moderator nobody is told: their name may be why.

    What reaches nobody is told all the same and then taken back: how long an answer takes must not
    give away that somebody said no, or blocked the one who asks.
    """
    is_heard = not _waiting(peer.pk for peer in names) and is_heard  # both are always asked
    with transaction.atomic():
        notices.tell(
            recipient,
            Purpose.PEOPLE,
            key,
            f"peers/email/{name}",
            context,
            url=url or reverse("peers:connections"),
            items={"peers": [peer.pk for peer in names]},
        )
        if not is_heard:
            transaction.set_rollback(True)
    if not is_heard:
        transaction.on_commit(tasks.hint, robust=True)
