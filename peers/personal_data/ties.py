"""What is between somebody and others: their own side of it."""

from collections.abc import Iterator

from django.db.models import Model, QuerySet
from django.utils.translation import gettext_lazy as _

from leeds_leaders.personal_data import Holding, Told, readable
from peers.choices import Tie
from peers.models import Block, Connection, Introduction, Item, Pair, SetAside, Thanks
from peers.personal_data.names import Names

THEIRS = _("That is somebody else's own, and nobody is told.")


def some(row: Model, *names: str) -> Told:
    """Some fields of one row, as a person reads them."""
    return {name: readable(row, name) for name in names}


def _connections(rows: QuerySet, peer) -> Iterator[Told]:
    """Whoever asked is not told that it was declined: to them it waits."""
    ties = Connection.objects.visible_to(peer)
    names = Names(peer, {pk for tie in ties for pk in (tie.asker_id, tie.asked_id)})
    seen = Item.objects.visible_to(peer).in_bulk({tie.about_id for tie in ties if tie.about_id})
    for tie in ties:
        is_mine = tie.asker_id == peer.pk
        waits = is_mine and tie.state == Tie.DECLINED
        yield {
            "with": names.of(tie.asked_id if is_mine else tie.asker_id),
            "i_asked": is_mine,
            "state": str(Tie.ASKED.label if waits else tie.get_state_display()),
            "about": str(seen.get(tie.about_id, "")),
            **some(tie, "note", "asked_at", "connected_at", "ended_at"),
        }


def _introductions(rows: QuerySet, peer) -> Iterator[Told]:
    """Of the answers, one's own."""
    all_of_them = Introduction.objects.visible_to(peer)
    names = Names(
        peer, {pk for one in all_of_them for pk in (one.by_id, one.first_id, one.second_id)}
    )
    for one in all_of_them:
        answers = {one.first_id: "first_answer", one.second_id: "second_answer"}
        yield {
            "by": names.of(one.by_id),
            "between": [names.of(one.first_id), names.of(one.second_id)],
            "my_answer": readable(one, answers[peer.pk]) if peer.pk in answers else None,
            **some(one, "words", "proposed_at", "made_at"),
        }


def _pairs(rows: QuerySet, peer) -> Iterator[Told]:
    pairs = Pair.objects.visible_to(peer)
    names = Names(peer, {pk for one in pairs for pk in (one.proposed_by_id, one.proposed_to_id)})
    for one in pairs:
        is_mine = one.proposed_by_id == peer.pk
        yield {
            "with": names.of(one.proposed_to_id if is_mine else one.proposed_by_id),
            "i_proposed": is_mine,
            **some(one, "kind", "rhythm", "words", "review_on", "state", "proposed_at",
                   "agreed_at", "ended_at"),
        }  # fmt: skip


def _thanks(rows: QuerySet, peer) -> Iterator[Told]:
    words = Thanks.objects.visible_to(peer)
    names = Names(peer, {pk for one in words for pk in (one.giver_id, one.receiver_id)})
    for one in words:
        yield {
            "from": names.of(one.giver_id),
            "to": names.of(one.receiver_id),
            **some(one, "quality", "words", "given_at"),
        }


def _people(link: str):
    """Tell of rows that lead from somebody to somebody else."""

    def tell(rows: QuerySet, peer) -> Iterator[Told]:
        names = Names(peer, rows.values_list(link, flat=True))
        return ({"who": names.of(getattr(row, f"{link}_id")), "since": row.since} for row in rows)

    return tell


HOLDINGS = [
    Holding(
        name="connections",
        title=_("Connections, and asks to connect"),
        model=Connection,
        links=["asker", "asked"],
        tell=_connections,
    ),
    Holding(
        name="introductions",
        title=_("Introductions"),
        model=Introduction,
        links=["by", "first", "second"],
        tell=_introductions,
    ),
    Holding(
        name="pairs",
        title=_("Peer pairs"),
        model=Pair,
        links=["proposed_by", "proposed_to"],
        tell=_pairs,
    ),
    Holding(
        name="thanks",
        title=_("Thanks that I gave and got"),
        model=Thanks,
        links=["giver", "receiver"],
        tell=_thanks,
    ),
    Holding(
        name="blocked",
        title=_("Whom I blocked"),
        model=Block,
        links=["by"],
        tell=_people("blocked"),
    ),
    Holding(
        name="blocked_by",
        title=_("Whether anybody blocked me"),
        model=Block,
        links=["blocked"],
        about=THEIRS,
    ),
    Holding(
        name="set_aside",
        title=_("Whom I do not want proposed now"),
        model=SetAside,
        links=["by"],
        tell=_people("peer"),
    ),
    Holding(
        name="set_aside_by",
        title=_("Whether anybody does not want me proposed now"),
        model=SetAside,
        links=["peer"],
        about=THEIRS,
    ),
]
