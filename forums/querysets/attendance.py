"""Those who come to a session, as the directory shows them to members."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, F, Func, OuterRef, Q, Subquery
from django.utils.translation import gettext as _

from forums.choices import Seat
from leeds_leaders.geography.models import Ward
from leeds_leaders.language.models import Sector
from peers.choices import Audience
from peers.models import Entry, EntryText


@dataclass(frozen=True, slots=True)
class Row:
    """How many of one sector or ward go and wait."""

    name: str
    going: int
    waiting: int


def by_sector(session) -> list[Row]:
    """Members who go and wait by the sector that they tell members of, communities first, the rest
    last. Two queries."""
    theirs = Entry.objects.filter(peer=OuterRef("peer"), audience=Audience.MEMBERS)
    counted = _counted(session.bookings.annotate(of=Subquery(theirs.values("sector_id"))))
    names = dict(Sector.objects.values_list("pk", "name"))  # in the order of the city
    rows = [Row(names[pk], *counted[pk]) for pk in names if pk in counted]
    return rows + ([Row(_("not said"), *counted[None])] if None in counted else [])


def by_ward(session) -> list[Row]:
    """Members who go and wait by the wards in which they tell members that they are active; who is
    active in two counts in both. Two queries."""
    theirs = session.bookings.filter(peer__entries__audience=Audience.MEMBERS)
    active = theirs.annotate(of=Func(F("peer__entries__ward_codes"), function="unnest"))
    counted = _counted(active)
    names = Ward.objects.filter(pk__in=counted).order_by("name").values_list("pk", "name")
    return [Row(name, *counted[code]) for code, name in names]


def _counted(bookings) -> dict[object, tuple[int, int]]:
    """How many go and wait for each value of `of`."""
    goes = Q(state=Seat.GOING)
    counted = (
        bookings.with_a_turn()
        .order_by()
        .values("of")
        .annotate(going=Count("pk", filter=goes), waits=Count("pk", filter=~goes))
    )
    return {each["of"]: (each["going"], each["waits"]) for each in counted}


def cards_for_members(peers: Iterable[int | None]) -> dict[int | None, dict]:
    """What members see of peers in brief, by their keys; of whom they do not see, nothing."""
    texts = EntryText.objects.filter(audience=Audience.MEMBERS, peer__in=peers)
    return dict(texts.values_list("peer", "card"))
