from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class LeedsLeadersConfig(AppConfig):
    """The ground floor's own tables: ticks and the cache that outlives Redis."""

    name = "leeds_leaders"
    label = "house"
    verbose_name = "House"


class HouseAdminConfig(AdminConfig):
    """The stock admin with our own doors."""

    default_site = "leeds_leaders.admin_site.HouseAdmin"
