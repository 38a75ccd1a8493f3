"""The databases: one for each size, made beside the given one and kept for the next run."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

from leeds_leaders.local.folders import PROJECT_DIR

PEERS = 10  # projects for each peer


@dataclass(frozen=True)
class City:
    """A database with a synthetic city of so many projects and peers."""

    name: str
    url: str
    size: int
    peers: int

    @classmethod
    def of(cls, size: int) -> "City":
        """Most cities: so many projects, and the peers who would lead them."""
        name = f"bench_{size}"
        return cls(name, beside(name), size, max(20, size // PEERS))

    @classmethod
    def of_peers(cls, peers: int, size: int = 10_000) -> "City":
        """One in which there are many more peers than projects."""
        name = f"bench_{peers}_peers"
        return cls(name, beside(name), size, peers)

    @property
    def label(self) -> str:
        return f"{self.size:,} projects"

    def connect(self) -> psycopg.Connection:
        return psycopg.connect(self.url, autocommit=True)

    def prepare(self, *, afresh: bool = False) -> None:
        """Make, migrate and fill it, as far as that has not been done; bring statistics up."""
        make_database(self.name, afresh=afresh)
        run(self.url, "-m", "leeds_leaders.local.prepare")
        with self.connect() as connection:
            if count(connection) != self.size:
                if count(connection):
                    self.prepare(afresh=True)
                    return
                print(f"loading {self.label} into {self.name} …", flush=True)
                run(self.url, "manage.py", "load_demo", "--projects", str(self.size),
                    "--peers", str(self.peers))  # fmt: skip
            connection.execute("VACUUM (ANALYZE)")


def count(connection: psycopg.Connection) -> int:
    row = connection.execute("SELECT count(*) FROM projects_project").fetchone()
    return row[0] if row else 0


def beside(name: str) -> str:
    """The address of another database on the given server."""
    given = urlsplit(os.environ["DATABASE_URL"])
    return urlunsplit(given._replace(path=f"/{name}"))


def make_database(name: str, *, afresh: bool = False, like: str | None = None) -> None:
    """Create a database unless it is there; `afresh` drops it first, `like` copies another."""
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        if afresh:
            drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)")
            connection.execute(drop.format(sql.Identifier(name)))
        there = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        if not there.fetchone():
            template = sql.SQL(" TEMPLATE {}").format(sql.Identifier(like)) if like else sql.SQL("")
            create = sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name))
            connection.execute(create + template)


def drop_database(name: str) -> None:
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)")
        connection.execute(drop.format(sql.Identifier(name)))


def told_in_copy(of: City, name: str, code: str) -> dict:
    """What `code` prints last, as JSON, inside Django with a copy of a city, dropped afterwards."""
    make_database(name, afresh=True, like=of.name)
    try:
        done = subprocess.run(
            [sys.executable, "manage.py", "shell", "-v0", "-c", code],
            cwd=PROJECT_DIR, env=environment(beside(name)), check=True, text=True,
            stdout=subprocess.PIPE,
        )  # fmt: skip
    finally:
        drop_database(name)
    return json.loads(done.stdout.splitlines()[-1])


def environment(database_url: str) -> dict[str, str]:
    """The environment of our own programs on one database: production settings, local run."""
    return {
        **os.environ,
        "ALLOWED_HOSTS": "127.0.0.1,localhost",
        "DATABASE_URL": database_url,
        "DEBUG": "0",
        "DJANGO_SETTINGS_MODULE": "leeds_leaders.settings",
        "LOCAL_RUN": "1",
    }


def run(database_url: str, *words: str) -> None:
    """Run one of our Python programs to its end; raises `RuntimeError` with what it said."""
    done = subprocess.run(
        [sys.executable, *words],
        env=environment(database_url),
        cwd=PROJECT_DIR,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise RuntimeError(f"{' '.join(words)} failed:\n{done.stdout}{done.stderr}".strip())
