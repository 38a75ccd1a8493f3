from django.apps import AppConfig


class PeersConfig(AppConfig):
    """People who lead in the city, as peers."""

    name = "peers"
