"""One cleaning layer for every text that comes in, and Markdown made safe on the way out."""

import re
import unicodedata
from html import unescape

import nh3
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import CheckConstraint, F, Func, JSONField, Q, TextField
from django.db.models.functions import Cast
from django.db.models.lookups import Regex
from django.utils.html import linebreaks, urlize
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from markdown_it import MarkdownIt

LONG_TEXT_LIMIT = 50_000
LONGEST_DOMAIN = 253  # characters, by RFC 1035
NOT_OURS = "nofollow ugc noopener"  # of links that members write
# What PostgreSQL must refuse as well: control characters, except the line feed in long texts.
LINE_PATTERN = r"^[^\x01-\x1f\x7f-\x9f]*$"
TEXT_PATTERN = r"^[^\x01-\x09\x0b-\x1f\x7f-\x9f]*$"
# Nowhere but to the web: one address or none, and a list of them as `jsonb` writes it.
LINK_PATTERN = r"^(https?://[^\x01-\x20\x7f-\xa0]+)?$"
LINKS_PATTERN = r'^\[("https?://([^\x01-\x20\x7f-\xa0"\\]|\\["\\])+"(, |(?=\])))*\]$'

# Bidirectional marks and other invisible characters that can make a text lie about itself.
_DECEIVING = dict.fromkeys(
    map(ord, "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")
)
_ALLOWED_TAGS = {
    "p", "br", "hr", "em", "strong", "s", "blockquote", "ul", "ol", "li",
    "h2", "h3", "h4", "a", "code", "pre",
}  # fmt: skip
# What `odd_characters` finds (control characters and lone surrogates), but for the line feed.
_ODD = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_markdown = MarkdownIt("commonmark", {"html": False, "maxNesting": 20}).enable("strikethrough")
_markdown.disable("image")


# How formulas begin for spreadsheets, full-width signs included (OWASP, CSV injection).
_FORMULA_STARTS = ("=", "+", "-", "@", "＝", "＋", "－", "＠")

# What word processors, PDF readers and web pages put between and inside lines, as plain ones.
_LINE_ENDS = dict.fromkeys(map(ord, "\x0b\x0c\x85\u2028\u2029"), "\n")
_SPACES = dict.fromkeys(map(ord, "\u00a0\u2002\u2003\u2007\u2009\u202f"), " ")
_NOTHING = dict.fromkeys(map(ord, "\u00ad\u200b\u2060"))
_FROM_ELSEWHERE = {**_LINE_ENDS, **_SPACES, **_NOTHING}

_FEW_SIGNS = 200  # of Markdown, in a text of any length

# Signs of Markdown that only stand in the way where a text is read in one line.
_SIGNS = re.compile(r"\]\([^)\s\]]*+\)|[*_`~\[\]]+|^ *(?:#{1,6}|>|[-+]) +", re.MULTILINE)

_NO_LINK = _("Write it like https://example.org")

# Something to see: a letter, digit, sign or picture, and not only joiners and soft hyphens.
_VISIBLE = re.compile(r"[^\s\u00ad\u200b-\u200d\u2060-\u2064\u180e\ufe00-\ufe0f\u115f\u1160\u3164]")


def links_lead_to_the_web(name: str, *columns: str) -> CheckConstraint:
    """That columns of one link each hold an address of the web, or none."""
    held = Q(*((f"{column}__regex", LINK_PATTERN) for column in columns))
    return CheckConstraint(name=name, condition=held, violation_error_message=_NO_LINK)


def lists_lead_to_the_web(name: str, column: str) -> CheckConstraint:
    """That a list of links holds addresses of the web alone."""
    listed = Cast(Func(F(column), function="to_jsonb", output_field=JSONField()), TextField())
    held = Q(Regex(listed, LINKS_PATTERN))
    return CheckConstraint(name=name, condition=held, violation_error_message=_NO_LINK)


def with_small_scheme(address: str) -> str:
    """An address as the database takes it: HTTPS:// and https:// are the same."""
    scheme, colon, rest = address.partition(":")
    return scheme.lower() + colon + rest


def odd_characters(text: str, *, newlines: bool = False) -> bool:
    """Whether a text holds control characters or lone surrogates."""
    if text.isascii() and text.isprintable():
        return False
    return any(
        unicodedata.category(character) in {"Cc", "Cs"}
        for character in text
        if not (newlines and character in "\r\n\t")
    )


def clean_line(text: str) -> str:
    """One line: NFC, inner white space folded, ends stripped. Raises `ValidationError`."""
    text = text.translate(_DECEIVING)
    if odd_characters(text):
        raise ValidationError(_("Please take out the characters that cannot be shown."), "odd")
    line = " ".join(unicodedata.normalize("NFC", text).split())
    return line if _VISIBLE.search(line) else ""


def clean_text(text: str) -> str:
    """Several lines: NFC, line ends made `\\n`, tabs made spaces. Raises `ValidationError`."""
    text = text.translate(_DECEIVING)
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", "    ")
    if odd_characters(text, newlines=True):
        raise ValidationError(_("Please take out the characters that cannot be shown."), "odd")
    text = unicodedata.normalize("NFC", text)
    return "\n".join(line.rstrip() for line in text.split("\n")).strip()


def plain_paste(text: str) -> str:
    """Text from the clipboard: breaks of lines and pages, spaces, and invisible characters of other
    programs made plain, so that nobody is asked to find what cannot be seen."""
    return text.translate(_FROM_ELSEWHERE)


def _without_surrogates(text: str) -> str:
    """What can be written as UTF-8: JSON can hold lone surrogates, and nh3 will not have them."""
    return text.encode("utf-8", "ignore").decode()


def plain_words(markup: str) -> str:
    """Text of a stranger's file as plain words: tags dropped, entities read, spaces made plain.

    For imports: never refuses; what cannot be shown is left out.
    """
    markup = unescape(_without_surrogates(markup))
    text = unescape(nh3.clean(markup, tags=set())).translate(_DECEIVING)
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    text = _ODD.sub("", text)
    text = unicodedata.normalize("NFC", text)
    lines = [" ".join(line.split()) for line in text.split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def shorten(text: str, length: int) -> str:
    """At most `length` characters, cut between words, with an ellipsis where something went."""
    if len(text) <= length:
        return text
    return text[: length - 1].rsplit(" ", 1)[0].rstrip(" ,.;:") + "…"


def one_line(text: str) -> str:
    """Markdown as plain words in one line, for titles and lists."""
    return " ".join(_SIGNS.sub("", text).split())


def plain_cell(value: object) -> str:
    """A cell of a CSV that no spreadsheet takes for a formula, whoever wrote it. Numbers, be they
    below nought, are none."""
    text = str(value)
    if isinstance(value, int | float):
        return text
    return f"'{text}" if text.lstrip().startswith(_FORMULA_STARTS) else text


def slug_for(text: str, fallback: str) -> str:
    """A slug of at most 60 characters; `fallback` where no Latin letter is left."""
    return slugify(text)[:60].strip("-") or fallback


def render_markdown(text: str) -> SafeString:
    """Markdown as safe HTML: no raw HTML, no images, links marked as not ours to vouch for."""
    text = _without_surrogates(text[:LONG_TEXT_LIMIT])
    html = linebreaks(text, autoescape=True) if _is_noise(text) else _markdown.render(text)
    html = html.replace("<h1>", "<h2>").replace("</h1>", "</h2>")
    cleaned = nh3.clean(
        html,
        tags=_ALLOWED_TAGS,
        attributes={"a": {"href"}},
        url_schemes={"http", "https", "mailto"},
        link_rel=NOT_OURS,
    )
    return mark_safe(cleaned)  # noqa: S308  (nh3 has just cleaned it)


def link_addresses(line: str) -> SafeString:
    """A person's line with its addresses as links, marked as not ours to vouch for."""
    linked = urlize(line, nofollow=True, autoescape=True)
    return mark_safe(linked.replace('rel="nofollow"', f'rel="{NOT_OURS}"'))  # noqa: S308


def _is_noise(text: str) -> bool:
    """Whether a text is more signs of Markdown than words: each takes as long to read as a whole
    sentence does, and they mean nothing together. Such a text is shown as it was typed."""
    return sum(map(text.count, "[*_`~<\\")) > _FEW_SIGNS + len(text) // 4


class LineField(forms.CharField):
    """One line of text from a person."""

    def to_python(self, value):
        value = super().to_python(value)
        return clean_line(value) if value else value


def check_address(address: str) -> None:
    """Refuse an address that mail writes in another way, or one mailbox would be many: what is sent
    to `=?utf-8?q?v?=@example.org`, to `"v"@example.org` or to v@ and a domain in wide letters comes
    to v@example.org. A domain beyond ASCII is written as it is read, and not as xn--. Raises
    `ValidationError`."""
    domain = address.rpartition("@")[2]
    try:
        is_as_read = (
            len(domain) <= LONGEST_DOMAIN  # a longer one takes seconds to write as IDNA
            and domain.encode("idna").decode("idna").lower() == domain.lower()
        )
    except UnicodeError:
        is_as_read = False
    if not is_as_read or "=?" in address or '"' in address:
        raise ValidationError(
            _("Please write the address as people read it, without “=?” and quotation marks.")
        )


class AddressField(forms.EmailField):
    """Where mail reaches a person."""

    def __init__(self, **kwargs):
        super().__init__(validators=[check_address], **kwargs)


class LongTextField(forms.CharField):
    """Several lines of text from a person, at most 50,000 characters unless told otherwise."""

    widget = forms.Textarea

    def __init__(self, *, max_length: int = LONG_TEXT_LIMIT, **kwargs):
        super().__init__(max_length=max_length, **kwargs)

    def to_python(self, value):
        value = super().to_python(value)
        return clean_text(value) if value else value


class PastedTextField(LongTextField):
    """A text that somebody brings along from another program."""

    def to_python(self, value):
        return super().to_python(plain_paste(value) if value else value)
