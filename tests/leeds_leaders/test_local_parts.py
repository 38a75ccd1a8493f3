"""The parts of the embedded engines that need no engine to be tried."""

import os
import shutil
from pathlib import Path

import pytest

from leeds_leaders.local import accounts, supervisor
from leeds_leaders.local.accounts import engine_folder, remembered_engine_folder
from leeds_leaders.local.environment import Wishes, environment
from leeds_leaders.local.errors import CannotStart
from leeds_leaders.local.folders import PROJECT_DIR, LocalDir, make_owned_folder
from leeds_leaders.local.processes import Service
from leeds_leaders.local.supervisor import Supervisor


def test_a_local_dir_that_holds_more_than_a_local_run_is_refused():
    for place in (PROJECT_DIR, PROJECT_DIR.parent, Path("/")):
        with pytest.raises(CannotStart, match="holds more than a local run"):
            LocalDir(place)


def test_only_a_site_that_nobody_else_sees_is_a_local_run(tmp_path, monkeypatch):
    place = LocalDir(tmp_path / "local")
    place.make()
    for site, expected in {
        "": "1",
        "http://localhost:9000": "1",
        "https://leeds.example": "0",
        "http://192.168.1.4:8000": "0",
    }.items():
        monkeypatch.setenv("SITE_URL", site)
        told = environment(Wishes.read({}), place, database_url="", redis_url="")
        assert told["LOCAL_RUN"] == expected, site


def test_somebody_elses_folder_under_our_name_is_left_alone(tmp_path):
    (tmp_path / "theirs").mkdir()
    (tmp_path / "ours").symlink_to(tmp_path / "theirs")
    with pytest.raises(CannotStart, match="left alone"):
        make_owned_folder(tmp_path / "ours", mode=0o700)
    (tmp_path / "open").mkdir()
    (tmp_path / "open").chmod(0o777)
    with pytest.raises(CannotStart, match="open to others"):
        make_owned_folder(tmp_path / "open", mode=0o700)


@pytest.mark.skipif(os.getuid() != 0, reason="only root has an engine folder of its own")
def test_a_moved_local_dir_keeps_its_engine_folder_and_a_copy_gets_another(tmp_path, monkeypatch):
    monkeypatch.setattr(accounts, "HOMES", (tmp_path / "lib",))
    account = accounts.engine_account()
    first = LocalDir(tmp_path / "first")
    first.make()
    folder = engine_folder(first, account)
    shutil.copytree(first.path, tmp_path / "copy")
    assert remembered_engine_folder(LocalDir(tmp_path / "copy")) is None
    assert engine_folder(LocalDir(tmp_path / "copy"), account) != folder
    first.path.rename(tmp_path / "moved")
    assert engine_folder(LocalDir(tmp_path / "moved"), account) == folder


def test_what_fails_again_and_again_stops_the_run_in_one_line(tmp_path, monkeypatch):
    monkeypatch.setattr(supervisor, "FIRST_PAUSE", 0.001)
    place = LocalDir(tmp_path / "local")
    place.make()
    run = Supervisor(Wishes.read({}), place)
    broken = Service("worker", ["false"], env={}, log=None, cwd=tmp_path)
    run.programs = [broken]
    broken.start()
    with pytest.raises(
        CannotStart, match=r"^worker failed 5 times in a row; everything is stopped"
    ):
        run.watch()
    run.close()
