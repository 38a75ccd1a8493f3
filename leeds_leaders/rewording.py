"""What went and what came where a text was written anew, marked for eyes and for screen readers."""

import difflib
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

_WORDS = re.compile(r"\s+|\w+|[^\w\s]")
_SENTENCES = re.compile(r"[^.!?\n]+[.!?\s]*|[.!?\s]+")


@dataclass
class Patience:
    """How many steps the comparisons of one page may still take: about half a second's, so that
    nobody's texts can hold it up."""

    steps: int = 10_000_000

    def lasts_for(self, old: list[str], new: list[str]) -> bool:
        """Whether two texts can be compared piece by piece; if so, that is taken off."""
        times = Counter(new)
        steps = sum(times[piece] for piece in old) * min(len(old), len(new))
        if steps > self.steps:
            return False
        self.steps -= steps
        return True


def changed_words(before: str, after: str, patience: Patience | None = None) -> SafeString:
    """`after`, with what was left out and what is new marked for eyes and for screen readers: by
    sentences, and by the words of those that changed unless that would take too long."""
    changes = _changed(before, after, [_SENTENCES, _WORDS], patience or Patience())
    return mark_safe("".join(_marked(gone, come) for gone, come in changes))  # noqa: S308  (each piece was escaped)


def _changed(
    before: str, after: str, kinds_of_pieces: list[re.Pattern], patience: Patience
) -> Iterator[tuple[str, str]]:
    """What became of what, in order; what is the same on both sides too."""
    if before == after or not (before and after and kinds_of_pieces):
        yield before, after
        return
    kind, *finer = kinds_of_pieces
    old, new = kind.findall(before), kind.findall(after)
    begin, end = _alike(old, new)
    same = "".join(new[:begin]), "".join(new[len(new) - end :])
    old, new = old[begin : len(old) - end], new[begin : len(new) - end]
    yield same[0], same[0]
    if patience.lasts_for(old, new):
        matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
        for _kind, from_, to, start, stop in matcher.get_opcodes():
            yield from _changed("".join(old[from_:to]), "".join(new[start:stop]), finer, patience)
    else:
        yield "".join(old), "".join(new)
    yield same[1], same[1]


def _alike(old: list[str], new: list[str]) -> tuple[int, int]:
    """How many pieces at the beginning, and how many of the rest at the end, are the same."""
    pairs = zip(old, new, strict=False)
    begin = next((at for at, (one, two) in enumerate(pairs) if one != two), min(len(old), len(new)))
    backwards = zip(reversed(old[begin:]), reversed(new[begin:]), strict=False)
    rest = min(len(old), len(new)) - begin
    return begin, next((at for at, (one, two) in enumerate(backwards) if one != two), rest)


def _marked(gone: str, come: str) -> str:
    if gone == come:
        return escape(come)
    left_out = f"<del>{escape(gone)}</del>" if gone else ""
    return left_out + (f"<ins>{escape(come)}</ins>" if come else "")
