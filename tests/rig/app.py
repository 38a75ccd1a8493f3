"""The product's own Celery application, for workers and beats that the rig starts.

They run the very commands of `make run` with this module in the place of `leeds_leaders`. Nothing
in the product knows of it: what is to break is told in the environment, and wrapped around the
product's functions in the process that runs the tasks.
"""

import os
from importlib import import_module
from pathlib import Path

from celery.signals import beat_init, worker_process_init, worker_ready
from django.conf import settings

from leeds_leaders.celery import TakeUpWork, app
from tests.rig.stage import BREAKFASTS

__all__ = ["app"]

if os.environ.get("RIG_WITHOUT") == "waking up":
    app.steps["consumer"].discard(TakeUpWork)


@worker_ready.connect
@beat_init.connect
def tell_the_rig(**kwargs) -> None:
    Path(os.environ["RIG_READY"]).touch()


@worker_process_init.connect
def make_it_break(**kwargs) -> None:
    """Django is set up by now, so the modules that import the product's may be loaded."""
    settings.REMINDER_SOURCES = [BREAKFASTS]
    if point := os.environ.get("RIG_CRASH"):
        import_module("tests.rig.crashes").die_at(point)
    if guard := os.environ.get("RIG_WITHOUT"):
        import_module("tests.rig.guards").take_away(guard)
