from django.apps import AppConfig


class ModerationConfig(AppConfig):
    """What is held, what is live, and why."""

    name = "leeds_leaders.moderation"
    label = "moderation"
