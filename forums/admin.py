from django.contrib import admin, messages
from django.utils.translation import gettext_lazy as _

from forums.actions import sessions
from forums.models import Session
from leeds_leaders.errors import Refused
from projects.models import Project


@admin.register(Session)
class SessionAdmin(admin.ModelAdmin):
    """Sessions, until organisers have pages of their own."""

    list_display = ["title", "starts_at", "venue", "state"]
    list_filter = ["state"]
    search_fields = ["title", "theme", "venue__name"]
    date_hierarchy = "starts_at"
    prepopulated_fields = {"slug": ["title"]}
    list_select_related = ["venue"]
    autocomplete_fields = ["projects", "hosts"]
    actions = ["publish", "mark_held"]
    fields = [
        "title", "slug", "theme", "purpose", "starts_at", "ends_at", "venue", "room",
        "bring", "online_link", "hosts", "contact", "concessions", "funded_by",
        "cost_note", "ticket_link", "projects", "state", "capacity", "taken", "waiting", "reason",
    ]  # fmt: skip
    readonly_fields = ["state", "taken", "waiting", "reason"]

    @admin.action(description=_("Publish"))
    def publish(self, request, queryset):
        """Let everybody see these sessions, and answer."""
        self._move(request, queryset, sessions.publish)

    @admin.action(description=_("They took place"))
    def mark_held(self, request, queryset):
        """These sessions have been held."""
        self._move(request, queryset, sessions.mark_held)

    def _move(self, request, queryset, verb):
        for session in queryset:
            try:
                verb(session, by=request.user)
            except Refused as refusal:
                self.message_user(request, str(refusal), messages.ERROR)

    def save_model(self, request, obj, form, change):
        """Written by the verb, so that people hear of what has changed for them."""
        sessions.keep(obj)

    def get_field_queryset(self, db, db_field, request):
        """Whoever arranges sessions sees of hidden projects no more than on the site."""
        if db_field.name == "projects":
            return Project.objects.visible_to(request.user)
        return super().get_field_queryset(db, db_field, request)

    def save_related(self, request, form, formsets, change):
        """Projects that the organiser cannot see stay with the session."""
        seen = Project.objects.visible_to(request.user)
        unseen = list(form.instance.projects.exclude(pk__in=seen.values("pk")))
        super().save_related(request, form, formsets, change)
        form.instance.projects.add(*unseen)
