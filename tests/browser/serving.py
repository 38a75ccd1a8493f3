"""The site as `make run` serves it, over the test database: Granian, compressed static files."""

import os
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import urlopen

from django.db import connection

HOST = "127.0.0.1"
TILES = "http://tiles.invalid"
PATIENCE = 30  # seconds


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind((HOST, 0))
        return listener.getsockname()[1]


class Server:
    """One running site: `url` where it is, `mail` and `media` where it keeps letters and photos."""

    def __init__(self, folder: Path) -> None:
        address, name = urlsplit(os.environ["DATABASE_URL"]), connection.settings_dict["NAME"]
        if name == address.path.strip("/"):
            raise RuntimeError(f"{name} is no test database; its tables would be emptied.")
        self.url = f"http://{HOST}:{free_port()}"
        self.mail, self.media = folder / "mail", folder / "media"
        self.log = folder / "web.log"
        self.env = os.environ | {
            "DATABASE_URL": address._replace(path=f"/{name}").geturl(),
            # Nobody is there: hints reach nobody, and a test drains the outbox itself.
            "REDIS_URL": f"redis://{HOST}:{free_port()}/0",
            "LOCAL_DIR": str(folder),
            "LOCAL_RUN": "1",
            "EMAIL_URL": "",
            "DEBUG": "0",
            "SITE_URL": self.url,
            "ALLOWED_HOSTS": HOST,
            "MAP_TILES_URL": f"{TILES}/{{z}}/{{x}}/{{y}}.png",
        }

    def start(self) -> None:
        with self.log.open("wb") as log:
            prepared = subprocess.run(
                [sys.executable, "-m", "leeds_leaders.local.prepare"],
                env=self.env,
                stdout=log,
                stderr=log,
                check=False,
            )
            if prepared.returncode:
                raise RuntimeError(f"The site cannot start: {self.log.read_text()}")
            self.process = subprocess.Popen(
                [
                    *(sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws"),
                    *("--host", HOST, "--port", str(urlsplit(self.url).port)),
                    *("--workers", "1", "--blocking-threads", "2", "--log-level", "warning"),
                    "leeds_leaders.wsgi:application",
                ],
                env=self.env,
                stdout=log,
                stderr=log,
            )
        self._wait()

    def _wait(self) -> None:
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until and self.process.poll() is None:
            try:
                with urlopen(f"{self.url}/healthz", timeout=2):
                    return
            except (URLError, ConnectionError, TimeoutError):
                time.sleep(0.05)
        raise RuntimeError(f"The site did not start; see {self.log}.")

    def wait_until_idle(self) -> None:
        """Let requests that a closed page left behind come to their end."""
        self._wait_for_no("state <> 'idle'")

    def _wait_for_no(self, sessions: str) -> None:
        """Wait until the database has seen none of these sessions three times in a row."""
        calm, until = 0, time.monotonic() + PATIENCE
        while calm < 3 and time.monotonic() < until:
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE datname = "
                    f"current_database() AND pid <> pg_backend_pid() AND {sessions})"
                )
                calm = 0 if cursor.fetchone()[0] else calm + 1
            time.sleep(0.01)

    def stop(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self._wait_for_no("true")  # or the test database could not be dropped
