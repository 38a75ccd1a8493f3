"""The few lines that a person at the terminal reads."""

import contextlib
import sys
import time

_started_at = time.monotonic()


def say(text: str) -> None:
    """Write one line now. A reader who has gone away must not keep us from stopping cleanly."""
    with contextlib.suppress(OSError):
        sys.stdout.write(f"{text}\n")
        sys.stdout.flush()


def say_step(text: str) -> None:
    """Write one step of the start with the seconds since the command began."""
    say(f"{time.monotonic() - _started_at:6.1f} s  {text}")
