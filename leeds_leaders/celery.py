"""The Celery application: wake-up hints and timetables. The truth of both is in PostgreSQL."""

import os
from contextlib import suppress

from celery import Celery
from celery.bootsteps import StartStopStep
from kombu.exceptions import OperationalError

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "leeds_leaders.settings")

app = Celery("leeds_leaders")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.autodiscover_tasks(related_name="jobs")


class TakeUpWork(StartStopStep):
    """A worker that is back, after a crash or because Redis is back, looks into the outbox at once
    instead of at the next tick.
    """

    requires = frozenset({"celery.worker.consumer.tasks:Tasks"})

    def start(self, parent) -> None:
        with suppress(OSError, OperationalError):
            parent.app.send_task("leeds_leaders.notices.tasks.drain", retry=False)


app.steps["consumer"].add(TakeUpWork)
