from django.contrib import admin

from forums.models import Session


@admin.register(Session)
class SessionAdmin(admin.ModelAdmin):
    """Sessions, until organisers have pages of their own."""

    list_display = ["title", "starts_at", "venue", "state"]
    list_filter = ["state"]
    search_fields = ["title", "theme", "venue"]
    date_hierarchy = "starts_at"
    prepopulated_fields = {"slug": ["title"]}
    autocomplete_fields = ["projects"]
