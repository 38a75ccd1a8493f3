"""What a fault happens on: engines, a mail server, workers and beats, all of them the rig's own."""

import json
import logging
import os
import shutil
import signal
import socket
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import django
import redis
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection

from leeds_leaders.local.accounts import remembered_engine_folder
from leeds_leaders.local.engines import Engines, kill_leftovers
from leeds_leaders.local.environment import Wishes, environment, with_ours
from leeds_leaders.local.folders import PROJECT_DIR, LocalDir
from leeds_leaders.local.interruption import pause
from leeds_leaders.local.processes import MARK, Service, signal_group, stop
from leeds_leaders.local.programs import HOST, programs

# What the rig's programs load in the place of the product's own modules.
OURS = {
    "leeds_leaders": "tests.rig.app",
    "leeds_leaders.wsgi:application": "tests.rig.web:application",
}
WEB_WORKERS = 2
BREAKFASTS = "tests.rig.breakfasts.Breakfasts"  # what people are reminded of
SECONDS_TO_START = 60


def until(condition: Callable[[], object], within: float) -> bool:
    """Wait for something; False if it did not come true within so many seconds."""
    end = time.monotonic() + within
    while not condition():
        if time.monotonic() > end:
            return False
        pause(0.05)
    return True


@dataclass(frozen=True)
class Delivery:
    """One message that the sink accepted."""

    at: float
    address: str
    message_id: str
    file: Path


class Program(Service):
    """A worker, a beat or the sink: ready once it has made a file."""

    def __init__(self, like: Service, ready: Path) -> None:
        super().__init__(like.name, like.command, env=like.env, log=like.log, cwd=like.cwd)
        self.ready = ready

    def prepare(self) -> None:
        self.ready.unlink(missing_ok=True)

    def is_ready(self) -> bool:
        return self.ready.exists()

    @property
    def ready_at(self) -> float:
        """The moment when it said that it was ready, as seconds since 1970."""
        return self.ready.stat().st_mtime

    def kill(self) -> None:
        """`kill -9` to its whole group, which nobody but it belongs to."""
        if self.process is not None:
            signal_group(self.process.pid, signal.SIGKILL)
            self.process.wait()


class Stage:
    """The engines of one campaign. Nothing of them is left after `close`."""

    def __init__(self, folder: Path) -> None:
        self.local = LocalDir(folder / "local")
        self.local.make()
        self.local.lock("running the rig")
        self.wishes = Wishes(self.local.path, 8000, 1, database_url="", redis_url="")
        self.engines = Engines(self.wishes, self.local)
        self.trials = 0

    def open(self) -> None:
        """Start the engines, make this process a part of the site, and lay out the city."""
        self.engines.start(quietly=True)
        self.settings = environment(
            self.wishes,
            self.local,
            database_url=self.engines.database_url,
            redis_url=self.engines.redis_url,
        )
        os.environ.update(self.settings)
        django.setup()
        settings.REMINDER_SOURCES = [BREAKFASTS]
        logging.getLogger("leeds_leaders").setLevel(logging.WARNING)
        call_command("migrate", verbosity=0)
        call_command("load_city", stdout=sys.stderr)

    def close(self) -> None:
        stop(self.engines.services, within=4)
        kill_leftovers(self.local)
        self.local.unlock()
        elsewhere = remembered_engine_folder(self.local)
        if elsewhere:  # where root keeps what PostgreSQL's own account must reach
            shutil.rmtree(elsewhere)

    @contextmanager
    def trial(self) -> Iterator["Trial"]:
        """Empty tables, an empty broker and a new sink, for one fault."""
        self.trials += 1
        self.clear()
        trial = Trial(self, self.local.path / f"trial-{self.trials}")
        try:
            trial.sink.start()
            trial.sink.await_ready(SECONDS_TO_START)
            yield trial
        finally:
            for program in trial.started:
                program.kill()

    def clear(self) -> None:
        """Nobody is left, nothing is queued, nothing is due."""
        others = map(apps.get_model, ("peers.Peer", "forums.Session"))
        models = [*others, *apps.get_app_config("notices").get_models()]
        tables = ", ".join(model._meta.db_table for model in models)
        with connection.cursor() as cursor:
            cursor.execute("SET moderation.may_be_emptied = 'on'")
            cursor.execute(f"TRUNCATE {tables} RESTART IDENTITY CASCADE")
        self.flush_redis()

    def stop_redis(self) -> None:
        assert self.engines.redis is not None
        stop([self.engines.redis], within=4)

    def start_redis(self) -> float:
        """Gives back the moment when it answered, as seconds since 1970."""
        assert self.engines.redis is not None
        self.engines.redis.start()
        self.engines.redis.await_ready(SECONDS_TO_START)
        return time.time()

    def flush_redis(self) -> None:
        redis.Redis.from_url(self.engines.redis_url).flushall()


class Trial:
    """One fault: its sink, and every program that was started for it."""

    def __init__(self, stage: Stage, folder: Path) -> None:
        folder.mkdir()
        self.stage = stage
        self.folder = folder
        self.mail = folder / "mail"
        self.mail.mkdir()
        self.port = free_port()
        self.started: list[Program] = []
        env = with_ours(stage.settings) | {
            MARK: str(stage.local.path),
            "PYTHONUNBUFFERED": "1",
            "TMPDIR": str(folder),  # what a killed worker leaves goes with the trial
        }
        self.env = env | {"EMAIL_URL": f"smtp://{HOST}:{self.port}"}
        self.sink = self._program(
            Service(
                "sink",
                [sys.executable, "-m", "tests.rig.sink", self.mail, str(self.port)],
                env=env,
                log=folder / "sink.log",
                cwd=PROJECT_DIR,
            ),
            self.mail / "listening",
        )

    # Programs

    def worker(self, *, crash: str = "", without: str = "") -> Program:
        """A worker that is ready. It kills itself at `crash`, and does `without` a guard."""
        return self._start("worker", crash=crash, without=without)

    def beat(self) -> Program:
        return self._start("beat")

    def web(self, *, workers: int = WEB_WORKERS, without: str = "") -> int:
        """A web server that answers. Gives back its port."""
        port = free_port()
        self._start("web", replace(self.stage.wishes, port=port, web_workers=workers),
                    without=without)  # fmt: skip
        return port

    def crowd(self, *, workers: int, beats: int, without: str = "") -> None:
        """Many at once: all of them are started before any is waited for."""
        many = [self._begin("worker", without=without) for _ in range(workers)]
        many += [self._begin("beat") for _ in range(beats)]
        for program in many:
            program.await_ready(SECONDS_TO_START)

    def _start(self, name: str, wishes: Wishes | None = None, **told: str) -> Program:
        program = self._begin(name, wishes, **told)
        program.await_ready(SECONDS_TO_START)
        return program

    def _begin(self, name: str, wishes: Wishes | None = None, **told: str) -> Program:
        """The program as `make run` would start it, but for the module that it loads."""
        number = len(self.started)
        all_of_them = programs(wishes or self.stage.wishes, self.stage.local, self.env)
        like = next(program for program in all_of_them if program.name == name)
        ready = self.folder / f"{name}-{number}.ready"
        like.log = self.folder / f"{name}-{number}.log"
        like.env = like.env | {"RIG_READY": str(ready)}
        like.env |= {f"RIG_{what.upper()}": value for what, value in told.items() if value}
        like.command = [OURS.get(word, word) for word in like.command]
        if name == "beat":
            at = like.command.index("--schedule") + 1
            like.command[at] = str(self.folder / f"schedule-{number}")
        elif name == "worker":
            like.command += ["--hostname", f"worker-{number}@rig"]
        program = self._program(like, ready)
        program.start()
        return program

    def _program(self, like: Service, ready: Path) -> Program:
        program = Program(like, ready)
        self.started.append(program)
        return program

    # Mail

    def misbehave(self, recipients: dict[str, dict[str, str]], **more: object) -> None:
        """Tell the sink how to treat some recipients, or everyone, from now on."""
        new = self.mail / "rules.new"
        new.write_text(json.dumps({"recipients": recipients} | more))
        new.rename(self.mail / "rules.json")

    def deliveries(self) -> list[Delivery]:
        """What the sink has accepted so far, in that order."""
        lines = (self.mail / "accepted.jsonl").read_text().splitlines()
        return [
            Delivery(line["at"], address, line["message_id"], self.mail / line["file"])
            for line in map(json.loads, lines)
            for address in line["to"]
        ]


def free_port() -> int:
    with socket.socket() as trial:
        trial.bind((HOST, 0))
        return trial.getsockname()[1]
