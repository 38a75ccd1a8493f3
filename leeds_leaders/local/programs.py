"""The programs of ours that a run keeps going: web, worker, beat."""

import http.client
import os
import socket
import sys
from pathlib import Path

from leeds_leaders.local.environment import Wishes, with_ours
from leeds_leaders.local.errors import CannotStart
from leeds_leaders.local.folders import PROJECT_DIR, LocalDir
from leeds_leaders.local.processes import MARK, Service

HOST = "127.0.0.1"


class Web(Service):
    """Granian, or Django's own autoreloading server for developers."""

    def __init__(
        self, wishes: Wishes, command: list[str], *, env: dict[str, str], log: Path | None
    ) -> None:
        super().__init__("web", command, env=env, log=log, cwd=PROJECT_DIR)
        self.port = wishes.port
        first = env["ALLOWED_HOSTS"].split(",")[0].strip().lstrip(".")
        self.host_header = HOST if first in {"", "*"} else first

    def is_ready(self) -> bool:
        connection = http.client.HTTPConnection(HOST, self.port, timeout=5)
        try:
            connection.request("GET", "/readyz", headers={"Host": self.host_header})
            return connection.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()


def programs(
    wishes: Wishes, local: LocalDir, settings: dict[str, str], *, autoreload: bool = False
) -> list[Service]:
    """Web first: it is what the person waits for."""
    env = with_ours(settings) | {MARK: str(local.path), "PYTHONUNBUFFERED": "1"}
    python = sys.executable
    if autoreload:
        served = [python, "manage.py", "runserver", f"{HOST}:{wishes.port}"]
    else:
        served = [
            *(python, "-m", "granian", "--interface", "wsgi", "leeds_leaders.wsgi:application"),
            *("--host", HOST, "--port", str(wishes.port)),
            *("--workers", str(wishes.web_workers), "--blocking-threads", "1"),
            *("--respawn-failed-workers", "--respawn-interval", "0.5"),
            *("--workers-kill-timeout", "2", "--no-ws", "--log-level", "warning"),
        ]
    celery = [python, "-m", "celery", "-A", "leeds_leaders"]
    schedule = str(local.path / "beat-schedule")
    return [
        Web(wishes, served, env=env, log=None if autoreload else local.logs / "web.log"),
        Service(
            "worker",
            [*celery, "worker", "--concurrency", "1", "--loglevel", "WARNING", "--without-mingle"],
            env=env,
            log=local.logs / "worker.log",
            cwd=PROJECT_DIR,
        ),
        Service(
            "beat",
            [*celery, "beat", "--schedule", schedule, "--pidfile", "", "--loglevel", "WARNING"],
            env=env,
            log=local.logs / "beat.log",
            cwd=PROJECT_DIR,
        ),
    ]


def check_port(port: int) -> None:
    """Find out before anything is started whether the web server could listen."""
    with socket.socket() as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((HOST, port))
        except OSError as error:
            raise CannotStart(
                f"PORT: {HOST}:{port} cannot be used ({os.strerror(error.errno or 0).lower()}). "
                f"Choose another, for instance: PORT={port % 64000 + 1} make run"
            ) from None
