from collections.abc import Callable

from django.contrib import admin, messages
from django.utils.translation import gettext_lazy as _

from forums import actions
from forums.models import Series, Session, Venue
from leeds_leaders.errors import Refused


class WrittenOnTheSite(admin.ModelAdmin):
    """What is read in the admin and written on the pages of the site, by verbs that tell people."""

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        """The verbs are for whoever may change these; their fields are for nobody."""
        return obj is None and super().has_change_permission(request)

    def has_delete_permission(self, request, obj=None):
        return False

    def do(self, request, queryset, verb: Callable) -> None:
        """Do something with each of those chosen; of what is refused the reason is said."""
        for each in queryset:
            try:
                verb(each, by=request.user)
            except Refused as refusal:
                self.message_user(request, f"{each}: {refusal}", messages.ERROR)


@admin.register(Session)
class SessionAdmin(WrittenOnTheSite):
    """Sessions of all states."""

    list_display = ["title", "starts_at", "venue", "series", "state", "taken", "waiting"]
    list_filter = ["state", "series"]
    search_fields = ["title", "theme", "venue__name"]
    date_hierarchy = "starts_at"
    list_select_related = ["venue", "series"]
    actions = ["publish", "mark_held"]
    fields = [
        "title", "slug", "theme", "purpose", "starts_at", "ends_at", "venue", "room", "series",
        "parent", "bring", "contact", "concessions", "funded_by", "cost_note", "ticket_link",
        "state", "capacity", "taken", "waiting", "reason",
    ]  # fmt: skip

    @admin.action(description=_("Publish"), permissions=["change"])
    def publish(self, request, queryset):
        """Let everybody see these sessions, and answer."""
        self.do(request, queryset, actions.publish)

    @admin.action(description=_("They took place"), permissions=["change"])
    def mark_held(self, request, queryset):
        """These sessions have been held."""
        self.do(request, queryset, actions.mark_held)


@admin.register(Series)
class SeriesAdmin(WrittenOnTheSite):
    """Series, with their rules."""

    list_display = ["title", "rule", "venue", "starts_on", "ends_on"]
    search_fields = ["title"]
    list_select_related = ["venue"]
    fields = [
        "title", "slug", "purpose", "questions", "rule", "starts_on", "ends_on", "exceptions",
        "begins", "ends", "venue", "capacity",
    ]  # fmt: skip
    readonly_fields = ["rule"]


@admin.register(Venue)
class VenueAdmin(WrittenOnTheSite):
    """Venues, for whoever keeps the list of them short and right."""

    list_display = ["name", "address", "ward", "is_retired"]
    list_filter = ["is_retired"]
    search_fields = ["name", "address"]
    list_select_related = ["ward"]
    actions = ["retire", "bring_back"]
    fields = ["name", "slug", "address", "ward", "access_notes", "photo_alt", "is_retired"]

    @admin.action(description=_("Offer these in forms no more"), permissions=["change"])
    def retire(self, request, queryset):
        """These venues are no longer used."""
        self.do(request, queryset, actions.retire_venue)

    @admin.action(description=_("Offer these in forms again"), permissions=["change"])
    def bring_back(self, request, queryset):
        """These venues are used again."""
        self.do(request, queryset, actions.bring_back_venue)
