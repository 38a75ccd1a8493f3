from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """Mail that arrives once."""

    name = "leeds_leaders.notices"
    label = "notices"
