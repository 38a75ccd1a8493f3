"""Bytes to text: whatever a spreadsheet or a map program wrote."""

import codecs
import re

import charset_normalizer
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leeds_leaders.errors import UnusableFile

SIZE_LIMIT = 64 * 2**20  # bytes
WINDOWS_FOR_THE_REST = "windows-for-the-rest"  # an error handler of ours, registered below
SAMPLE = 64 * 2**10  # bytes that are looked at to guess an encoding
BOMS = (
    (codecs.BOM_UTF8, "utf-8", "UTF-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le", "UTF-32"),  # before UTF-16: its mark starts with that one
    (codecs.BOM_UTF32_BE, "utf-32-be", "UTF-32"),
    (codecs.BOM_UTF16_LE, "utf-16-le", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16-be", "UTF-16"),
)
NOT_TABLES = (
    (b"PK\x03\x04", gettext_lazy("This is an Excel or OpenDocument workbook or a zip archive.")),
    (b"PK\x05\x06", gettext_lazy("This is an empty zip archive.")),
    (b"\xd0\xcf\x11\xe0", gettext_lazy("This is an old Excel workbook.")),
    (b"%PDF", gettext_lazy("This is a PDF.")),
    (b"\x1f\x8b", gettext_lazy("This is a compressed file; unpack it first.")),
    (b"\x89PNG", gettext_lazy("This is a picture.")),
    (b"\xff\xd8\xff", gettext_lazy("This is a picture.")),
    (b"SQLite format 3", gettext_lazy("This is a database (a GeoPackage, perhaps).")),
)
_MARKUP = re.compile(r"\s*<(?:!doctype|!--|html|head|body|\?xml|kml|gml|gpx|svg)", re.IGNORECASE)
_UNSHOWABLE = re.compile(r"[\x01-\x08\x0e-\x1d\x1f\x7f\ufffd]")


def decode(content: bytes) -> tuple[str, str]:
    """The text of a file, NULs and byte order mark gone, and the name of its encoding.

    Raises `UnusableFile` for what is no text at all.
    """
    if not content.strip(b"\x00 \t\r\n"):
        raise UnusableFile(_("This file is empty."))
    if len(content) > SIZE_LIMIT:
        raise UnusableFile(
            _("This file has more than %(limit)d MB; split it.") % {"limit": SIZE_LIMIT // 2**20}
        )
    for start, words in NOT_TABLES:
        if content.startswith(start):
            raise UnusableFile(f"{words} " + _("Save it as CSV or GeoJSON."))
    text, name = _decode(content)
    text = text.replace("\x00", "").removeprefix("\ufeff")
    beginning = text[:4096]
    if _MARKUP.match(beginning):
        raise UnusableFile(
            _("This is a web page or XML, not a table.") + " " + _("Save it as CSV or GeoJSON.")
        )
    if len(_UNSHOWABLE.findall(beginning)) > len(beginning) / 20:
        raise UnusableFile(
            _("This does not look like text.") + " " + _("Save it as CSV or GeoJSON.")
        )
    if not text.strip():
        raise UnusableFile(_("This file is empty."))
    return text, name


def _decode(content: bytes) -> tuple[str, str]:
    for mark, codec, name in BOMS:
        if content.startswith(mark):
            return content[len(mark) :].decode(codec, "replace"), name
    if wide := _wide(content):
        return content.decode(wide, "replace"), "UTF-16"
    try:
        return content.decode("utf-8"), "UTF-8"
    except UnicodeDecodeError:
        pass
    mixed = content.decode("utf-8", WINDOWS_FOR_THE_REST)
    if _is_mostly_utf8(content):
        return mixed, _("UTF-8 with some Windows-1252 in it")
    try:
        return content.decode("cp1252"), "Windows-1252"
    except UnicodeDecodeError:  # five bytes mean nothing in Windows-1252: then guess
        guess = charset_normalizer.from_bytes(content[:SAMPLE]).best()
    if guess is not None and guess.encoding not in {"utf_8", "ascii"}:
        return content.decode(guess.encoding, "replace"), guess.encoding.replace("_", "-")
    return mixed, "Windows-1252"


def _wide(content: bytes) -> str | None:
    """UTF-16 without its mark: in western text every other byte is zero."""
    sample = content[:4096]
    half = len(sample) // 2
    if half < 2:
        return None
    even, odd = sample[0::2].count(0) / half, sample[1::2].count(0) / half
    if odd > 0.4 and even < 0.1:
        return "utf-16-le"
    if even > 0.4 and odd < 0.1:
        return "utf-16-be"
    return None


def _byte_by_byte(error: UnicodeError):
    """What is not UTF-8 is read as Windows-1252: rows of two programs pasted together."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


codecs.register_error(WINDOWS_FOR_THE_REST, _byte_by_byte)


def _is_mostly_utf8(content: bytes) -> bool:
    """Whether more letters beyond ASCII were good UTF-8 than were not."""
    lost = content.decode("utf-8", "replace").count("\ufffd")
    good = sum(1 for c in content.decode("utf-8", "ignore") if c > "\x7f")
    return good > lost
