"""Granian, started exactly as `make run` starts it, for ours and for the floor."""

import http.client
import os
import socket
import time
from pathlib import Path
from types import TracebackType

import psutil

from benchmarks.data import environment
from leeds_leaders.local.environment import Wishes
from leeds_leaders.local.folders import LocalDir
from leeds_leaders.local.processes import Service, stop
from leeds_leaders.local.programs import HOST, programs

WORKERS = 2
OURS, FLOOR = "leeds_leaders.wsgi:application", "benchmarks.floor:application"
NO_CACHE = "django.core.cache.backends.dummy.DummyCache"


class Site:
    """One application served on one database, for as long as a `with` lasts.

    `seconds_to_answer` is the time from the start of Granian to the first 200 of /healthz.
    """

    def __init__(self, database_url: str, application: str = OURS, *, keeps_pages: bool = True):
        self.port = free_port()
        self.address = f"http://{HOST}:{self.port}"
        local = LocalDir(Path(os.environ["LOCAL_DIR"]))
        local.make()
        env = {
            **environment(database_url),
            "SITE_URL": self.address,
            "PORT": str(self.port),
        }
        if not keeps_pages:
            env["PAGE_CACHE_BACKEND"] = NO_CACHE
        wishes = Wishes(local.path, self.port, WORKERS, database_url, env["REDIS_URL"])
        web = programs(wishes, local, env, autoreload=False)[0]
        command = [application if word == OURS else word for word in web.command]
        log = local.logs / "bench-web.log"
        log.unlink(missing_ok=True)
        self.service = Service("web", command, env=web.env, log=log, cwd=web.cwd)
        self.seconds_to_answer = 0.0

    def __enter__(self) -> "Site":
        started = time.perf_counter()
        self.service.start()
        while not self.answers():
            if not self.service.is_running or time.perf_counter() - started > 60:
                words = self.service.last_words()
                stop([self.service], within=2)
                raise RuntimeError(f"The site did not come up. {words}")
            time.sleep(0.01)
        self.seconds_to_answer = time.perf_counter() - started
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        stop([self.service], within=4)

    def answers(self) -> bool:
        connection = http.client.HTTPConnection(HOST, self.port, timeout=5)
        try:
            connection.request("GET", "/healthz")
            return connection.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    def worker_memory(self) -> list[float]:
        """The proportional set size of each web worker, in MB."""
        assert self.service.process is not None
        leader = psutil.Process(self.service.process.pid)
        sizes = [child.memory_full_info().pss / 1e6 for child in leader.children(recursive=True)]
        return sorted(sizes)[-WORKERS:]


def free_port() -> int:
    with socket.socket() as trial:
        trial.bind((HOST, 0))
        return trial.getsockname()[1]
