from django.contrib import admin

from leeds_leaders.language.models import Cause, Help


@admin.register(Cause, Help)
class SharedWordAdmin(admin.ModelAdmin):
    """The curated words; the city file lays them out, moderators may mend them."""

    list_display = ["name", "position", "synonyms"]
    search_fields = ["name", "synonyms"]
    prepopulated_fields = {"slug": ["name"]}
