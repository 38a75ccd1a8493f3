"""PostgreSQL: made once, started on a private socket, mended after a crash."""

import shutil
import signal
import subprocess
from pathlib import Path
from urllib.parse import quote

from leeds_leaders.local.accounts import engine_account, engine_folder, postgres_programs
from leeds_leaders.local.errors import CannotStart
from leeds_leaders.local.folders import LocalDir
from leeds_leaders.local.processes import Service, end, working_in

ROLE = "leeds"
DATABASE = "leeds_leaders"
# Modest numbers for two cores beside the web workers; the rest is PostgreSQL's own choice.
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "60",
    "shared_buffers": "128MB",
    "work_mem": "16MB",
    "maintenance_work_mem": "128MB",
    "random_page_cost": "1.1",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    # What was refused stands in the log, but not the row with all that somebody wrote in it.
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
}
SAFE = {"fsync": "on", "synchronous_commit": "on"}
THROWAWAY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}


class Postgres(Service):
    """The database server of one `LOCAL_DIR`. `make_data` comes before the first `start`."""

    stop_signal = signal.SIGINT  # "fast": ends transactions, writes a checkpoint, leaves

    def __init__(self, local: LocalDir, *, throwaway: bool = False) -> None:
        self.local = local
        self.throwaway = throwaway
        account = engine_account()
        self.folder = engine_folder(local, account)
        self.data = self.folder / "data"
        self.programs = postgres_programs(self.folder, account)
        if account.is_another:
            self.sockets = self.folder / "socket"
            account.make_folder(self.sockets)
        else:
            self.sockets = local.socket_folder("postgres-socket", ".s.PGSQL.5432.lock")
        access = self.folder / "pg_hba.conf"
        access.write_text("local all all scram-sha-256\n")
        access.chmod(0o644)
        settings = SETTINGS | (THROWAWAY if throwaway else SAFE)
        settings |= {"hba_file": str(access), "unix_socket_directories": f'"{self.sockets}"'}
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        super().__init__(
            "PostgreSQL",
            [self.programs / "postgres", "-D", self.data, *options],
            env=ENVIRONMENT,
            log=local.logs / "postgres.log",
            cwd=Path("/"),
            account=account,
        )

    @property
    def url(self) -> str:
        password = self.local.secret("postgres-password")
        return f"postgresql://{ROLE}:{password}@{quote(str(self.sockets), safe='')}/{DATABASE}"

    def make_data(self) -> bool:
        """Make the cluster and its database if they are missing; True if they are new.

        They are made under another name and renamed when whole, so that an interrupted start
        leaves nothing half-made behind.
        """
        if self.throwaway and self._pid_file.exists():
            shutil.rmtree(self.data)  # without fsync a crash may have spoilt it
        if self.data.exists():
            return False
        assert self.account is not None
        unfinished = self.folder / "data-unfinished"
        shutil.rmtree(unfinished, ignore_errors=True)
        self.account.make_folder(unfinished)
        self._run(
            "initdb",
            *("--pgdata", str(unfinished), "--username", ROLE, "--auth", "reject", "--no-sync"),
            *("--encoding", "UTF8", "--locale", "C"),
            *("--locale-provider", "builtin", "--builtin-locale", "C.UTF-8"),
        )
        password = self.local.secret("postgres-password")
        statements = f"ALTER ROLE {ROLE} PASSWORD '{password}'\nCREATE DATABASE {DATABASE}\n"
        self._run("postgres", "--single", "-D", str(unfinished), "postgres", given=statements)
        unfinished.rename(self.data)
        return True

    def prepare(self) -> None:
        """Let go of what a killed server left: its backends, and a pid file that would stop us.

        The number in the file may by now belong to anybody, so it is not asked; only processes
        that work in our data folder count.
        """
        end(working_in([self.data]), within=3)
        self._pid_file.unlink(missing_ok=True)
        for lock in self.sockets.glob(".s.PGSQL.*"):
            lock.unlink()

    def is_ready(self) -> bool:
        """PostgreSQL writes its own readiness on the last line of its pid file."""
        try:
            lines = self._pid_file.read_text().splitlines()
        except OSError:
            return False
        return len(lines) >= 8 and lines[7].strip() == "ready"

    @property
    def _pid_file(self) -> Path:
        return self.data / "postmaster.pid"

    def _run(self, program: str, *arguments: str, given: str | None = None) -> None:
        assert self.account is not None
        done = subprocess.run(  # noqa: S603 (our own commands)
            [self.programs / program, *arguments],
            input=given,
            text=True,
            capture_output=True,
            env=ENVIRONMENT,
            cwd="/",
            start_new_session=True,
            **self.account.popen_options,
        )
        if done.returncode != 0 or "ERROR:" in done.stderr:
            raise CannotStart(f"{program} failed:\n{done.stdout}{done.stderr}".strip())
