from django.apps import AppConfig


class ProjectsConfig(AppConfig):
    """Citizen-led projects, mapped."""

    name = "projects"
