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
        """Let requests that a closed page left behind come to their end.

        One of them may be between two queries, so the site's own work is watched as well.
        """
        calm, worked, until = 0, self._work(), time.monotonic() + PATIENCE
        while calm < 5 and time.monotonic() < until:
            before, worked = worked, self._work()
            is_busy = worked != before or _has_sessions("state <> 'idle'")
            calm = 0 if is_busy else calm + 1
            time.sleep(0.01)

    def _work(self) -> int:
        """Ticks of the clock, 10 ms each, that the site has worked so far, by its processes."""
        ours, ticks = {self.process.pid}, 0
        for number in sorted(int(one.name) for one in Path("/proc").glob("[0-9]*")):
            try:
                facts = Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue  # it ended meanwhile
            if number in ours or int(facts[1]) in ours:
                ours.add(number)
                ticks += int(facts[11]) + int(facts[12])
        return ticks

    def stop(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        until = time.monotonic() + PATIENCE
        while _has_sessions("true") and time.monotonic() < until:
            time.sleep(0.01)  # or the test database could not be dropped


def _has_sessions(which: str) -> bool:
    """Whether others than us have such sessions in the test database."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database()"
            f" AND pid <> pg_backend_pid() AND {which})"
        )
        return cursor.fetchone()[0]
