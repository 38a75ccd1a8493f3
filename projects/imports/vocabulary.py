"""The network's shared words, found by any name that people use for them."""

import re
from collections import Counter
from collections.abc import Iterable

from leeds_leaders.language.models import Cause, Help, SharedWord
from projects.imports.wording import items, line


def _key(words: str) -> str:
    return " ".join(re.split(r"[\W_]+", words.casefold().replace("&", " and "))).strip()


class Vocabulary:
    """One list of shared words, read once. `unknown` counts the words that are not on it."""

    def __init__(self, words: Iterable[SharedWord]):
        self.by_key: dict[str, SharedWord] = {}
        self.unknown: Counter[str] = Counter()
        words = list(words)
        for word in words:
            for name in (word.name, word.slug):
                self.by_key.setdefault(_key(name), word)
        for word in words:  # a name goes before another word's synonym
            for name in word.synonyms:
                self.by_key.setdefault(_key(name), word)

    @classmethod
    def of_causes(cls) -> "Vocabulary":
        return cls(Cause.objects.order_by("position", "pk"))

    @classmethod
    def of_help(cls) -> "Vocabulary":
        return cls(Help.objects.order_by("position", "pk"))

    def found_in(self, cells: Iterable[str]) -> list[SharedWord]:
        """The words that some cells hold, each once, in the order in which they are met."""
        found: dict[int, SharedWord] = {}
        for cell in cells:
            whole = self.by_key.get(_key(line(cell)))
            for word in [whole] if whole else self._each(cell):
                found[word.pk] = word
        return list(found.values())

    def _each(self, cell: str) -> Iterable[SharedWord]:
        for item in items(cell):
            if word := self.by_key.get(_key(item)):
                yield word
                continue
            parts = [self.by_key.get(_key(part)) for part in item.split("/")]
            if any(parts):
                yield from filter(None, parts)
            else:
                self.unknown[item[:60]] += 1
