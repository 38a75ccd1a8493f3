"""What a heading looks like, in whatever program it was written, and which section it opens."""

import re
from functools import lru_cache

from django.utils.translation import get_language

from forums.choices import Section

# What else people call the four sections. A heading that is no section's own name is kept as a
# passage, so that nobody's words are lost.
SYNONYMS: dict[str, frozenset[str]] = {
    Section.CONTEXT: frozenset({
        "background", "introduction", "our context", "setting the scene", "the background",
        "the context", "the situation", "what is going on", "what is happening",
        "what we heard", "where are we now", "where we are", "where we are now",
    }),
    Section.QUESTIONS: frozenset({
        "big questions", "discussion questions", "key questions", "open questions", "questions",
        "questions asked", "questions for us", "questions raised", "questions we asked",
        "the questions", "what we ask", "what we asked", "what we want to know",
    }),
    Section.WORKS: frozenset({
        "examples", "good practice", "good practices", "ideas that work", "success stories",
        "things that work", "what already works", "what does work", "what has worked",
        "what helps", "what is working", "what is working well", "what really works",
        "what we know works", "what worked", "what worked well", "what works well",
    }),
    Section.ACTIONS: frozenset({
        "action plan", "action points", "actions", "actions agreed", "agreed actions",
        "commitments", "follow up", "follow-up", "next steps", "our actions", "our commitments",
        "our next steps", "our plan", "pledges", "things to do", "to do", "to-do",
        "what are we going to do", "what happens next", "what next", "what we agreed to do",
        "what we will do", "what will we do", "who does what",
    }),
}  # fmt: skip
SPOKEN = {"'re": " are", "'ll": " will", "what's": "what is", "'ve": " have"}
LONGEST_HEADING = 100

_MARKED = re.compile(r"#{1,6}\s+(.*)")
_BOLD = re.compile(r"(\*\*|__)(?!\s)((?:(?!\1).)+)(?<!\s)\1:?$")
_UNDERLINE = re.compile(r"(=|-|_|~|\*|—|–)\1{2,}$")
_NUMBERED = re.compile(
    r"(?:(?:section|part)\s+)?(?:\(?(?:\d{1,2}|[a-h]|[ivx]{1,4})[.):]|\d{1,2}\s*[-–—])\s+"
)
_DECORATION = re.compile(r"^[\s#*_>]+|[\s#*_:.–—-]+$")


def section_named(heading: str) -> str | None:
    """The section that a heading opens, whatever stands around its words."""
    if len(heading) > LONGEST_HEADING:
        return None
    plain = _plain(heading)
    for short, full in SPOKEN.items():
        plain = plain.replace(short, full)
    return _sections_by_name(get_language()).get(plain)


def is_own_name(heading: str, section: str) -> bool:
    """Whether a heading says just what its section is called, so that nothing of it need stay."""
    return _plain(heading) == _plain(_label(section))


def heading_in(line: str) -> str | None:
    """The words of a line that says by itself that it is a heading: marked, bold or shouted."""
    if marked := _MARKED.fullmatch(line):
        return marked[1].rstrip().rstrip("#").rstrip()
    if len(line) > LONGEST_HEADING:
        return None
    if bold := _BOLD.fullmatch(line):
        return bold[2]
    letters = [character for character in line if character.isalpha()]
    is_shouted = len(letters) >= 4 and not any(letter.islower() for letter in letters)
    return line if is_shouted and any(letter.isupper() for letter in letters) else None


def is_underline(line: str) -> bool:
    """Whether a line is drawn, and says nothing."""
    return bool(_UNDERLINE.fullmatch(line.replace(" ", "")))


def _label(section: str) -> str:
    return str(Section(section).label)


@lru_cache(maxsize=8)  # asked with every line
def _sections_by_name(language: str | None) -> dict[str, str]:
    """What sections are called in a language, and what else people call them."""
    by_name: dict[str, str] = {}
    for section in Section.values:
        for name in (_plain(_label(section)), *SYNONYMS[section]):
            by_name.setdefault(name, section)
    return by_name


def _plain(heading: str) -> str:
    """A heading without number, marks and colon, in small letters."""
    plain = heading.replace("’", "'").casefold()
    before = None
    while plain != before:
        before = plain
        plain = _NUMBERED.sub("", _DECORATION.sub("", plain), count=1) if plain else plain
    return " ".join(plain.split())
