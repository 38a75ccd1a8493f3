"""The engines of one local run: those we start, and those the person brought."""

from pathlib import Path

from leeds_leaders.local.accounts import remembered_engine_folder
from leeds_leaders.local.environment import Wishes, with_ours
from leeds_leaders.local.folders import LocalDir
from leeds_leaders.local.postgres import Postgres
from leeds_leaders.local.processes import Service, end, kill, marked, working_in
from leeds_leaders.local.redis import Redis
from leeds_leaders.local.speech import say_step


class Engines:
    """PostgreSQL and Redis, each replaced by an address when one was given."""

    def __init__(self, wishes: Wishes, local: LocalDir, *, throwaway: bool = False) -> None:
        self.postgres = None if wishes.database_url else Postgres(local, throwaway=throwaway)
        self.redis = None if wishes.redis_url else Redis(local, env=with_ours({}))
        self.database_url = self.postgres.url if self.postgres else wishes.database_url
        self.redis_url = self.redis.url if self.redis else wishes.redis_url

    @property
    def services(self) -> list[Service]:
        return [engine for engine in (self.redis, self.postgres) if engine is not None]

    def start(self, *, quietly: bool) -> None:
        """Start both and wait until both answer."""
        if self.postgres and self.postgres.make_data() and not quietly:
            say_step("PostgreSQL: new data made")
        for engine in self.services:
            engine.start()
        for engine in self.services:
            engine.await_ready(60)
            if not quietly:
                say_step(f"{engine.name} is ready")


def engine_data(local: LocalDir) -> list[Path]:
    """The folders that only engines of this `LOCAL_DIR` work in."""
    postgres = remembered_engine_folder(local) or local.path / "postgres"
    return [local.path / "redis", postgres / "data"]


def end_leftovers(local: LocalDir) -> int:
    """Stop what a killed supervisor left behind; give back how many processes that was.

    Programs first, so that none of them sees its database go.
    """
    programs = marked(local.path)
    end(programs, within=4)
    engines = working_in(engine_data(local))
    end(engines, within=6)
    return len(programs) + len(engines)


def kill_leftovers(local: LocalDir) -> None:
    """The last sweep of a stop: nothing of this run may stay."""
    kill([*marked(local.path), *working_in(engine_data(local))])
