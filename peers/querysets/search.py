"""What somebody looks for in the directory, as data and as conditions on entries."""

from dataclasses import dataclass
from typing import ClassVar

from leeds_leaders.finding import search
from leeds_leaders.finding.words import Sql
from peers.choices import Sort
from peers.querysets.facts import Facts

YES = "yes"  # the one choice of a facet that is a switch
# Slugs are looked up by the database, without a join; what is not there holds nobody.
_FITS = {
    "cause": "cause_ids && ARRAY(SELECT id FROM language_cause WHERE slug = %s)",
    "ward": "ward_codes && ARRAY(SELECT code FROM geography_ward WHERE slug = %s)",
    "offers": "offer_ids && ARRAY(SELECT id FROM language_help WHERE slug = %s)",
    "asks": "ask_ids && ARRAY(SELECT id FROM language_help WHERE slug = %s)",
    "sector": "sector_id = (SELECT id FROM language_sector WHERE slug = %s)",
    "form": "forms @> ARRAY[%s]::varchar[]",
    "scale": "scales @> ARRAY[%s]::varchar[]",
    "principle": "principle_ids && ARRAY(SELECT id FROM language_principle WHERE slug = %s)",
}
_WORDS = "peers_words_of(peer_id, audience)"
_SWITCHES = {"free": "offers_free", "organiser": "is_organiser"}


@dataclass(frozen=True)
class Search(search.Search):
    """One look at the directory; choices are slugs, `free` and `organiser` are on or not."""

    FACETS: ClassVar[tuple[str, ...]] = (*_FITS, *_SWITCHES)

    cause: str = ""
    ward: str = ""
    offers: str = ""
    asks: str = ""
    sector: str = ""
    form: str = ""
    scale: str = ""
    principle: str = ""
    free: str = ""
    organiser: str = ""

    def fits(self, facet: str) -> Sql:
        """The condition of one facet's choice."""
        if facet in _SWITCHES:
            return Sql(_SWITCHES[facet])
        return Sql(_FITS[facet], (getattr(self, facet),))

    def exactly(self, _way: Sql) -> Sql:
        """Those whose texts hold all the words."""
        words = self.words.query()
        return Sql(f"{_WORDS} @@ {words.text}", words.values)

    def roughly(self, way: Sql) -> Sql:
        """Those whose texts hold each word, or one spelt much like it in name or organisations."""
        among = f"peer_id IN (SELECT peer_id FROM {{}} WHERE {way.text} AND {{}})"
        return self.words.nearly(
            Sql(among.format("peers_entry", f"{_WORDS} @@ {{}}"), way.values),
            Sql(among.format("peers_entrytext", "{}"), way.values),
        )


def order_of(sort: str, facts: Facts | None) -> Sql:
    """By name; or by how much is in common with the viewer of whom we have facts, and then by name.
    There is no other order.
    """
    by_name = "sort_name, peer_id"
    if sort != Sort.COMMON or facts is None:
        return Sql(by_name)
    shared = _shared_with(facts)
    return Sql(f"{shared.text} DESC, {by_name}", shared.values)


def _shared_with(facts: Facts) -> Sql:
    """How many causes and wards an entry shares with a viewer, and how many of their asks it offers
    and the other way round. Viewers have most in common with themselves, and come last.
    """
    pairs = (
        ("cause_ids @> ARRAY[%s::bigint]", facts.cause_ids),
        ("ward_codes @> ARRAY[%s::varchar]", facts.ward_codes),
        ("ask_ids @> ARRAY[%s::bigint]", facts.offer_ids),
        ("offer_ids @> ARRAY[%s::bigint]", facts.ask_ids),
    )
    terms = ["(peer_id = %s::bigint)::int * -1000000"]
    terms += [f"({has})::int" for has, values in pairs for _value in values]
    values = [value for _has, values in pairs for value in values]
    return Sql(" + ".join(terms), (facts.peer_id, *values))
