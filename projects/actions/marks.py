"""The mark of what a form showed: of two who write at once the later is told, and loses no word."""

from hashlib import sha256

from django.utils.translation import gettext as _

from projects.errors import WrittenMeanwhile


def mark_of(*values) -> str:
    """A short text that is another once one of these values is."""
    return sha256(repr(values).encode()).hexdigest()[:32]


def check_unwritten(was: str, now: str) -> None:
    """Raises `WrittenMeanwhile` if somebody saved since `was`, the mark of what the form showed."""
    if was and was != now:
        raise WrittenMeanwhile(
            _("Somebody else changed it while you were writing. Your words are kept below; compare"
              " them with its page and save again.")
        )  # fmt: skip
