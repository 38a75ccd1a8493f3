"""Texts of invented projects beyond the ones written by hand: sentences with picked words."""

import re

from forums.demo import texts
from forums.demo.dice import Dice
from forums.demo.people import Names
from leeds_leaders.text import shorten

SMALL_WORDS = {"and", "of", "the", "for", "in", "on", "with", "a", "by"}
_before_vowel = re.compile(r"\b([Aa]) (?=(?!uni|one|eu)[aeiou])", re.IGNORECASE)
_beginning = re.compile(r"(?:^|(?<=[.?!] ))[^\W\d_]")


def sentence(text: str) -> str:
    """With capital letters where sentences begin, and "an" where it belongs."""
    text = _before_vowel.sub(r"\1n ", text)
    return _beginning.sub(lambda found: found[0].upper(), text)


def filled(text: str, words: "Words", length: int) -> str:
    """A sentence with its words picked, of at most `length` characters."""
    return shorten(sentence(text.format_map(words)), length)


def heading(text: str) -> str:
    """As the name of a group: capitals on all but the small words."""
    words = text.split()
    return " ".join(
        word if at and word in SMALL_WORDS else word[:1].upper() + word[1:]
        for at, word in enumerate(words)
    )


class Words(dict):
    """Picks a word when a sentence first asks for it, and keeps it for the rest of the story.

    `{thing}`, `{thing2}` and `{thing3}` are different things.
    """

    plurals = {"noun": "nouns", "thing": "things", "adjective": "adjectives", "venue": "venues",
               "food": "foods", "plant": "plants", "bird": "birds", "trade": "trades",
               "language": "languages", "day": "days", "month": "months", "hour": "hours",
               "number": "numbers"}  # fmt: skip

    def __init__(self, dice: Dice, names: Names, kind: dict, area: str):
        super().__init__(area="the city centre" if area == "City centre" else area)
        self._dice, self._names, self._kind = dice, names, kind
        self._lists = texts.read("sentences")

    def __missing__(self, key: str) -> str:
        stem = key.rstrip("123456789")
        for _attempt in range(6):
            word = self._pick(stem)
            if word not in self.values():
                break
        self[key] = word
        return word

    def _pick(self, stem: str) -> str:
        dice, lists = self._dice, self._lists
        if stem == "name":
            return self._names.first()
        if stem == "heading":
            return dice.early(lists["street_heads"]) + dice.one(lists["street_tails"])
        if stem == "street":
            return f"{self._pick('heading')} {dice.early(lists['street_kinds'])}"
        plural = self.plurals.get(stem, stem)
        return dice.early(self._kind.get(plural) or lists[plural])


class Teller:
    """Makes up what a project would say of itself."""

    def __init__(self, dice: Dice):
        self.dice, self._names = dice, Names(dice)
        self._kinds = texts.read("kinds")["kinds"]
        self._lists = texts.read("sentences")

    def kind(self) -> dict:
        return self.dice.one(self._kinds)

    def words(self, kind: dict, area: str) -> Words:
        return Words(self.dice, self._names, kind, area)

    def line(self, name: str, words: Words) -> str:
        """One filled sentence of the list `name`."""
        return self.told(self.dice.one(self._lists[name]), words)

    def told(self, text: str, words: Words) -> str:
        """A text with its words picked, whole."""
        return sentence(text.format_map(words))

    def title(self, words: Words) -> str:
        return filled(self.dice.one(self._lists["titles"]), words, 120)

    def summary(self, words: Words) -> str:
        return filled(self.dice.one(self._lists["summaries"]), words, 280)

    def group(self, name: str, words: Words) -> str:
        """The name of a group, from the list `name`."""
        return heading(self.dice.one(self._lists[name]).format_map(words))[:120]

    def story(self, words: Words) -> str:
        """Two to four short paragraphs of Markdown."""
        first, second = self.dice.sample(self._lists["weeks"], 2)
        paragraphs = [
            self.line("openings", words),
            f"{sentence(first.format_map(words))} {sentence(second.format_map(words))}",
            f"{self.line('troubles', words)} {self.line('lessons', words)}",
            self.line("invitations", words),
        ]
        if self.dice.happens(0.15):
            del paragraphs[2]
        if self.dice.happens(0.15):
            paragraphs.append(
                "What would help us now:\n\n"
                + "\n".join(f"- {words[thing]}" for thing in ("thing", "thing2", "thing3"))
            )
        return "\n\n".join(paragraphs)
