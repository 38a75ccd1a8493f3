from django.contrib import admin

from leeds_leaders.admin_site import KeptAdmin
from leeds_leaders.language import actions
from leeds_leaders.language.models import Cause, Help


@admin.register(Cause, Help)
class SharedWordAdmin(KeptAdmin):
    """The curated words; the city file lays them out, editors may mend them."""

    keep, drop = actions.keep_word, actions.drop_word
    list_display = ["name", "position", "synonyms"]
    search_fields = ["name", "synonyms"]
    prepopulated_fields = {"slug": ["name"]}
