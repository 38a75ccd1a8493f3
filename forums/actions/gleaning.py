"""What a text holds besides its words: the sources that it cites, the questions that it asks."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from markdown_it import MarkdownIt
from markdown_it.token import Token

from leeds_leaders.text import shorten

MOST_SOURCES = 100
MOST_QUESTIONS = 40
LONGEST_LINE, LONGEST_ADDRESS, LONGEST_QUESTION = 300, 300, 500

# Under these words, be they a heading or a line of their own, each line is a source.
_HEADINGS = (
    "sources|references|bibliography|literature|works cited|further reading|reading list|reading"
)
_HEADING = re.compile(rf"(?:{_HEADINGS})\s*:?", re.IGNORECASE)
_IN_ONE_LINE = re.compile(r"(?:sources?|references?)\s*:\s*(.+)", re.IGNORECASE)
_ADDRESS = re.compile(r"https?://[^\s<>\"“”]+", re.IGNORECASE)
_AFTER = ".,;:!?)]’'"  # what stands after an address, and is none of it
_TELLTALE = re.compile(r"utm_\w+|fbclid|gclid", re.IGNORECASE)
_SENTENCE_ENDS = re.compile(r"(?<![.!?…])[.!?…]++[\"”’')\]]*+\s+(?=[\"“‘'(\[]?[^\W\d_a-zß-ÿ])")
_markdown = MarkdownIt("commonmark", {"html": False, "maxNesting": 20}).disable("image")


@dataclass(frozen=True)
class Source:
    """A line of a reading list: how it is told, and where it is to be read."""

    words: str
    url: str = ""


@dataclass(frozen=True)
class _Line:
    """A line as it is read, without Markdown: (text, address) of each of its links."""

    text: str
    links: tuple[tuple[str, str], ...] = ()


def sources_in(words: str) -> list[Source]:
    """What a text cites, in order, each once: what it links to, and each line under "Sources"."""
    found: dict[str, Source] = {}
    is_listed = False
    for token, inline in _blocks(words):
        lines = list(_lines(inline))
        if token is not None and token.type == "heading_open":
            is_listed = False
        for line in lines:
            if _HEADING.fullmatch(line.text.strip()):
                is_listed = True
                continue
            for source in _sources_of(line, is_listed):
                found.setdefault(source.url or source.words, source)
    return list(found.values())[:MOST_SOURCES]


def questions_in(words: str) -> list[str]:
    """The sentences of a text that end in a question mark, each once; not what it quotes."""
    found: dict[str, str] = {}
    for _token, inline in _blocks(words, quoted=False):
        text = " ".join(line.text for line in _lines(inline))
        for sentence in _sentences(text):
            if sentence.rstrip("\"”’')]").endswith("?"):
                found.setdefault(sentence.casefold(), shorten(sentence, LONGEST_QUESTION))
    return list(found.values())[:MOST_QUESTIONS]


def _blocks(words: str, *, quoted: bool = True) -> Iterator[tuple[Token | None, Token]]:
    """Each run of text with the block that opened last before it."""
    opened, depth = None, 0
    for token in _markdown.parse(words):
        depth += (token.type == "blockquote_open") - (token.type == "blockquote_close")
        if token.type == "inline" and (quoted or depth == 0):
            yield opened, token
        elif token.nesting == 1:
            opened = token


def _lines(inline: Token) -> Iterator[_Line]:
    text, links, start = "", [], 0
    address = ""
    for token in inline.children or []:
        if token.type == "link_open":
            address, start = str(token.attrGet("href") or ""), len(text)
        elif token.type == "link_close":
            links.append((text[start:], address))
        elif token.type in {"softbreak", "hardbreak"}:
            yield _Line(" ".join(text.split()), tuple(links))
            text, links, start = "", [], 0
        else:
            text += token.content
    yield _Line(" ".join(text.split()), tuple(links))


def _sources_of(line: _Line, is_listed: bool) -> Iterator[Source]:
    links = [(text, url) for text, to in line.links if (url := address_of(to))]
    named = {text for text, _url in line.links}
    bare = [(found.rstrip(_AFTER), address_of(found)) for found in _ADDRESS.findall(line.text)]
    links += [(text, url) for text, url in bare if url and text not in named]
    in_one_line = _IN_ONE_LINE.fullmatch(line.text)
    listed = in_one_line[1] if in_one_line else line.text if is_listed else ""
    if listed.strip():
        yield Source(shorten(listed.strip(), LONGEST_LINE), links[0][1] if links else "")
    else:
        for text, url in links:
            yield Source(shorten(" ".join(text.split()) or url, LONGEST_LINE), url)


def address_of(address: str) -> str:
    """An address of the web as the reading list keeps it, so that the same page is one source:
    without what only tells where somebody came from. Empty for any other."""
    address = address.rstrip(_AFTER)
    try:
        parts = urlsplit(address)
        host = (parts.hostname or "") + (f":{parts.port}" if parts.port else "")
    except ValueError:
        return ""
    if parts.scheme.lower() not in {"http", "https"} or "." not in host:
        return ""
    kept = [pair for pair in parse_qsl(parts.query, True) if not _TELLTALE.fullmatch(pair[0])]
    query = parts.query if len(kept) == len(parse_qsl(parts.query, True)) else urlencode(kept)
    path = parts.path if parts.path != "/" else ""
    url = urlunsplit((parts.scheme.lower(), host, path, query, ""))
    return url if len(url) <= LONGEST_ADDRESS else ""


def _sentences(text: str) -> Iterator[str]:
    start = 0
    for end in _SENTENCE_ENDS.finditer(text):
        yield text[start : end.end()].strip()
        start = end.end()
    yield text[start:].strip()
