"""The Celery application: wake-up hints and timetables. The truth of both is in PostgreSQL."""

import os
from contextlib import suppress

from celery import Celery
from celery.app.amqp import AMQP
from celery.bootsteps import StartStopStep
from kombu import Connection
from kombu.exceptions import OperationalError

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "leeds_leaders.settings")


class EagerConnection(Connection):
    """Asks for a broker that is away every second. Celery's own pauses grow to half a minute, and
    mail would wait for as long once the broker is back.
    """

    def ensure_connection(self, *args, **kwargs):
        return super().ensure_connection(*args, interval_start=1, interval_step=0, **kwargs)


class EagerAMQP(AMQP):
    """Celery's own, but for the connection."""

    Connection = EagerConnection


app = Celery("leeds_leaders", amqp=EagerAMQP)
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.autodiscover_tasks(related_name="jobs")


class TakeUpWork(StartStopStep):
    """A worker that is back, after a crash or because Redis is back, looks at once for what is due
    instead of at the next tick.
    """

    requires = frozenset({"celery.worker.consumer.tasks:Tasks"})

    def start(self, parent) -> None:
        with suppress(OSError, OperationalError):
            for task in ("tasks.drain", "jobs.send_due_reminders"):
                parent.app.send_task(f"leeds_leaders.notices.{task}", retry=False)


app.steps["consumer"].add(TakeUpWork)
