"""Text that comes in is cleaned, and Markdown that goes out can do no harm."""

import re
import time
import unicodedata
from html import unescape
from html.parser import HTMLParser

import pytest
from django.core.exceptions import ValidationError
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from leeds_leaders.text import (
    LINE_PATTERN,
    LONG_TEXT_LIMIT,
    TEXT_PATTERN,
    LineField,
    LongTextField,
    clean_line,
    clean_text,
    link_addresses,
    one_line,
    plain_words,
    render_markdown,
    shorten,
    slug_for,
)

quick = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
anything = st.text(st.characters(exclude_categories=[]), max_size=200)

CONTROLS = [chr(n) for n in (*range(0x20), 0x7F, *range(0x80, 0xA0)) if chr(n) not in "\t\n\r"]
SURROGATES = ["\ud800", "\udfff", "a\udc80b"]


@pytest.mark.parametrize("odd", [*CONTROLS, *SURROGATES], ids=ascii)
def test_control_characters_and_lone_surrogates_are_refused_in_words(odd):
    for clean in (clean_line, clean_text):
        with pytest.raises(ValidationError, match="cannot be shown"):
            clean(f"Beans{odd}peas")


@pytest.mark.parametrize("odd", ["\n", "\r\n", "\r", "\t"])
def test_one_line_is_one_line(odd):
    with pytest.raises(ValidationError):
        clean_line(f"Beans{odd}peas")
    assert "Beans" in clean_text(f"Beans{odd}peas")


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("  two   words ", "two words"),
        ("no\u00a0break", "no break"),
        ("e\u0301", "é"),
        ("Å", "Å"),
        ("\u202eevil\u202c", "evil"),
        ("\ufeffstart", "start"),
        ("line\u2028two", "line two"),
        ("👩\u200d🌾", "👩\u200d🌾"),  # the joiner holds an emoji together
        ("", ""),
    ],
)
def test_a_line_is_kept_tidy(said, kept):
    assert clean_line(said) == kept


def test_line_ends_are_made_one_kind_and_paragraphs_stay():
    assert clean_text("one \r\n\r\ntwo\rthree\n") == "one\n\ntwo\nthree"
    assert clean_text("\ta") == "a"
    assert clean_text("- a\n\tb") == "- a\n    b"


@quick
@given(anything)
def test_what_is_cleaned_is_clean_for_good_and_fit_for_the_database(text):
    for clean, pattern in ((clean_line, LINE_PATTERN), (clean_text, TEXT_PATTERN)):
        try:
            kept = clean(text)
        except ValidationError:
            continue
        assert clean(kept) == kept
        assert re.fullmatch(pattern, kept)
        kept.encode()
        assert unicodedata.is_normalized("NFC", kept)
        assert "\x00" not in kept


@quick
@given(anything)
@example("\ud800")
@example("&#xd800;&#0;&#x1f;")
def test_a_strangers_file_never_stops_us(text):
    words = plain_words(text)
    words.encode()
    assert re.fullmatch(TEXT_PATTERN, words)


@pytest.mark.parametrize(
    ("markup", "words"),
    [
        ("<p>Beans &amp; peas</p>", "Beans & peas"),
        ("Beans &amp;amp; peas", "Beans & peas"),
        ("a<br>b", "ab"),
        ("<script>alert(1)</script>Hi", "Hi"),
        ("no\u00a0break", "no break"),
        ("a\n\n\n\nb", "a\n\nb"),
        ("5 < 6 & 7 > 3", "5 < 6 & 7 > 3"),
        ("\x00\x07bell", "bell"),
    ],
)
def test_tags_and_entities_of_a_strangers_file_become_words(markup, words):
    assert plain_words(markup).replace("\n", "\n") == words


@quick
@given(st.text(max_size=120), st.integers(2, 80))
def test_shortening_never_exceeds_its_length(text, length):
    assert len(shorten(text, length)) <= max(length, 1)


@quick
@given(anything)
def test_a_slug_is_a_slug(text):
    assert re.fullmatch(r"[a-z0-9_-]{1,60}", slug_for(text, "fallback"))


def test_fields_say_what_is_wrong_rather_than_fail():
    for field in (LineField(), LongTextField()):
        for odd in ("a\x00b", "\ud800", "\x1b[31m"):
            with pytest.raises(ValidationError):
                field.clean(odd)
    with pytest.raises(ValidationError):
        LongTextField().clean("x" * (LONG_TEXT_LIMIT + 1))
    with pytest.raises(ValidationError):
        LineField(max_length=3).clean("four")


# Markdown -------------------------------------------------------------------------------------

ATTACKS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<iframe src=javascript:alert(1)></iframe>",
    "<a href=javascript:alert(1)>x</a>",
    "<body onload=alert(1)>",
    "<details open ontoggle=alert(1)>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<style>*{background:url(javascript:alert(1))}</style>",
    "<link rel=stylesheet href=//evil>",
    "<meta http-equiv=refresh content='0;url=//evil'>",
    "<base href=//evil>",
    "<form action=//evil><button>x</button></form>",
    "<object data=javascript:alert(1)>",
    "<embed src=javascript:alert(1)>",
    "<template><script>alert(1)</script></template>",
    "<x style='behavior:url(#default)'>",
    "<div style=position:fixed;inset:0>",
    "<!--><script>alert(1)</script>-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?xml-stylesheet href=javascript:alert(1)?>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java\tscript:alert(1))",
    "[x](java&#10;script:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](javascript&colon;alert(1))",
    "[x](\x01javascript:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](vbscript:msgbox(1))",
    "[x](file:///etc/passwd)",
    "[x](<javascript:alert(1)>)",
    "[x]: javascript:alert(1)\n\n[x]",
    "<javascript:alert(1)>",
    "[x](https://a.example 'onmouseover=alert(1)')",
    "[x](https://a.example \"' onmouseover='alert(1)\")",
    '[x](https://a.example"onmouseover="alert(1))',
    "![x](javascript:alert(1))",
    "![x](https://tracker.example/pixel.png)",
    '![x](x"onerror="alert(1))',
    "`<script>alert(1)</script>`",
    "```\n</code></pre><script>alert(1)</script>\n```",
    "```html onload=alert(1)\nx\n```",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;script&#62;alert(1)&#60;/script&#62;",
    "\\<script>alert(1)</script>",
    "# <img src=x onerror=alert(1)>",
    "> <svg/onload=alert(1)>",
    "<https://a.example/?<script>alert(1)</script>>",
    "[<img src=x onerror=alert(1)>](https://a.example)",
    "[a](https://a.example)[b](javascript:alert`1`)",
    "<<script>script>alert(1)<</script>/script>",
    "\u003cscript\u003ealert(1)\u003c/script\u003e",
    "＜script＞alert(1)＜/script＞",
    "<a\u2028href=javascript:alert(1)>x</a>",
]


class Reader(HTMLParser):
    """What a browser would find in a piece of HTML."""

    def __init__(self):
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str, str]] = []

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes += [(tag, name, value or "") for name, value in attrs]


HARMLESS = set("p br hr em strong s blockquote ul ol li h2 h3 h4 a code pre".split())  # noqa: SIM905
SCHEME = re.compile(r"\s*([a-z][a-z0-9+.-]*):", re.IGNORECASE)


def check_harmless(html: str) -> None:
    reader = Reader()
    reader.feed(html)
    assert reader.tags <= HARMLESS, reader.tags - HARMLESS
    for tag, name, value in reader.attributes:
        assert tag == "a", (tag, name, value)
        assert name in {"href", "rel", "title"}, (tag, name, value)
        if name == "href" and (scheme := SCHEME.match(value)):
            assert scheme[1].lower() in {"http", "https", "mailto"}, value


@pytest.mark.parametrize("attack", ATTACKS)
def test_nothing_that_is_written_can_run(attack):
    for text in (attack, f"Some words {attack} and more", f"- {attack}\n- b", f"> {attack}"):
        check_harmless(render_markdown(text))


@quick
@given(st.lists(st.sampled_from([*ATTACKS, "\n", "\n\n", "*", "`", "[", "](", ")", "<", ">", "#"])))
def test_no_mixture_of_attacks_can_run(parts):
    check_harmless(render_markdown("".join(parts)))


@quick
@given(anything)
@example("\ud800")
def test_rendering_never_fails(text):
    check_harmless(render_markdown(text))


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("**a** *b* ~~c~~", "<p><strong>a</strong> <em>b</em> <s>c</s></p>"),
        ("# Big", "<h2>Big</h2>"),
        ("## Less", "<h2>Less</h2>"),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>"),
        ("a & b < c", "<p>a &amp; b &lt; c</p>"),
        (
            "[a](https://a.example/)",
            '<p><a href="https://a.example/" rel="nofollow ugc noopener">a</a></p>',
        ),
    ],
)
def test_plain_marks_do_what_people_expect(text, html):
    assert render_markdown(text).strip() == html


@pytest.mark.parametrize(
    "slow",
    ["[" * 50_000, "![" * 25_000, "*a" * 25_000, "> " * 25_000, "`" * 50_000, "a**b" * 12_000,
     "[a](" * 12_000, "<" * 50_000, "- " * 25_000, "\n" * 50_000, "&" * 50_000, "_a_" * 16_000,
     "[a]: b\n" * 7_000, "|" * 50_000, "\\" * 50_000, "1. " * 16_000, "~~a" * 16_000],
    ids=lambda s: s[:6],
)  # fmt: skip
def test_no_text_keeps_us_busy_for_long(slow):
    started = time.process_time()
    check_harmless(render_markdown(slow))
    assert time.process_time() - started < 2


@pytest.mark.parametrize("hostile", ["](", "[a](", "[", "*", "_a_", "> ", "`", "[*", "# a\n", "  "])
def test_no_text_of_fifty_thousand_characters_holds_anybody_up(hostile):
    text = (hostile * (LONG_TEXT_LIMIT // len(hostile)))[:LONG_TEXT_LIMIT]

    for read in (one_line, render_markdown, link_addresses):
        begun = time.process_time()
        read(text)
        assert time.process_time() - begun < 2, read


def test_links_are_read_in_one_line_without_their_addresses():
    assert one_line("See [the plan](https://a.b/c) and [that](/d)") == "See the plan and that"


@pytest.mark.parametrize("sign", ["[*", "*[", "[", "*a_", "`a", "[]("])
def test_fifty_answers_of_nothing_but_signs_are_shown_as_they_were_typed(sign):
    text = sign * (5000 // len(sign))
    begun = time.process_time()

    for number in range(50):
        shown = unescape(render_markdown(f"{text} {number}"))

    assert shown == f"<p>{text} 49</p>"
    assert time.process_time() - begun < 0.5


def test_words_with_many_signs_among_them_are_still_markdown():
    assert render_markdown("**a** [b](/c) `d` " * 60).count("<strong>a</strong>") == 60
