from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from peers.models import Peer


@admin.register(Peer)
class PeerAdmin(admin.ModelAdmin):
    """Peers, to look after: suspend, or give a role."""

    list_display = ["name", "email", "joined_at", "is_active", "is_staff"]
    list_filter = ["is_active", "is_staff", "groups"]
    search_fields = ["name", "email", "slug"]
    date_hierarchy = "joined_at"
    filter_horizontal = ["groups"]
    readonly_fields = ["email", "slug", "joined_at", "last_login"]
    fieldsets = [
        (None, {"fields": ["name", "email", "slug", "joined_at", "last_login"]}),
        (_("What they may do"), {"fields": ["is_active", "is_staff", "groups"]}),
    ]

    def has_add_permission(self, request):
        return False

    def get_readonly_fields(self, request, obj=None):
        """Only an admin gives roles; nobody takes their own away by mistake."""
        fields = list(super().get_readonly_fields(request, obj))
        if not request.user.is_superuser or obj == request.user:
            fields += ["is_staff", "groups", "is_active"]
        return fields
