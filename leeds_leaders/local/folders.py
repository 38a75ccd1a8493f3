"""Where a local run keeps its things, and how folders are made without trusting others.

No permission of a folder that we did not make is ever changed.
"""

import fcntl
import hashlib
import os
import secrets
import shutil
import stat
import tempfile
from contextlib import suppress
from pathlib import Path

from leeds_leaders.local.errors import CannotStart

PROJECT_DIR = Path(__file__).resolve().parents[2]
LONGEST_SOCKET_PATH = 100  # the kernel takes 107 bytes; ".s.PGSQL.5432" has a lock beside it


class LocalDir:
    """One `LOCAL_DIR`: everything that one local run owns, and the lock that makes it one."""

    def __init__(self, path: Path) -> None:
        self.path = path.resolve()
        home = Path(os.path.expanduser("~"))
        if self.path in {home, *PROJECT_DIR.parents, PROJECT_DIR}:
            raise CannotStart(f"LOCAL_DIR: {self.path} holds more than a local run; name another.")
        self.logs = self.path / "logs"
        self.env_file = self.path / "env"
        self.lock_file = self.path / "lock"
        self.demo_mark = self.path / "demo-loaded"
        self._lock: int | None = None
        self._short_folders: list[Path] = []

    def make(self) -> None:
        ours_alone = os.umask(0o077)  # also for the parents that are missing
        try:
            self.logs.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise CannotStart(f"LOCAL_DIR: {self.path}: {error.strerror}.") from None
        finally:
            os.umask(ours_alone)

    def lock(self, holder: str) -> bool:
        """Take this folder for us alone; False if another run has it (see `holder`).

        The kernel frees the lock with the process that holds it, however that one ends.
        """
        lock = os.open(self.lock_file, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(lock)
            return False
        os.ftruncate(lock, 0)
        os.pwrite(lock, holder.encode(), 0)
        self._lock = lock
        return True

    def unlock(self) -> None:
        for folder in self._short_folders:
            shutil.rmtree(folder, ignore_errors=True)
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    @property
    def holder(self) -> str:
        """What the run that holds the lock says of itself."""
        return self.lock_file.read_text() if self.lock_file.exists() else ""

    def inner(self) -> list["LocalDir"]:
        """The runs for tests and benchmarks that keep their things inside this one."""
        return [LocalDir(lock.parent) for lock in sorted(self.path.glob("*/lock"))]

    def secret(self, name: str) -> str:
        """Give back a random value, made once and readable by the owner only."""
        path = self.path / name
        if not path.exists() or not path.read_text():
            write_private(path, secrets.token_urlsafe(48))
        return path.read_text().strip()

    def socket_folder(self, name: str, longest_name: str) -> Path:
        """A 0700 folder for a socket: below us, or a short one when our own path is too long."""
        folder = self.path / name
        if len(os.fsencode(folder / longest_name)) > LONGEST_SOCKET_PATH:
            runtime = os.environ.get("XDG_RUNTIME_DIR") or tempfile.gettempdir()
            digest = hashlib.sha256(os.fsencode(self.path)).hexdigest()[:12]
            folder = Path(runtime) / f"leeds-{os.getuid()}-{digest}-{name}"
            if len(os.fsencode(folder / longest_name)) > LONGEST_SOCKET_PATH:
                folder = Path("/tmp") / folder.name  # noqa: S108 (owner and mode are checked)
            self._short_folders.append(folder)
        make_owned_folder(folder, mode=0o700)
        return folder


def write_private(path: Path, text: str) -> None:
    """Replace a file in one step; nobody but the owner may ever read it."""
    new = path.with_name(f".{path.name}.new")
    with suppress(FileNotFoundError):
        new.unlink()
    with open(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
    new.rename(path)


def make_owned_folder(path: Path, *, mode: int) -> None:
    """Make a folder with this mode, or accept one that is ours already.

    In a place where others may write (`/tmp`) somebody else's folder or link could wait under our
    name: that is refused, never used.
    """
    with suppress(FileExistsError):
        path.mkdir(mode=mode)
        path.chmod(mode)  # the umask may have taken something away
    found = path.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid():
        raise CannotStart(f"{path} belongs to somebody else; it is left alone.")
    if stat.S_IMODE(found.st_mode) & ~mode:
        raise CannotStart(f"{path} is open to others; it is left alone.")
