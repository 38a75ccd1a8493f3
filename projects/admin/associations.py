"""Associations that wait for a moderator, and who belongs to them."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from leeds_leaders.admin_site import ReadOnlyAdmin
from projects.actions import associations as verbs
from projects.actions import keepers
from projects.forms.deciding import DeclineForm
from projects.models import Association, Membership


class KeptFilter(admin.SimpleListFilter):
    """Whether anybody is there who answers for it."""

    title = _("who answers for it")
    parameter_name = "kept"

    def lookups(self, request, model_admin):
        return [("away", _("nobody who is here"))]

    def queryset(self, request, queryset):
        return queryset.without_active_keeper() if self.value() == "away" else queryset


@admin.register(Association)
class AssociationAdmin(ReadOnlyAdmin):
    """Those that wait are decided on here, and changed on their own page."""

    show_facets = admin.ShowFacets.ALLOW
    list_display = ["name", "purpose", "keeper", "ward", "standing", "is_open", "made_at"]
    list_filter = ["standing", "is_open", KeptFilter]
    list_select_related = ["keeper", "ward"]
    search_fields = ["name", "purpose", "slug", "keeper__name"]
    date_hierarchy = "made_at"
    actions = ["approve_selected", "decline_selected", "release_selected"]
    readonly_fields = [
        "name", "standing", "decision_reason", "decided_by", "decided_at", "purpose", "about",
        "link", "ward", "is_open", "keeper", "made_at", "changed_at",
    ]  # fmt: skip
    fields = tuple(readonly_fields)

    def get_queryset(self, request):
        return super().get_queryset(request).defer("ward__boundary", "about")

    @admin.action(description=_("Approve"), permissions=["change"])
    def approve_selected(self, request, queryset):
        """Show each to everybody."""
        self.each(request, queryset, verbs.approve)

    @admin.action(description=_("Decline with a reason"), permissions=["change"])
    def decline_selected(self, request, queryset):
        """Ask for the reason once, then take each off the site with it."""
        return self.each_with_reason(
            request,
            queryset,
            verbs.decline,
            DeclineForm,
            _("Decline with a reason"),
            _("They leave the site. Those who keep them get this reason by mail:"),
        )

    @admin.action(description=_("Look for whoever goes on with it"), permissions=["change"])
    def release_selected(self, request, queryset):
        """Where nobody who is here answers for it first: whoever does beside, or who belongs."""
        self.each(request, queryset, keepers.release)

    def said(self, count):
        return ngettext("%d association decided.", "%d associations decided.", count) % count


@admin.register(Membership)
class MembershipAdmin(ReadOnlyAdmin):
    """Who belongs to what, as far as whoever looks may see it."""

    readonly_fields = [
        "association", "peer", "organisation", "project", "part", "is_keeper", "asked_at",
        "member_said_yes_at", "association_said_yes_at", "declined_at",
    ]  # fmt: skip
    list_display = [*readonly_fields]
    list_filter = ["is_keeper"]
    list_select_related = ["association", "peer", "organisation", "project", "part"]
    search_fields = ["association__name", "peer__name", "organisation__name", "project__title"]
    date_hierarchy = "asked_at"
    fields = tuple(readonly_fields)
