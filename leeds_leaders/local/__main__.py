"""The commands behind the Makefile: run, dev, engines, manage, reset."""

import argparse
import os
import shutil
import sys
from collections.abc import Sequence

from dotenv import dotenv_values

from leeds_leaders.local import interruption
from leeds_leaders.local.accounts import remembered_engine_folder
from leeds_leaders.local.engines import end_leftovers
from leeds_leaders.local.environment import Wishes
from leeds_leaders.local.errors import CannotStart
from leeds_leaders.local.folders import PROJECT_DIR, LocalDir
from leeds_leaders.local.interruption import Stopped
from leeds_leaders.local.speech import say
from leeds_leaders.local.supervisor import Supervisor

SIDE_BY_SIDE = 9  # throwaway engines that may run at once from one checkout


def main(arguments: Sequence[str]) -> int:
    chosen = parser().parse_args(arguments)
    if chosen.command != "reset":  # which waits for an answer, and has nothing to stop
        interruption.listen()
    try:
        wishes = Wishes.read(os.environ)
        local = LocalDir(wishes.local_dir)
        match chosen.command:
            case "run" | "dev":
                return serve(wishes, local, autoreload=chosen.command == "dev")
            case "engines":
                words = chosen.words[1:] if chosen.words[:1] == ["--"] else chosen.words
                if not words:
                    raise CannotStart("Say which command is to run: engines -- command …")
                return lend_engines(wishes, local, words, throwaway=chosen.throwaway)
            case "manage":
                return manage(wishes, local, chosen.words)
            case _:
                return reset(local, without_asking=chosen.yes)
    except CannotStart as reason:
        say(str(reason))
        return 1
    except KeyboardInterrupt:
        return 130
    except Stopped:
        return 128 + (interruption.received() or 0)


def parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m leeds_leaders.local", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("run", help="everything, in production settings")
    commands.add_parser("dev", help="everything, with autoreload and DEBUG")
    engines = commands.add_parser("engines", help="run a command beside the engines alone")
    engines.add_argument("--throwaway", action="store_true", help="fast, not safe: for tests")
    engines.add_argument("words", nargs=argparse.REMAINDER, metavar="-- command …")
    manage = commands.add_parser("manage", help="run a manage.py command on this run's engines")
    manage.add_argument("words", nargs=argparse.REMAINDER, metavar="…")
    reset = commands.add_parser("reset", help="delete LOCAL_DIR and everything in it")
    reset.add_argument("--yes", action="store_true", help="do not ask")
    return parser


def serve(wishes: Wishes, local: LocalDir, *, autoreload: bool) -> int:
    take(local, f"serving {wishes.address}")
    supervisor = Supervisor(wishes, local)
    try:
        supervisor.serve(autoreload=autoreload)
    except Stopped:
        say("\nStopping.")
    finally:
        supervisor.close()
    say("Everything is stopped.")
    return 0


def lend_engines(
    wishes: Wishes, local: LocalDir, words: Sequence[str], *, throwaway: bool = False
) -> int:
    holder = f"running {words[0]}"
    if throwaway:
        local = take_first_free(local, holder)
    else:
        take(local, holder)
    supervisor = Supervisor(wishes, local)
    try:
        settings = supervisor.start_engines(quietly=True, throwaway=throwaway)
        return supervisor.lend(words, settings)
    finally:
        supervisor.close()


def manage(wishes: Wishes, local: LocalDir, words: Sequence[str]) -> int:
    """Use the engines that are up; if none are, start them for as long as the command takes."""
    command = [sys.executable, str(PROJECT_DIR / "manage.py"), *words]
    local.make()
    if not local.lock("running manage.py"):
        settings = {name: value or "" for name, value in dotenv_values(local.env_file).items()}
        os.execve(command[0], command, settings | dict(os.environ))  # noqa: S606
    local.unlock()
    return lend_engines(wishes, local, command)


def reset(local: LocalDir, *, without_asking: bool) -> int:
    """Delete what this `LOCAL_DIR` holds, and the engine folders that belong to it."""
    if not local.lock_file.exists() and not local.inner():
        raise CannotStart(f"{local.path} holds no local run; nothing to delete.")
    everything = [local, *local.inner()]
    for each in everything:
        take(each, "being deleted")
    if not without_asking:
        say(f"This deletes {local.path} with its database, mail and uploads.")
        say("Type yes to delete it:")
        if sys.stdin.readline().strip().lower() != "yes":
            say("Nothing was deleted.")
            return 1
    for each in everything:
        end_leftovers(each)
        if engine_folder := remembered_engine_folder(each):
            shutil.rmtree(engine_folder)
    shutil.rmtree(local.path)
    say(f"{local.path} is deleted.")
    return 0


def take(local: LocalDir, holder: str) -> None:
    """Take this `LOCAL_DIR` for ourselves, or say who has it."""
    local.make()
    if not local.lock(holder):
        raise CannotStart(f"{local.path} is already in use: {local.holder or 'starting'}.")


def take_first_free(local: LocalDir, holder: str) -> LocalDir:
    """Two people may run the tests of one checkout at once: each gets engines of their own."""
    for number in range(1, SIDE_BY_SIDE + 1):
        name = local.path.name if number == 1 else f"{local.path.name}-{number}"
        candidate = LocalDir(local.path.with_name(name))
        candidate.make()
        if candidate.lock(holder):
            return candidate
    raise CannotStart(f"{local.path} and {SIDE_BY_SIDE - 1} more beside it are all in use.")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
