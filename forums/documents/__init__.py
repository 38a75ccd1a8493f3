"""Notes as one text, both ways: a document taken apart into sections and items, and printed again.

Pure: no database, no request. What goes in by `parsed` comes out by `printed` with every word in
its order, and what was printed is parsed to exactly the same blocks (docs/decisions/0027).
"""

from forums.documents.blocks import Block
from forums.documents.lists import taken_apart
from forums.documents.printing import printed
from forums.documents.reading import parsed

__all__ = ["Block", "parsed", "printed", "taken_apart"]
