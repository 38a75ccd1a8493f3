"""What somebody types into a search, as conditions of PostgreSQL's full-text search."""

import re
from dataclasses import dataclass
from typing import NamedTuple

_WORD = re.compile(r"\w+")
_HAS_OPERATORS = re.compile(r"[\"“”]|(^|\s)-\w|\sor\s", re.IGNORECASE)
_IS_ALL_STOP_WORDS = "numnode(to_tsquery('house', %s)) = 0"


class Sql(NamedTuple):
    """A piece of SQL and the values of its placeholders."""

    text: str
    values: tuple = ()


@dataclass(frozen=True, slots=True)
class Words:
    """Words as somebody typed them."""

    typed: str

    @property
    def has_leeway(self) -> bool:
        """Whether they may be spelt otherwise. Who writes operators, or no word at all, means
        exactly what they write.
        """
        return bool(_WORD.search(self.typed)) and not _HAS_OPERATORS.search(self.typed)

    def query(self) -> Sql:
        """As a full-text query; the last word counts as a beginning."""
        if not self.has_leeway:
            return Sql("websearch_to_tsquery('house', %s)", (self.typed,))
        return Sql("to_tsquery('house', %s)", (f"{' & '.join(_WORD.findall(self.typed))}:*",))

    def nearly(self, holds: Sql, looks: Sql) -> Sql:
        """The condition of what has each word, or one spelt much like it.

        `holds` is that of texts that have a word, `looks` that of what looks like one; a full-text
        query, and a comparison, go where each has its `{}`.
        """
        words = _WORD.findall(self.typed)
        conditions, values = [f"NOT {_IS_ALL_STOP_WORDS}"], [" & ".join(words)]
        held = holds.text.format("to_tsquery('house', %s)")
        # The subquery hides the word from the planner, who would compare it with hundreds of
        # sampled texts: 3 ms for a query that is rarely run at all.
        looked = looks.text.format("likeness %%> (SELECT %s)")
        for word in words:
            either = f"{_IS_ALL_STOP_WORDS} OR {held}"
            values += [word, *holds.values, f"{word}:*"]
            if len(word) > 3:
                either += f" OR {looked}"
                values += [*looks.values, word.casefold()]
            conditions.append(f"({either})")
        return Sql(" AND ".join(conditions), tuple(values))
