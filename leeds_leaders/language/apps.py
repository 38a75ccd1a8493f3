from django.apps import AppConfig


class LanguageConfig(AppConfig):
    """The words the network shares: causes, and kinds of help."""

    name = "leeds_leaders.language"
    label = "language"
