"""The Celery application: wake-up hints and timetables. The truth of both is in PostgreSQL."""

import os

from celery import Celery
from celery.signals import worker_ready

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "leeds_leaders.settings")

app = Celery("leeds_leaders")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.autodiscover_tasks(related_name="jobs")


@worker_ready.connect
def take_up_work(**kwargs) -> None:
    """A worker that is back, after a crash or a restart, looks into the outbox at once."""
    app.send_task("leeds_leaders.notices.tasks.drain", retry=False)
