"""The ground floor: wiring, and what belongs to no single app."""

from leeds_leaders.celery import app as celery_app

__all__ = ["celery_app"]
