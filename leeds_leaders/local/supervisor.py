"""One supervisor for one `LOCAL_DIR`: starts in order, watches, stops in order."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress

import psutil

from leeds_leaders.local.engines import Engines, end_leftovers, kill_leftovers
from leeds_leaders.local.environment import Wishes, environment, with_ours, write_env_file
from leeds_leaders.local.errors import WRONG_SETTING, CannotStart
from leeds_leaders.local.folders import PROJECT_DIR, LocalDir
from leeds_leaders.local.interruption import Stopped, pause, received
from leeds_leaders.local.processes import (
    MARK,
    Service,
    die_with_parent,
    kill,
    spawn,
    stop,
    trim_log,
)
from leeds_leaders.local.programs import check_port, programs
from leeds_leaders.local.speech import say, say_step

QUICK = 10.0  # a process that lived for fewer seconds than this failed quickly
FIRST_PAUSE = 0.2  # before something is started again; doubled with each quick failure
QUICK_FAILURES = 5  # so many in a row are no accident
SECONDS_TO_LEAVE = 4.0  # for the programs, and again for the engines: under ten in all
DEMO_SIGN_INS = ("admin", "moderator", "organiser", "peer", "newcomer")


class Supervisor:
    """Owns a `LOCAL_DIR` that is locked, and every process that runs for it. Always `close` it."""

    def __init__(self, wishes: Wishes, local: LocalDir) -> None:
        self.wishes = wishes
        self.local = local
        self.engines: list[Service] = []
        self.programs: list[Service] = []
        if end_leftovers(local):
            say_step("an earlier run had been killed; what was left of it is stopped")

    def start_engines(
        self, *, quietly: bool = False, throwaway: bool = False, debug: bool = False
    ) -> dict[str, str]:
        """Start what the person has not brought; give back the settings that lead to it."""
        engines = Engines(self.wishes, self.local, throwaway=throwaway)
        self.engines = engines.services
        engines.start(quietly=quietly)
        settings = environment(
            self.wishes,
            self.local,
            database_url=engines.database_url,
            redis_url=engines.redis_url,
            debug=debug,
        )
        write_env_file(self.local, settings)
        return settings

    def serve(self, *, autoreload: bool = False) -> None:
        """Bring everything up, say where it is, and keep it up until `Stopped`."""
        check_port(self.wishes.port)
        settings = self.start_engines(debug=autoreload)
        self._prepare(settings)
        check_port(self.wishes.port)
        web, *others = programs(self.wishes, self.local, settings, autoreload=autoreload)
        for program in (web, *others):
            self.programs.append(program)
            program.start()
        if not autoreload:  # a developer may start with code that cannot answer yet
            web.await_ready(60)
            say_step("web, worker and beat are ready")
        self._welcome(settings)
        self.watch()

    def lend(self, command: Sequence[str], settings: dict[str, str]) -> int:
        """Run somebody's command beside the engines; give back its exit code."""
        parent = os.getpid()
        try:
            process = subprocess.Popen(  # noqa: S603 (the person's own command)
                command,
                env=with_ours(settings),
                preexec_fn=lambda: die_with_parent(signal.SIGTERM, parent),
            )
        except OSError as error:
            raise CannotStart(f"{command[0]}: {os.strerror(error.errno or 0)}.") from None
        try:
            self.watch(until=lambda: process.poll() is not None)
        except Stopped:
            # At a terminal a Ctrl-C has reached the command already.
            if received() != signal.SIGINT or not os.isatty(0):
                process.send_signal(received() or signal.SIGTERM)
            with suppress(subprocess.TimeoutExpired):
                process.wait(SECONDS_TO_LEAVE)
        finally:
            with suppress(psutil.NoSuchProcess):
                kill(psutil.Process(process.pid).children(recursive=True))
            process.kill()
            process.wait()
        return process.returncode if process.returncode >= 0 else 128 - process.returncode

    def watch(self, *, until: Callable[[], bool] = lambda: False) -> None:
        """Start again what dies, until the end is asked for."""
        while not until():
            pause(0.1)
            for service in (*self.engines, *self.programs):
                if not service.is_running:
                    self._mend(service, time.monotonic())
                if service.log:
                    trim_log(service.log)

    def close(self) -> None:
        """Stop everything in order: those who use an engine before the engine."""
        stop(self.programs, within=SECONDS_TO_LEAVE)
        stop(self.engines, within=SECONDS_TO_LEAVE)
        kill_leftovers(self.local)
        self.local.unlock()

    def _mend(self, service: Service, now: float) -> None:
        if service.restart_at is None:
            service.bury()
            is_quick = now - service.started_at < QUICK
            service.quick_failures = service.quick_failures + 1 if is_quick else 0
            if service.quick_failures == QUICK_FAILURES:
                raise CannotStart(
                    f"{service.name} failed {QUICK_FAILURES} times in a row; everything is "
                    f"stopped. {service.last_words()}"
                )
            service.restart_at = now + FIRST_PAUSE * 2**service.quick_failures
            say(f"{service.name} has stopped by itself; starting it again.")
        elif now >= service.restart_at:
            service.restart_at = None
            service.start()

    def _prepare(self, settings: dict[str, str]) -> None:
        """Migrate, load the city and the demo, collect static files: one child process."""
        command = [sys.executable, "-m", "leeds_leaders.local.prepare"]
        if not self.wishes.database_url:
            command += ["--demo-mark", str(self.local.demo_mark)]
        child = Service(
            "preparing the database",
            command,
            env=with_ours(settings) | {MARK: str(self.local.path)},
            log=self.local.logs / "prepare.log",
            cwd=PROJECT_DIR,
        )
        self.programs = [child]
        child.process = spawn(
            child.command, env=child.env, log=child.log, cwd=child.cwd, stdout=subprocess.PIPE
        )
        assert child.process.stdout is not None
        with child.process.stdout as steps:
            os.set_blocking(steps.fileno(), False)
            while child.is_running:
                pause(0.02)
                for step in steps.readlines():
                    say_step(step.decode().rstrip())
            for step in steps.readlines():
                say_step(step.decode().rstrip())
        self.programs = []
        words = child.last_words()
        if child.process.returncode == WRONG_SETTING:
            raise CannotStart(words.splitlines()[-1].strip())
        if child.process.returncode:
            raise CannotStart(f"{child.name} failed. {words}")
        say_step("database and static files are up to date")

    def _welcome(self, settings: dict[str, str]) -> None:
        say(f"\nLeaders for Leeds is ready at {self.wishes.address}")
        if self.local.demo_mark.exists() and not self.wishes.database_url:
            names = ", ".join(f"{name}@example.org" for name in DEMO_SIGN_INS)
            say(f"Demo sign-ins: {names}\nThe password of each: breakfast")
        if settings["LOCAL_RUN"] == "1" and not os.environ.get("EMAIL_URL"):
            say(f"Mail is not sent but kept: {self.wishes.address}/outbox/")
        say("Ctrl-C stops everything; the data stay.")
