from django.apps import AppConfig


class GeographyConfig(AppConfig):
    """Wards, postcodes, and which ward a point lies in."""

    name = "leeds_leaders.geography"
    label = "geography"
