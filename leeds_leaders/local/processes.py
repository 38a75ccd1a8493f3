"""Starting, watching and ending the processes of one local run.

Every process is its own session, so that a Ctrl-C at the terminal reaches only the supervisor and
things end in their order. Should the supervisor itself be killed, the kernel passes a signal on.
"""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Sequence
from functools import partial
from pathlib import Path

import psutil

from leeds_leaders.local.accounts import Account
from leeds_leaders.local.errors import CannotStart
from leeds_leaders.local.interruption import pause

MARK = "LEEDS_LOCAL_RUN"  # in the environment of what we start: the LOCAL_DIR it belongs to
ENGINES = ("postgres", "redis", "valkey")  # how the names of their processes begin
LARGEST_LOG = 10_000_000  # bytes
_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None) if sys.platform == "linux" else None


class Service:
    """One long-running process: how it starts, when it is ready, how it is asked to stop."""

    stop_signal = signal.SIGTERM

    def __init__(
        self,
        name: str,
        command: Sequence[str | Path],
        *,
        env: dict[str, str],
        log: Path | None,
        cwd: Path,
        account: Account | None = None,
    ) -> None:
        self.name = name
        self.command = [str(part) for part in command]
        self.env = env
        self.log = log
        self.cwd = cwd
        self.account = account
        self.process: subprocess.Popen[bytes] | None = None
        self.started_at = 0.0
        self.restart_at: float | None = None
        self.quick_failures = 0

    def prepare(self) -> None:
        """Clear away what an earlier process left; called before every start."""

    def is_ready(self) -> bool:
        return True

    @property
    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def start(self) -> None:
        self.prepare()
        self.started_at = time.monotonic()
        self.process = spawn(
            self.command,
            env=self.env,
            log=self.log,
            cwd=self.cwd,
            account=self.account,
            death_signal=self.stop_signal,
        )

    def await_ready(self, seconds: float) -> None:
        """Wait until it answers; raise `CannotStart` with its last words if it never does."""
        until = time.monotonic() + seconds
        while not self.is_ready():
            if not self.is_running:
                raise CannotStart(f"{self.name} stopped as soon as it started. {self.last_words()}")
            if time.monotonic() > until:
                raise CannotStart(
                    f"{self.name} is not ready after {seconds:.0f} s. {self.last_words()}"
                )
            pause(0.05)

    def last_words(self) -> str:
        return last_words(self.log) if self.log else ""

    def bury(self) -> None:
        """After its death: end what is left of its group, so that a new one finds a clean place."""
        if self.process is not None and not self.is_running:
            signal_group(self.process.pid, signal.SIGKILL)


def spawn(
    command: Sequence[str],
    *,
    env: dict[str, str],
    log: Path | None,
    cwd: Path,
    account: Account | None = None,
    death_signal: int = signal.SIGTERM,
    stdout: int | None = None,
) -> subprocess.Popen[bytes]:
    """Start a process in a session of its own that does not outlive the supervisor."""
    options = account.popen_options if account else {}
    out = log.open("ab") if log else None
    try:
        return subprocess.Popen(  # noqa: S603 (our own commands)
            command,
            env=env,
            cwd=cwd,
            stdin=subprocess.DEVNULL,
            stdout=stdout if stdout is not None else out,
            stderr=out,
            start_new_session=True,
            # Runs after the change of account, which would clear the setting again.
            preexec_fn=partial(die_with_parent, death_signal, os.getpid()),
            **options,
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise CannotStart(f"{command[0]} cannot be started: {error}.") from None
    finally:
        if out:
            out.close()


def die_with_parent(death_signal: int, parent: int) -> None:
    """In a new child: ask the kernel for `death_signal` when the supervisor dies."""
    if _libc is not None:
        _libc.prctl(_PR_SET_PDEATHSIG, death_signal, 0, 0, 0)
        if os.getppid() != parent:
            os._exit(1)


def stop(services: Iterable[Service], *, within: float) -> None:
    """Ask all of them to stop; after `within` seconds kill what is left, descendants included."""
    running = [service for service in services if service.is_running]
    families = [family for service in running for family in _family(service)]
    for service in running:
        assert service.process is not None
        service.process.send_signal(service.stop_signal)
    until = time.monotonic() + within
    while any(service.is_running for service in running) and time.monotonic() < until:
        time.sleep(0.02)
    for service in running:
        assert service.process is not None
        signal_group(service.process.pid, signal.SIGKILL)
    kill(families)
    for service in running:
        assert service.process is not None
        service.process.wait()


def _family(service: Service) -> list[psutil.Process]:
    assert service.process is not None
    try:
        leader = psutil.Process(service.process.pid)
        return [leader, *leader.children(recursive=True)]
    except psutil.NoSuchProcess:
        return []


def signal_group(leader: int, number: int) -> None:
    try:
        os.killpg(leader, number)
    except (ProcessLookupError, PermissionError):
        return


def is_alive(process: psutil.Process) -> bool:
    """Whether it still runs; a zombie waits only for its parent and holds nothing."""
    try:
        return bool(process.is_running() and process.status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def kill(processes: Iterable[psutil.Process]) -> None:
    for process in processes:
        if is_alive(process):
            signal_one(process, signal.SIGKILL)


def signal_one(process: psutil.Process, number: int) -> None:
    try:
        process.send_signal(number)
    except psutil.Error:
        return


def working_in(folders: Iterable[Path]) -> list[psutil.Process]:
    """Engines that work in one of these data folders.

    A process number from a pid file proves nothing: it may long be somebody else's.
    """
    data = {str(folder) for folder in folders}
    return [
        process
        for process in psutil.process_iter(["name", "cwd"])
        if process.info["cwd"] in data
        and (process.info["name"] or "").startswith(ENGINES)
        and is_alive(process)
    ]


def marked(local_dir: Path) -> list[psutil.Process]:
    """Programs that were started for this `LOCAL_DIR`: our mark is in their environment."""
    return [
        process
        for process in psutil.process_iter(["name", "environ"])
        if (process.info["environ"] or {}).get(MARK) == str(local_dir) and is_alive(process)
    ]


def end(processes: Sequence[psutil.Process], *, within: float) -> None:
    """Ask what `working_in` or `marked` found to stop, then kill those that have not."""
    for process in processes:
        is_postgres = (process.info["name"] or "").startswith("postgres")
        signal_one(process, signal.SIGINT if is_postgres else signal.SIGTERM)
    until = time.monotonic() + within
    while any(is_alive(process) for process in processes):
        if time.monotonic() > until:
            kill(processes)
        time.sleep(0.05)


def last_words(log: Path, lines: int = 12) -> str:
    """The end of a log, for the person who has to find out what went wrong."""
    if not log.exists():
        return ""
    with log.open("rb") as file:
        file.seek(max(0, log.stat().st_size - 8_000))
        end = file.read().decode(errors="replace").strip().splitlines()[-lines:]
    return "\n".join([f"The end of {log}:", *(f"    {line}" for line in end)])


def trim_log(log: Path) -> None:
    """Keep one older part of a log that has grown too large.

    The process keeps its file open (in append mode), so the file is copied and emptied in place.
    """
    if log.exists() and log.stat().st_size > LARGEST_LOG:
        log.with_suffix(".1").write_bytes(log.read_bytes())
        os.truncate(log, 0)
