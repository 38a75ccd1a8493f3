from django.contrib import admin

from forums.models import Session
from projects.models import Project


@admin.register(Session)
class SessionAdmin(admin.ModelAdmin):
    """Sessions, until organisers have pages of their own."""

    list_display = ["title", "starts_at", "venue", "state"]
    list_filter = ["state"]
    search_fields = ["title", "theme", "venue"]
    date_hierarchy = "starts_at"
    prepopulated_fields = {"slug": ["title"]}
    autocomplete_fields = ["projects"]

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
