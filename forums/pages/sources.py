"""The reading list, ready for its template."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from forums.models import Perspective


@dataclass(frozen=True)
class CitedSource:
    """A source, and who cites it."""

    words: str
    url: str
    cited_in: list[Perspective]

    @property
    def host(self) -> str:
        """The site that a link leads to, so that nobody follows it unawares."""
        return urlsplit(self.url).netloc.removeprefix("www.")


def with_perspectives(rows: Iterable[Mapping], viewer) -> list[CitedSource]:
    """Rows of `CitationQuerySet.sources` with the perspectives that cite them. One query more."""
    rows = list(rows)
    wanted = {pk for row in rows for pk in row["cited_in"]}
    found = Perspective.objects.visible_to(viewer).defer("words").in_bulk(wanted)
    return [
        CitedSource(
            max(row["told"], key=len),
            row["address"],
            [found[pk] for pk in row["cited_in"] if pk in found],
        )
        for row in rows
    ]
