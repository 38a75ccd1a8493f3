"""Mail from the queue to a mail server, beside the raw floor and beside one task per mail.

The mail server is the rig's, aiosmtpd in a process of its own, which keeps what it accepts on disk
before it says so. It is the same for all three, and so are the letters. What the database says
counts, not what the worker says.
"""

import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack, contextmanager
from pathlib import Path

import psutil
import psycopg
import redis

from benchmarks.data import beside, environment, make_database, run
from benchmarks.report import Figure, least, most
from benchmarks.serving import free_port
from leeds_leaders.local.folders import PROJECT_DIR, LocalDir
from leeds_leaders.local.processes import Service, stop

SCRATCH = "bench_mail"
LETTERS = 2_000
MANY = 10_000
PROCESSES = 2
HOST = "127.0.0.1"
SENT = """
    SELECT count(*), extract(epoch FROM max(sent_at) - min(sent_at))
    FROM notices_letter WHERE state = 'sent'
"""


def measure(*, rounds: int) -> list[Figure]:
    """Rates of the three in each round, their ratios, and the worker's memory."""
    with Post() as post:
        rates = [post.round() for _ in range(rounds)]
        early, late = post.memory()
    raw, ours, single, each = (list(column) for column in zip(*rates, strict=True))
    share = [mine / floor for mine, floor in zip(ours, raw, strict=True)]
    times = [mine / usual for mine, usual in zip(ours, each, strict=True)]
    alone = [mine / floor for mine, floor in zip(single, raw, strict=True)]
    of = Figure.of
    return [
        of("mail", "raw: one connection, ready bytes", "mails/s", raw),
        of("mail", f"the outbox, {PROCESSES} worker processes", "mails/s", ours),
        of("mail", "the outbox, 1 worker process", "mails/s", single),
        of("mail", f"one task per mail, {PROCESSES} worker processes", "mails/s", each),
        of("mail", "the outbox / raw", "×", share, goal=least(0.6)),
        of("mail", "the outbox with 1 process / raw", "×", alone),
        of("mail", "the outbox / one task per mail", "×", times, goal=least(1.5)),
        of("mail", f"worker process after {MANY // 10:,} letters", "MB", [early]),
        of("mail", f"growth until {MANY:,} letters", "MB", [late - early], goal=most(5)),
    ]


class Post:
    """A database with peers, a mail server, and workers when they are asked for."""

    def __enter__(self) -> "Post":
        self._stack = ExitStack()
        make_database(SCRATCH, afresh=True)
        self.url, self.port = beside(SCRATCH), free_port()
        self.local = LocalDir(Path(os.environ["LOCAL_DIR"]))
        self.local.make()
        self.env = environment(self.url) | {"EMAIL_URL": f"smtp://{HOST}:{self.port}"}
        run(self.url, "-m", "leeds_leaders.local.prepare")
        self.inside(f"people({MANY})")
        folder = self._stack.enter_context(tempfile.TemporaryDirectory())
        sink = [sys.executable, "-m", "tests.rig.sink", folder, str(self.port)]
        self._stack.enter_context(running("sink", sink, self))
        wait_for(self.is_listening, 20)
        self.connection = self._stack.enter_context(psycopg.connect(self.url, autocommit=True))
        return self

    def __exit__(self, *fault: object) -> None:
        self._stack.close()

    def round(self) -> tuple[float, float, float, float]:
        """Mails a second: raw, ours with two processes and with one, one task per mail."""
        raw = float(json.loads(self.inside(f"raw({LETTERS})")))
        return raw, self.rate(PROCESSES), self.rate(1), self.rate(PROCESSES, "task_for_each()")

    def rate(self, processes: int, before: str = "") -> float:
        """Mails a second, from the first that is marked as sent until the last. Ours need no
        waking: a worker looks into the outbox when it starts.
        """
        redis.Redis.from_url(os.environ["REDIS_URL"]).delete("celery")
        self.inside(f"queue({LETTERS})")
        if before:
            self.inside(before)
        with self.worker(processes):
            self.wait_for_sent(LETTERS)
        _count, seconds = self.connection.execute(SENT).fetchone()
        return (LETTERS - 1) / float(seconds)

    def memory(self) -> tuple[float, float]:
        """MB of the worker's process after a tenth of the letters, and after all of them."""
        self.inside(f"queue({MANY})")
        with self.worker(1) as worker:
            self.wait_for_sent(MANY // 10)
            early = largest_child(worker)
            self.wait_for_sent(MANY)
            return early, largest_child(worker)

    @contextmanager
    def worker(self, processes: int):
        """A real worker."""
        command = [
            *(sys.executable, "-m", "celery", "-A", "leeds_leaders", "worker", "--without-mingle"),
            *("-c", str(processes), "-l", "WARNING", "--include", "benchmarks.mailing"),
        ]
        with running("worker", command, self) as service:
            yield service

    def wait_for_sent(self, count: int) -> None:
        wait_for(lambda: self.connection.execute(SENT).fetchone()[0] >= count, 600, every=0.2)

    def is_listening(self) -> bool:
        with socket.socket() as trial:
            return trial.connect_ex((HOST, self.port)) == 0

    def inside(self, call: str) -> str:
        """Call one function of `benchmarks.mailing` in a process of its own."""
        code = f"import django; django.setup(); from benchmarks import mailing; mailing.{call}"
        done = subprocess.run(
            [sys.executable, "-c", code],
            env=self.env, cwd=PROJECT_DIR, capture_output=True, text=True,
        )  # fmt: skip
        if done.returncode:
            raise RuntimeError(f"{call}: {done.stderr[-2000:]}")
        return done.stdout


@contextmanager
def running(name: str, command: list[str], post: Post):
    """A process for as long as a `with` lasts."""
    log = post.local.logs / f"bench-{name}.log"
    log.unlink(missing_ok=True)
    service = Service(name, command, env=post.env, log=log, cwd=PROJECT_DIR)
    service.start()
    try:
        yield service
    finally:
        stop([service], within=10)


def largest_child(service: Service) -> float:
    """The proportional set size of the process that does the work, in MB."""
    children = psutil.Process(service.process.pid).children(recursive=True)
    return max(child.memory_full_info().pss for child in children) / 1e6


def wait_for(is_so: Callable[[], bool], seconds: float, every: float = 0.05) -> None:
    until = time.monotonic() + seconds
    while not is_so():
        if time.monotonic() > until:
            raise RuntimeError("waited in vain")
        time.sleep(every)
