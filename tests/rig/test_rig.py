"""The rig in small, so that it cannot rot: a few kills with their controls, and one FLUSHALL."""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from leeds_leaders.local.folders import PROJECT_DIR

pytestmark = pytest.mark.slow

NAMES = {"fault", "acknowledged", "delivered", "lost", "doubled", "unknown", "recovery_seconds",
         "holds"}  # fmt: skip


@contextmanager
def rig(folder: Path, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    """A campaign whose every file is to lie below a folder."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.rig", "--quick", *arguments],
        cwd=PROJECT_DIR,
        env=os.environ | {"TMPDIR": str(folder)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    with process:
        try:
            yield process
        finally:
            process.terminate()


@pytest.fixture
def folder() -> Iterator[Path]:
    """A short one: sockets have short names."""
    with tempfile.TemporaryDirectory(prefix="rig-") as folder:
        yield Path(folder)


def left_behind(folder: Path) -> list:
    """Files of a campaign, and processes that were told of its folder."""
    told = [
        process
        for process in psutil.process_iter(["environ", "cmdline"])
        if any(str(folder) in word for word in (process.info["cmdline"] or []))
        or (process.info["environ"] or {}).get("TMPDIR", "").startswith(str(folder))
    ]
    return [*folder.iterdir(), *told]


def test_the_quick_campaign_holds_and_its_controls_see_the_damage(folder):
    with rig(folder, "--only", "kills", "storm") as process:
        said, errors = process.communicate(timeout=400)
    verdicts = [json.loads(line) for line in said.splitlines()]
    assert process.returncode == 0, said + errors
    assert all(set(verdict) == NAMES and verdict["holds"] for verdict in verdicts)
    controls = [verdict for verdict in verdicts if "control" in verdict["fault"]]
    honest = [verdict for verdict in verdicts if verdict not in controls]
    assert len(controls) == 3
    assert len(honest) == 4
    assert all(control["lost"] or control["doubled"] for control in controls)
    assert not any(verdict["lost"] or verdict["doubled"] for verdict in honest)
    assert left_behind(folder) == []


def test_nobody_of_a_crowd_over_http_gets_a_place_too_many_and_without_the_lock_somebody_does(
    folder,
):
    with rig(folder, "--only", "places") as process:
        said, errors = process.communicate(timeout=400)
    *honest, control = (json.loads(line) for line in said.splitlines())
    assert process.returncode == 0, said + errors
    assert [verdict["going"] for verdict in honest] == [6, 6]
    assert not any(verdict["errors"] or verdict["seen"] for verdict in honest)
    assert control["oversold"] > 0
    assert left_behind(folder) == []


def test_a_campaign_that_is_stopped_leaves_nothing_behind(folder):
    with rig(folder, "--only", "kills") as process:
        assert process.stderr is not None
        assert "wards" in process.stderr.readline(), "the city is laid out: the engines are up"
        time.sleep(2)  # somewhere in the first trial
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=60)
    assert process.returncode == 128 + signal.SIGTERM
    assert left_behind(folder) == []
