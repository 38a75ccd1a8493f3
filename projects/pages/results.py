"""What the list page says about its results, ready for the template."""

from html import escape

from django.urls import reverse
from django.utils.safestring import SafeString

from leeds_leaders.finding import results
from leeds_leaders.finding.results import PAGE_SIZE, Option, drawn_options, drawn_tag
from projects.pages.wording import in_words
from projects.querysets.cards import Card
from projects.querysets.finding import Found
from projects.querysets.search import Search

REACHES = (1, 2, 3, 5, 10)  # kilometres


class Results(results.Results):
    """What was found, in the words of the page; at most so many cards of it."""

    def __init__(self, found: Found, *, most: int = PAGE_SIZE):
        super().__init__(found, reverse("projects:list"))
        self.search: Search = found.search
        self.cards: list[Card] = found.cards[:most]

    @property
    def near(self) -> str:
        return self.search.further()["near"]

    @property
    def without_near(self) -> str:
        return self.search.query_string(near=None)

    @property
    def reaches(self) -> list[int]:
        """Kilometres around a place that can be chosen; what the address bar says among them."""
        return sorted({*REACHES, self.search.reach} - {0})

    @property
    def in_words(self) -> str:
        """What is looked for, in plain words."""
        return in_words(self.search, self.found.words)

    @property
    def cause_choices(self) -> list[tuple[str, SafeString]]:
        return self._choices_of("cause")

    @property
    def ward_choices(self) -> list[tuple[str, SafeString]]:
        return self._choices_of("ward")

    def _choices_of(self, facet: str) -> list[tuple[str, SafeString]]:
        """What is chosen of a facet, and after it room for one more, each with the options of its
        `select`."""
        options = self.found.options_of(facet)
        return [(each, drawn_options(options, each)) for each in (*self.search.choices(facet), "")]

    @property
    def suggested_cause(self) -> Option | None:
        """The cause that was typed as words, if it was one: a tag is more than its letters."""
        typed = " ".join(self.search.q.casefold().split())
        if not typed or self.search.cause:
            return None
        return next((o for o in self.found.cause if o.choice.answers_to(typed)), None)

    @property
    def needs_options(self) -> SafeString:
        return self.options("needs")

    @property
    def stage_options(self) -> SafeString:
        return self.options("stage")

    @property
    def drawn_cards(self) -> SafeString:
        """The cards as items of a list, each with the names of its causes and needs."""
        causes = _tags(self.found.cause, "tag dot c{}")
        needs = _tags(self.found.needs, "tag ask")
        return SafeString("".join(_card(card, self.address, causes, needs) for card in self.cards))

    @property
    def colours(self) -> str:
        """Steps of the palette by cause, as "slug:step slug:step", for the map."""
        return " ".join(f"{o.value}:{o.choice.colour}" for o in self.found.cause)


def _tags(options: list[Option], style: str) -> dict[int, str]:
    """The names of a facet's choices as tags, by id."""
    return {int(o.choice.key): drawn_tag(o.choice, style) for o in options}


def _card(card: Card, before: str, causes: dict[int, str], needs: dict[int, str]) -> str:
    """One card; the first causes and needs are enough for a glance."""
    tags = [causes.get(id_, "") for id_ in card.cause_ids[:2]]
    tags += [needs.get(id_, "") for id_ in card.need_ids[:3]]
    return (
        '<li><article class="card">\n'
        f'<h3><a href="{before}{card.slug}/">{escape(card.title)}</a></h3>\n'
        f'<p class="about">{escape(card.summary)}</p>\n'
        f'<p class="facts">{escape(card.facts)}</p>\n'
        f'<ul class="tags">{"".join(tags)}</ul>\n'
        "</article></li>\n"
    )
