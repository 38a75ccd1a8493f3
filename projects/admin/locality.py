"""What wards have: places that members add are decided on here; contacts in public service are
named by staff alone, with their consent."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from leeds_leaders.admin_site import KeptAdmin, ReadOnlyAdmin
from peers.forms.organisations import ReasonForm
from projects.actions import hubs, ward_contacts
from projects.models import Hub, WardContact


@admin.register(Hub)
class HubAdmin(ReadOnlyAdmin):
    """Hubs and civic spaces: those that wait are decided on here, and changed on the site."""

    show_facets = admin.ShowFacets.ALLOW
    list_display = ["name", "kind", "ward", "address", "standing", "added_by", "added_at"]
    list_filter = ["standing", "kind", "ward"]
    list_select_related = ["ward", "added_by"]
    search_fields = ["name", "address", "ward__name"]
    date_hierarchy = "added_at"
    actions = ["approve_selected", "decline_selected"]
    readonly_fields = [
        "name", "standing", "decision_reason", "decided_by", "decided_at", "kind", "ward",
        "address", "opening", "access", "link", "organisation", "added_by", "added_at",
    ]  # fmt: skip
    fields = tuple(readonly_fields)

    def get_queryset(self, request):
        return super().get_queryset(request).defer("ward__boundary")

    @admin.action(description=_("Approve"), permissions=["change"])
    def approve_selected(self, request, queryset):
        """Show each on the page of its ward."""
        self.each(request, queryset, hubs.approve)

    @admin.action(description=_("Decline with a reason"), permissions=["change"])
    def decline_selected(self, request, queryset):
        """Ask for the reason once, then keep each off the page of its ward with it."""
        return self.each_with_reason(
            request,
            queryset,
            hubs.decline,
            ReasonForm,
            _("Decline with a reason"),
            _("They leave the pages of their wards. Who added them gets this reason by mail:"),
        )

    def said(self, count):
        return ngettext("%d place done.", "%d places done.", count) % count


@admin.register(WardContact)
class WardContactAdmin(KeptAdmin):
    """Whom people of a ward may ask. Nobody is named here who has not agreed to it."""

    keep, drop = ward_contacts.keep, ward_contacts.drop
    list_display = ["name", "role", "ward", "organisation", "checked_on"]
    list_filter = ["ward", ("peer", admin.EmptyFieldListFilter)]
    list_select_related = ["ward", "organisation"]
    search_fields = ["name", "role", "ward__name", "organisation__name"]
    date_hierarchy = "checked_on"
    autocomplete_fields = ["peer", "organisation"]

    def get_queryset(self, request):
        return super().get_queryset(request).visible_to(request.user).defer("ward__boundary")
