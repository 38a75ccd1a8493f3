"""What the person asked for, checked, and what the processes we start are told."""

import ipaddress
import os
import shlex
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from leeds_leaders.local.errors import CannotStart
from leeds_leaders.local.folders import PROJECT_DIR, LocalDir, write_private


@dataclass(frozen=True)
class Wishes:
    """The part of the environment that the supervisor itself acts on."""

    local_dir: Path
    port: int
    web_workers: int
    database_url: str
    redis_url: str

    @classmethod
    def read(cls, environ: Mapping[str, str]) -> "Wishes":
        return cls(
            local_dir=Path(environ.get("LOCAL_DIR") or PROJECT_DIR / ".local").absolute(),
            port=_whole_number(environ, "PORT", 8000, highest=65535),
            web_workers=_whole_number(environ, "WEB_WORKERS", 2, highest=64),
            database_url=environ.get("DATABASE_URL", ""),
            redis_url=environ.get("REDIS_URL", ""),
        )

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"


def _whole_number(environ: Mapping[str, str], name: str, default: int, *, highest: int) -> int:
    written = environ.get(name) or str(default)
    if not (written.isascii() and written.isdigit() and 1 <= int(written) <= highest):
        raise CannotStart(f"{name}: {written!r} is not a whole number from 1 to {highest}.")
    return int(written)


def environment(
    wishes: Wishes, local: LocalDir, *, database_url: str, redis_url: str, debug: bool = False
) -> dict[str, str]:
    """The settings of this run. What the person set themselves is kept as it is."""
    defaults = {
        "ALLOWED_HOSTS": "127.0.0.1,localhost",
        "DEBUG": "1" if debug else "0",
        "PORT": str(wishes.port),
        "SITE_URL": wishes.address,
    }
    chosen = {name: os.environ.get(name) or value for name, value in defaults.items()}
    return chosen | {
        "DATABASE_URL": database_url,
        "DJANGO_SETTINGS_MODULE": "leeds_leaders.settings",
        "LOCAL_DIR": str(local.path),
        "LOCAL_RUN": "1" if _is_loopback(chosen["SITE_URL"]) else "0",
        "REDIS_URL": redis_url,
        "SECRET_KEY": os.environ.get("SECRET_KEY") or local.secret("secret-key"),
    }


def _is_loopback(site_url: str) -> bool:
    """Whether only this machine sees the site.

    A local run shows everybody's mail and lets demo staff in with a password alone, so a site with
    a public address is never one, however it was started.
    """
    host = urlsplit(site_url).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def with_ours(settings: Mapping[str, str]) -> dict[str, str]:
    """The whole environment of a program that uses this run's engines."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)])
    return {**os.environ, "PATH": path, **settings}


def write_env_file(local: LocalDir, settings: Mapping[str, str]) -> None:
    """Let a plain `manage.py` in the same checkout find the engines (settings.py reads this)."""
    lines = (f"{name}={shlex.quote(value)}\n" for name, value in sorted(settings.items()))
    write_private(local.env_file, "".join(lines))
