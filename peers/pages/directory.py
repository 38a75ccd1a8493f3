"""The directory, ready for its template."""

from html import escape

from django.http import Http404, HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from leeds_leaders.finding import results
from leeds_leaders.finding.results import drawn_tag
from leeds_leaders.htmx import wants_part
from leeds_leaders.stamps import kept
from peers.choices import Sort
from peers.querysets.cards import Card, photo_name
from peers.querysets.facts import facts_of
from peers.querysets.finding import Found, find
from peers.querysets.search import Search
from peers.querysets.sight import Sight

FACE = 96  # pixels
FURTHER = ("sector", "form", "scale", "principle", "free", "organiser")


class Results(results.Results):
    """Whom a search found, in the words of the page."""

    found: Found

    def __init__(self, found: Found):
        super().__init__(found, reverse("peers:list"))

    @property
    def offers_options(self) -> SafeString:
        return self.options("offers")

    @property
    def asks_options(self) -> SafeString:
        return self.options("asks")

    @property
    def sector_options(self) -> SafeString:
        return self.options("sector")

    @property
    def form_options(self) -> SafeString:
        return self.options("form")

    @property
    def scale_options(self) -> SafeString:
        return self.options("scale")

    @property
    def principle_options(self) -> SafeString:
        return self.options("principle")

    @property
    def free_count(self) -> int:
        return self.found.count_of("free")

    @property
    def organiser_count(self) -> int:
        return self.found.count_of("organiser")

    @property
    def has_further_choice(self) -> bool:
        """Whether one of the facets is chosen that are folded away."""
        return any(getattr(self.search, facet) for facet in FURTHER)

    @property
    def drawn_ward_rows(self) -> SafeString:
        """What the hexagons show, as rows of a table."""
        before = escape(f"{self.address}?{self.query_to_ward}")
        return SafeString(
            "".join(
                f'<tr><th scope="row"><a href="{before}{escape(o.value)}">{escape(o.label)}</a>'
                f'</th><td class="number">{o.count}</td></tr>\n'
                for o in self.found.options_of("ward")
            )
        )

    @property
    def drawn_cards(self) -> SafeString:
        """The cards as items of a list."""
        photos = reverse("peers:photo", args=["x"])[:-2]
        return SafeString("".join(_drawn(card, self.address, photos) for card in self.found.cards))


def _drawn(card: Card, before: str, photos: str) -> str:
    """One card; the first causes, offers and asks are enough for a glance."""
    tags = [drawn_tag(cause, "tag dot c{}") for cause in card.causes[:2]]
    tags += [f'<li class="tag offer">{escape(title)}</li>' for title, *_rest in card.offers[:2]]
    tags += [f'<li class="tag ask">{escape(title)}</li>' for title, *_rest in card.asks[:2]]
    pronouns = f' <span class="pronouns">{escape(card.pronouns)}</span>' if card.pronouns else ""
    return (
        f'<li><article class="card{" faced" if card.photo else ""}">\n{_face(card, photos)}'
        f'<h3><a href="{before}{card.slug}/">{escape(card.name)}</a>{pronouns}</h3>\n'
        f'<p class="about">{escape(card.one_line)}</p>\n'
        f'<p class="facts">{escape(_facts(card))}</p>\n'
        f'<ul class="tags">{"".join(tags)}</ul>\n'
        "</article></li>\n"
    )


def _face(card: Card, photos: str) -> str:
    """The photo; who does not see it hears what the peer says of it. The name stands beside."""
    if not card.photo:
        return ""
    small, sharp = (f"{photos}{photo_name(card.photo, side)}/" for side in (FACE, 2 * FACE))
    return (
        f'<img class="face" src="{small}" srcset="{small} 1x, {sharp} 2x" width="{FACE}"'
        f' height="{FACE}" alt="{escape(card.photo_alt)}" loading="lazy">\n'
    )


def _facts(card: Card) -> str:
    """As what, from where, in which sector and wards, in one line."""
    roles = [": ".join(filter(None, (what, where))) for what, where, _slug in card.roles[:2]]
    if card.comes_as_self:
        roles.insert(0, _("As myself"))
    return " · ".join(filter(None, [card.called, *roles, card.sector, *card.wards[:3]]))


def drawn_results(request: HttpRequest, search: Search) -> str:
    """The part of the page that a search fills, through the viewer's own sight.

    It is the same for all who have the same ties, which for most is none, so it is kept under these
    and the stamp; what is in common is one viewer's alone. Visitors' whole pages are kept anyway.
    Raises `Http404` for a choice or a page that is not there.
    """
    sight, is_part = Sight.of(request.user), wants_part(request)

    def draw() -> str:
        is_mine = search.sort == Sort.COMMON and request.user.is_authenticated
        found = find(search, sight, facts_of(request.user) if is_mine else None)
        if not all(found.knows(facet, getattr(search, facet)) for facet in search.chosen):
            raise Http404(_("There is nothing of that name to filter by."))
        results = Results(found)
        if search.page > results.pages:
            raise Http404(_("There are fewer pages than that."))
        context = {"results": results, "is_part": is_part}
        return render_to_string("peers/directory.html#results", context, request)

    if not request.user.is_authenticated:
        return draw()
    viewer = request.user.pk if search.sort == Sort.COMMON else None
    return kept(draw, "directory", sight, search, viewer, is_part, get_language())
