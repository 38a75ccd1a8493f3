"""What the page of one's saved searches says of each, ready for its template."""

from django.urls import reverse

from leeds_leaders import stamps
from leeds_leaders.finding.vocabulary import Vocabulary, vocabulary
from leeds_leaders.notices.choices import Rhythm
from leeds_leaders.notices.models import Preference
from leeds_leaders.text import shorten
from projects.models import SavedSearch
from projects.pages.wording import in_words
from projects.querysets import Search

NAME_LENGTH = 120


def words_of_the_list() -> Vocabulary:
    """The names of everything that a search can filter by. One query, two where names changed."""
    return vocabulary(int(stamps.read("words", "ground")))


def name_of(search: Search) -> str:
    """The name that is proposed for a search."""
    return shorten(in_words(search, words_of_the_list()), NAME_LENGTH)


def gets_digest(peer) -> bool:
    """Whether somebody has a digest that could tell them anything. One query."""
    wishes = Preference.objects.visible_to(peer).first() or Preference(peer_id=peer.pk)
    return wishes.rhythm != Rhythm.NEVER


class Kept:
    """One saved search: what it looks for, in words, and where to see what it finds."""

    def __init__(self, saved: SavedSearch, words: Vocabulary):
        self.saved = saved
        self.looks_for = in_words(Search.of(saved.query), words)
        self.latest: list[dict] = getattr(saved, "latest", [])

    @property
    def url(self) -> str:
        """The list, as this search shows it."""
        return f"{reverse('projects:list')}?{self.saved.query}"


class KeptSearches:
    """Somebody's saved searches, and those that can be brought back. Two queries, three where
    names changed."""

    def __init__(self, searches):
        words = words_of_the_list()
        every = [Kept(saved, words) for saved in searches.for_page()]
        self.kept = [each for each in every if each.saved.removed_at is None]
        self.removed = [each for each in every if each.saved.removed_at is not None]
        self.most = SavedSearch.MOST
