"""Bring the database and the static files up to date, in one process: every start pays for it.

Run by the supervisor as `python -m leeds_leaders.local.prepare`. Each line on standard output is a
step that was done; standard error goes to the log. Exit code 78 means that the last line of
standard error is for the person.
"""

import argparse
import hashlib
import sys
from pathlib import Path

import django
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.staticfiles.finders import get_finders
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection
from django.db.migrations.executor import MigrationExecutor

from leeds_leaders.local.errors import WRONG_SETTING
from leeds_leaders.local.speech import say


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--demo-mark", type=Path, help="fill an empty database, then write this")
    arguments = parser.parse_args()
    try:
        django.setup()
        migrate()
        call_command("load_city", stdout=sys.stderr)
        if arguments.demo_mark and not get_user_model().objects.exists():
            call_command("load_demo", stdout=sys.stderr)
            arguments.demo_mark.touch()
            say("demo network loaded")
        collect_static()
    except (ImproperlyConfigured, CommandError, OperationalError) as error:
        sys.stderr.write(f"{' '.join(str(error).split())}\n")
        return WRONG_SETTING
    return 0


def migrate() -> None:
    """Apply what is missing. Asking first saves the second start Django's checks and signals."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if plan:
        call_command("migrate", interactive=False, stdout=sys.stderr)
        say(f"database migrated ({len(plan)} steps)")


def collect_static() -> None:
    """Collect and compress the static files, if any of them changed since the last time."""
    if settings.DEBUG:
        return
    mark = Path(settings.STATIC_ROOT).with_name("static-collected")
    fingerprint = static_fingerprint()
    if mark.exists() and mark.read_text() == fingerprint and Path(settings.STATIC_ROOT).is_dir():
        return
    call_command("collectstatic", interactive=False, clear=True, verbosity=0, stdout=sys.stderr)
    mark.write_text(fingerprint)
    say("static files collected")


def static_fingerprint() -> str:
    """What the collected files depend on: each source's path, size and moment of change."""
    digest = hashlib.sha256(repr(settings.STORAGES).encode())
    for finder in get_finders():
        for path, storage in finder.list([]):
            found = Path(storage.path(path)).stat()
            digest.update(f"{path}\0{found.st_size}\0{found.st_mtime_ns}\n".encode())
    return digest.hexdigest()


if __name__ == "__main__":
    sys.exit(main())
