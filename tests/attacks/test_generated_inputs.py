"""Hostile inputs, generated: a hundred thousand texts over all that reads what people send.

Pieces of the corpus are cut, doubled and mixed with every kind of character, the same for the same
seed; Hypothesis looks for the smallest text that breaks a rule of the cleaning layer.
"""

import random
import re
import time
import unicodedata
from collections.abc import Callable, Iterator
from html import unescape

import pytest
from django.core.exceptions import BadRequest, ValidationError
from django.http import QueryDict
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from forums.documents import parsed
from forums.documents.headings import heading_in
from forums.documents.lists import mark_of, taken_apart
from forums.models import Booking, CalendarFeed
from leeds_leaders.errors import Refused
from leeds_leaders.notices.models import Preference
from leeds_leaders.rewording import changed_words
from leeds_leaders.text import (
    LINE_PATTERN,
    TEXT_PATTERN,
    AddressField,
    clean_line,
    clean_text,
    one_line,
    plain_cell,
    plain_paste,
    plain_words,
    render_markdown,
    shorten,
    slug_for,
)
from peers.forms.directory import DirectoryForm
from peers.forms.items import CloseForm
from projects.forms.searching import SearchForm, ViewForm
from projects.imports import read_table
from projects.imports.columns import field_of
from projects.imports.coordinates import metres, number, pair
from projects.imports.geometry import UnreadableShape, of_wkt
from projects.imports.likeness import are_alike, bare_title
from projects.imports.values import day, led_by, links, stage
from projects.imports.wording import items, line, paragraphs
from tests.attacks.corpus import BROKEN, MARK, PAYLOADS

SEED = 20_260_208
EACH = 5_200  # texts for each reader
LONGEST = 2  # seconds
PIECES = [*PAYLOADS, *(value.decode("utf-8", "surrogateescape")[:200] for value in BROKEN)]
ALPHABETS = (
    "abcXYZ 019.,;:-\n", "<>\"'&=/`\\()[]{}#*_~|!",
    "\u202e\u2066\u200b\u00ad\ufeff\u2028\u0301\u20e3",
    "\x00\x01\x0b\x1b\x7f\x85", "\ud800\udfff", "ßİıſﬀΣς", "١２½²٪", "💥👩\u200d👧", "ﷺ田ก็",
    "\ue000\ue001",
)  # fmt: skip


def texts(seed: int = SEED) -> Iterator[str]:
    """Texts without end, most of them short."""
    chance = random.Random(seed)
    while True:
        parts = []
        for _ in range(chance.choice((1, 1, 2, 3, 8))):
            if chance.random() < 0.6:
                piece = chance.choice(PIECES)
                start = chance.randrange(len(piece) + 1)
                parts.append(piece[start:] if chance.random() < 0.5 else piece)
            else:
                alphabet = chance.choice(ALPHABETS)
                parts.append("".join(chance.choices(alphabet, k=chance.randrange(1, 30))))
        yield "".join(parts) * (40 if chance.random() < 0.01 else 1)


def refusing(read: Callable) -> Callable:
    """A reader that may say no in words, and nothing else."""

    def reader(text):
        try:
            return read(text)
        except (ValidationError, BadRequest, Refused, UnreadableShape):
            return None

    return reader


def form_of(form, *names: str) -> Callable:
    """A form that is given the same text in every field."""

    def reader(text):
        data = QueryDict(mutable=True)
        data.update(dict.fromkeys(names, text))
        bound = form(data)
        bound.is_valid()
        return bound.errors.as_text()

    return reader


def without_surrogates(text: str) -> str:
    return text.encode("utf-8", "ignore").decode()


READERS: dict[str, Callable] = {
    "one line": refusing(clean_line),
    "several lines": refusing(clean_text),
    "pasted": lambda text: refusing(clean_text)(plain_paste(text)),
    "words of a file": plain_words,
    "Markdown": render_markdown,
    "Markdown in a line": lambda text: shorten(one_line(text), 80),
    "slug": lambda text: slug_for(text, "thing"),
    "cell": plain_cell,
    "document": lambda text: parsed(text, longest=500),
    "list": lambda text: (mark_of(text), taken_apart(text), heading_in(text)),
    "what changed": lambda text: changed_words(text, text[::-1]),
    "table": lambda text: refusing(read_table)(text.encode("utf-8", "surrogatepass")),
    "column": lambda text: (field_of(text), number(text), metres(text), pair(text)),
    "geometry": refusing(of_wkt),
    "value": lambda text: (day(text), stage(text), led_by(text), links(text)),
    "wording": lambda text: (paragraphs(text), line(text), items(text)),
    "alike": lambda text: are_alike(*(bare_title(title[:120]) for title in (text, text[::-1]))),
    "view of the map": form_of(ViewForm, "bbox", "zoom"),
    "search of projects": form_of(SearchForm, "q", "near", "within", "sort", "page", "stage"),
    "end of an offer": form_of(CloseForm, "state", "outcome"),
}


def test_a_hundred_thousand_are_read():
    assert len(READERS) * EACH >= 100_000


@pytest.mark.slow  # it looks at the clock
@pytest.mark.django_db
@pytest.mark.parametrize("name", READERS)
def test_no_generated_text_is_too_much_for_a_reader(name):
    read, source = READERS[name], texts(SEED + len(name))
    for _ in range(EACH):
        text = next(source)
        started = time.perf_counter()
        read(text)
        assert time.perf_counter() - started < LONGEST, text[:200]


@pytest.mark.slow  # it looks at the clock
@pytest.mark.parametrize("sign", ["a", "a.", "\ufdfa", "é", "😀", "\u0301", "xn--"])
def test_no_address_of_mail_is_too_much_to_read(sign):
    field = AddressField()
    for address in (sign * 200_000, f"a@{sign * 200_000}", f"{sign * 200_000}@example.org"):
        started = time.perf_counter()
        with pytest.raises(ValidationError):
            field.clean(address)
        assert time.perf_counter() - started < LONGEST


HARMLESS = {
    "p", "br", "hr", "em", "strong", "s", "blockquote", "ul", "ol", "li", "h2", "h3", "h4", "a",
    "code",
    "pre",
}  # fmt: skip


# What cleaned text is, whatever came ----------------------------------------------------------

anything = st.text(st.characters(exclude_categories=[]), max_size=80)
mixed = st.lists(st.sampled_from(PIECES) | anything, max_size=5).map("".join)
quick = settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))


@quick
@given(mixed)
def test_a_cleaned_line_is_one_that_the_database_takes_and_stays_so(text):
    line = refusing(clean_line)(text)
    if line:
        assert re.fullmatch(LINE_PATTERN, line)
        assert clean_line(line) == line == unicodedata.normalize("NFC", line)


@quick
@given(mixed)
def test_a_cleaned_text_is_one_that_the_database_takes_and_stays_so(text):
    cleaned = refusing(clean_text)(text)
    if cleaned:
        assert re.fullmatch(TEXT_PATTERN, cleaned)
        assert clean_text(cleaned) == cleaned


@quick
@given(mixed)
def test_rendered_markdown_holds_nothing_that_runs(text):
    html = render_markdown(text)
    for tag, rest in re.findall(r"<\s*/?\s*([a-zA-Z0-9]+)([^>]*)>", html):
        assert tag in HARMLESS
        if tag == "a" and rest:
            where = re.match(r' href="([^"]*)"', rest)
            assert where is None or re.match(
                r"(https?:|mailto:|[^:]*([/?#]|$))", unescape(where[1])
            )
            assert 'rel="nofollow ugc noopener"' in rest
        else:
            assert not rest.strip(" /"), (tag, rest)
    assert f"<b {MARK}" not in html


@quick
@given(mixed)
def test_a_cell_is_never_a_formula(text):
    assert not plain_cell(text).lstrip().startswith(("=", "+", "-", "@", "\t", "\r"))


# Through the front door ----------------------------------------------------------

LISTS = ("/projects/", "/peers/", "/organisations/", "/forums/", "/record/", "/questions/",
    "/asks/",
         "/perspectives/", "/projects/points.json", "/places/")  # fmt: skip
NAMES = (
    "q",
    "page",
    "sort",
    "near",
    "ward",
    "cause",
    "stage",
    "bbox",
    "zoom",
    "kind",
    "state",
    "form",
)


@pytest.mark.slow  # it looks at the clock
@pytest.mark.django_db
def test_no_generated_address_is_a_fault_of_ours():
    chance, source = random.Random(SEED), texts()
    client = Client(raise_request_exception=False)
    for _ in range(1_000):
        query = QueryDict(mutable=True)
        for name in chance.sample(NAMES, chance.randrange(1, 4)):
            query[name] = without_surrogates(next(source))[:1_500]
        page = chance.choice(LISTS)
        started = time.perf_counter()
        answer = client.get(f"{page}?{query.urlencode()}")
        assert answer.status_code in {200, 302, 400, 404}, (page, query)
        assert time.perf_counter() - started < LONGEST, (page, query)


@pytest.mark.slow  # it looks at the clock
@pytest.mark.django_db
def test_no_generated_word_is_too_much_for_a_search_or_a_secret():
    """Readers that ask the database: searches of all lists, and secrets in links."""
    source = texts(SEED + 1)
    for _ in range(1_200):
        text = next(source)
        started = time.perf_counter()
        assert Preference.objects.of_token(text) is None
        assert Booking.objects.of_token(text) is None
        if "\x00" not in text and text == without_surrogates(text):
            assert CalendarFeed.objects.of_token(text) is None
        asked = QueryDict(mutable=True)
        asked["q"] = text
        form = DirectoryForm(asked)
        form.is_valid()
        assert time.perf_counter() - started < LONGEST, text[:200]
