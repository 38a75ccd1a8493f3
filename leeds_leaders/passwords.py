"""Passwords that were stolen elsewhere, known by a file beside the site: nobody is asked for it.

The file is the list "ordered by hash" of Have I Been Pwned or a shorter one of its kind: a line for
each password, `SHA-1 in hexadecimal:how often`, in the order of the hashes; their first letters are
enough. The whole list has forty gigabytes; one search reads some forty lines of it.
"""

import hashlib
import logging
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

logger = logging.getLogger(__name__)
FEWEST = 10  # letters of a hash: fewer would refuse passwords that nobody has stolen


class StolenPasswordValidator:
    """Refuses a password that is in `BREACHED_PASSWORDS_FILE`; without such a file, or while it
    cannot be read, none: people join all the same, and the log says so."""

    def validate(self, password, user=None):
        path = settings.BREACHED_PASSWORDS_FILE
        if path is not None and _is_stolen_for_all_we_know(password, path):
            raise ValidationError(
                _(
                    "This password was stolen somewhere else and is in lists that are passed"
                    " around. Please take another one, here and wherever you use it."
                ),
                code="password_stolen",
            )

    def get_help_text(self):
        return _("Your password is not one that was stolen somewhere else.")


def _is_stolen_for_all_we_know(password: str, path: Path) -> bool:
    try:
        return is_stolen(password, path)
    except OSError:
        logger.exception("BREACHED_PASSWORDS_FILE cannot be read")
        return False


def is_stolen(password: str, path: Path) -> bool:
    """Whether the list at `path` has a password."""
    digest = hashlib.sha1(password.encode(), usedforsecurity=False).hexdigest().upper().encode()
    with path.open("rb") as lines:
        return _has(lines, digest, path.stat().st_size)


def _has(lines: BinaryIO, digest: bytes, size: int) -> bool:
    """Halve the file until one line is left. `low` is always the beginning of a line, and what is
    looked for stands, if at all, in a line that begins at `low` or later and before `high`."""
    low, high = 0, size
    while low < high:
        start = _beginning_of_line(lines, low, (low + high) // 2)
        entry = lines.readline().partition(b":")[0].strip().upper()
        if len(entry) >= FEWEST and digest.startswith(entry):
            return True
        if entry < digest:
            low = lines.tell()
        else:
            high = start
    return False


def _beginning_of_line(lines: BinaryIO, low: int, middle: int) -> int:
    """Go to the beginning of the line that holds the byte at `middle`, not before `low`."""
    reach = 128  # longer than any line
    begin = max(low, middle - reach)
    lines.seek(begin)
    before = lines.read(middle - begin)
    start = begin + before.rfind(b"\n") + 1 if b"\n" in before else begin
    lines.seek(start)
    return start
