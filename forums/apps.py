from django.apps import AppConfig


class ForumsConfig(AppConfig):
    """Breakfast forums: sessions and what came of them."""

    name = "forums"
