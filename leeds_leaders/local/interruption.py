"""How a person or a service manager ends a run: SIGINT, SIGTERM, SIGHUP.

The handlers only note what came. The one place where it takes effect is `pause`, so that a
process is never lost between its start and the moment we know of it.
"""

import os
import re
import signal
import sys
import time
from pathlib import Path

_received: list[int] = []
_make_listened = False


class Stopped(BaseException):
    """Somebody asked for the end of the run. Not an error: clean up and leave."""


def listen() -> None:
    """From now on the signals end the run in order instead of at once."""
    global _make_listened
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        if number == signal.SIGHUP and signal.getsignal(number) == signal.SIG_IGN:
            continue  # started by nohup: the terminal may go
        signal.signal(number, lambda received, _frame: _received.append(received))
    _make_listened = _make_catches_interrupts()


def received() -> int | None:
    """The first signal that came, if any."""
    if not _received and _make_listened and not _make_catches_interrupts():
        _received.append(signal.SIGINT)
    return _received[0] if _received else None


def pause(seconds: float) -> None:
    """Sleep a moment; raise `Stopped` if the end was asked for."""
    until = time.monotonic() + seconds
    while received() is None and (left := until - time.monotonic()) > 0:
        time.sleep(min(left, 0.1))
    if received() is not None:
        raise Stopped


def _make_catches_interrupts() -> bool:
    """Whether our parent is a `make` that still waits for SIGINT.

    A Ctrl-C reaches make and us. A SIGINT sent to make alone does not: make puts the signal back
    to its default and then waits for us without a word. Its handler being gone is the only sign.
    """
    if sys.platform != "linux" or "MAKELEVEL" not in os.environ:
        return False
    try:
        status = Path(f"/proc/{os.getppid()}/status").read_text()
    except OSError:
        return False
    caught = re.search(r"^SigCgt:\s*([0-9a-f]+)$", status, re.MULTILINE)
    is_make = status.startswith(("Name:\tmake\n", "Name:\tgmake\n"))
    return bool(is_make and caught and int(caught[1], 16) >> (signal.SIGINT - 1) & 1)
