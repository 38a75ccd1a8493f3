"""Moderators decide on claims to listings."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from leeds_leaders.admin_site import ReadOnlyAdmin
from projects.actions import claims
from projects.forms.deciding import DeclineForm
from projects.models import ProjectClaim


@admin.register(ProjectClaim)
class ProjectClaimAdmin(ReadOnlyAdmin):
    """Who says that a listing is theirs. Those that wait come first."""

    show_facets = admin.ShowFacets.ALLOW
    list_display = [
        "project", "peer", "organisation", "claimed_at", "verdict", "decided_by", "decided_at",
    ]  # fmt: skip
    list_filter = ["verdict"]
    list_select_related = ["project", "peer", "organisation", "decided_by"]
    search_fields = ["project__title", "peer__name", "words"]
    date_hierarchy = "claimed_at"
    ordering = ["-verdict", "claimed_at"]  # as its words happen to be: waiting, declined, approved
    actions = ["approve_selected", "decline_selected"]
    readonly_fields = [
        "project", "peer", "organisation", "words", "claimed_at", "verdict", "reason",
        "decided_by", "decided_at",
    ]  # fmt: skip
    fields = tuple(readonly_fields)

    @admin.action(description=_("Say yes: they lead it"), permissions=["change"])
    def approve_selected(self, request, queryset):
        """Make each the lead; others who wait for the same one are told no."""
        self.each(request, queryset, claims.approve_claim)

    @admin.action(description=_("Say no with a reason"), permissions=["change"])
    def decline_selected(self, request, queryset):
        """Ask for the reason once, then say no to each with it."""
        return self.each_with_reason(
            request,
            queryset,
            claims.decline_claim,
            DeclineForm,
            _("Say no with a reason"),
            _("They get this reason by mail:"),
        )

    def said(self, count):
        return ngettext("%d claim decided.", "%d claims decided.", count) % count
