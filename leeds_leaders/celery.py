"""The Celery application: wake-up hints and timetables. The truth of both is in PostgreSQL."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "leeds_leaders.settings")

app = Celery("leeds_leaders")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.autodiscover_tasks(related_name="jobs")
