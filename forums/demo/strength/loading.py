"""All that gives the invented projects strength, in one go."""

from collections.abc import Callable, Sequence

from forums.demo import texts
from forums.demo.calendar import Calendar
from forums.demo.copying import analyse
from forums.demo.ground import Ground
from forums.demo.people import Person
from forums.demo.strength.behind import WRITTEN as BEHIND_TABLES
from forums.demo.strength.behind import Behind
from forums.demo.strength.examples import WRITTEN as EXAMPLE_TABLES
from forums.demo.strength.examples import Examples
from forums.demo.strength.kept import kept_projects
from forums.demo.strength.phrases import Phrases
from forums.demo.strength.searches import WRITTEN as SEARCH_TABLES
from forums.demo.strength.telling import WRITTEN as TELLING_TABLES
from forums.demo.strength.telling import Telling
from forums.demo.strength.together import WRITTEN as TOGETHER_TABLES
from forums.demo.strength.together import Together

WRITTEN = (*BEHIND_TABLES, *TELLING_TABLES, *TOGETHER_TABLES, *EXAMPLE_TABLES, *SEARCH_TABLES)


class Strength:
    """Writes who is behind the projects of one city, what they tell and what they form."""

    def __init__(self, ground: Ground, people: Sequence[Person], seed: int, calendar: Calendar):
        told, phrases = texts.read("strength"), Phrases(ground, seed)
        self._behind = Behind(people, told, phrases, seed, calendar)
        self._telling = Telling(phrases, seed, calendar)
        self._together = Together(ground, people, told, seed, calendar)
        self._examples = Examples(people, told, phrases, seed, calendar)

    def load(self, say: Callable[[str], None]) -> None:
        """Write all of it for the projects that are on the map by now."""
        projects = kept_projects()
        self._behind.load(projects)
        self._telling.load(projects)
        self._together.load(projects)
        self._examples.load()
        analyse(WRITTEN)
        say(f"who is behind {len(projects):,} projects on the map, and what they tell")
