"""Make `.venv` and install the hashed lock into it, and say how far it is.

Run by the Makefile with the system's Python, before anything of ours can be imported: standard
library only, and run with `-I` so that its neighbours (`redis.py`) are not taken for packages.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path

PROJECT_DIR = Path(__file__).resolve().parents[2]
VENV = PROJECT_DIR / ".venv"
REQUIREMENTS = PROJECT_DIR / "requirements"
OLDEST = (3, 11)
# The lock is complete, so pip need not look for dependencies.
PIP = (
    *("-m", "pip", "--disable-pip-version-check", "--no-input", "install", "--no-deps"),
    *("--require-hashes", "--progress-bar", "off", "--root-user-action", "ignore"),
)
EVERY = 4.0  # seconds between two lines of progress


def main(wanted: str) -> int:
    """Install `run` (what serves) or `dev` (that, and what tests and checks need)."""
    started_at = time.monotonic()
    if sys.version_info < OLDEST:
        return fail(
            "Python {}.{} or newer is needed; python3 here is {}.{}. "
            "Name another: make PYTHON=python3.12".format(*OLDEST, *sys.version_info)
        )
    # Two makes at once (run and test, say) take turns; the lock goes with the process.
    folder = os.open(REQUIREMENTS, os.O_RDONLY)
    fcntl.flock(folder, fcntl.LOCK_EX)
    # dev contains run in the same versions, so it does for both.
    sets = ("run",) if wanted == "run" else ("run", "dev")
    if is_installed(wanted):
        return 0
    if not has_venv():
        say("Making .venv")
        shutil.rmtree(VENV, ignore_errors=True)
        made = subprocess.run(  # noqa: S603 (our own command)
            [sys.executable, "-m", "venv", str(VENV)], capture_output=True, text=True
        )
        if made.returncode != 0:
            shutil.rmtree(VENV, ignore_errors=True)
            return fail(
                "Python's venv module does not work here (on Debian or Ubuntu: "
                f"apt install python3-venv).\n{made.stdout}{made.stderr}".strip()
            )
    if install(REQUIREMENTS / f"{wanted}.txt", started_at) != 0:
        return 1
    for name in sets:
        stamp(name).write_text(fingerprint(name))
    say(f"Installed in {time.monotonic() - started_at:.0f} s")
    return 0


def has_venv() -> bool:
    """Whether `.venv` is there and made for this Python."""
    library = VENV / "lib" / "python{}.{}".format(*sys.version_info)
    return (VENV / "bin" / "python").exists() and library.exists()


def stamp(name: str) -> Path:
    return VENV / f"installed-{name}"


def fingerprint(name: str) -> str:
    """What the installed packages depend on: the lock and the Python they were installed for."""
    return hashlib.sha256(
        (REQUIREMENTS / f"{name}.txt").read_bytes() + sys.version.encode()
    ).hexdigest()


def is_installed(name: str) -> bool:
    return has_venv() and stamp(name).exists() and stamp(name).read_text() == fingerprint(name)


def install(lock: Path, started_at: float) -> int:
    """Let pip install the lock; show one line every few seconds, and its last words if it fails."""
    total = sum(1 for line in lock.read_text().splitlines() if "==" in line and line[0] != " ")
    say(f"Installing up to {total} packages from requirements/{lock.name}")
    pip = subprocess.Popen(  # noqa: S603 (our own command)
        [str(VENV / "bin" / "python"), *PIP, "-r", str(lock)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    words: list[str] = []
    assert pip.stdout is not None
    threading.Thread(target=words.extend, args=(pip.stdout,), daemon=True).start()
    while True:
        try:
            exit_code = pip.wait(timeout=EVERY)
            break
        except subprocess.TimeoutExpired:
            fetched = sum(line.startswith(("Collecting ", "Requirement already")) for line in words)
            unpacking = any(line.startswith("Installing collected") for line in words)
            state = "all fetched, unpacking them" if unpacking else f"{fetched} of {total} fetched"
            say(f"{time.monotonic() - started_at:6.1f} s  {state}")
    if exit_code != 0:
        say("".join(words[-25:]).rstrip())
        return fail("The packages could not be installed; pip's last words are above.")
    return 0


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def fail(text: str) -> int:
    say(text)
    return 1


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1]))
    except KeyboardInterrupt:
        sys.exit(130)
