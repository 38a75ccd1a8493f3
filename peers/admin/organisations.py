"""Organisations that wait for a moderator, and who would look after which."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from leeds_leaders.admin_sheets import SheetAdmin
from leeds_leaders.admin_site import ReadOnlyAdmin
from peers import actions
from peers.forms.organisations import KeeperForm, ReasonForm
from peers.models import Claim, Organisation


@admin.register(Organisation)
class OrganisationAdmin(SheetAdmin):
    """Organisations: those that wait are decided on here, and changed on their own page."""

    row_form = KeeperForm
    columns = (
        "name", "about", "form", "scale", "sector", "ward", "link", "charity_number",
        "company_number",
    )  # fmt: skip

    show_facets = admin.ShowFacets.ALLOW
    list_display = ["name", "form", "scale", "sector", "ward", "standing", "keeper", "added_at"]
    list_filter = [
        "standing", "form", "scale", "sector", ("keeper", admin.EmptyFieldListFilter),
    ]  # fmt: skip
    list_select_related = ["sector", "ward", "keeper"]
    search_fields = ["name", "slug", "charity_number", "company_number"]
    date_hierarchy = "added_at"
    actions = ["approve_selected", "decline_selected", "release_selected", "save_as_sheet"]
    readonly_fields = [
        "name", "standing", "decision_reason", "decided_by", "decided_at", "form", "scale",
        "sector", "ward", "about", "link", "charity_number", "company_number", "keeper",
        "added_by", "added_at",
    ]  # fmt: skip
    fields = tuple(readonly_fields)

    def get_queryset(self, request):
        return super().get_queryset(request).defer("ward__boundary", "about")

    @staticmethod
    def is_there(form) -> bool:
        return Organisation.objects.named(form.cleaned_data["name"]).exists()

    @staticmethod
    def write_row(form, *, by) -> Organisation:
        return actions.add_organisation(form.said(), by=by)

    @admin.action(description=_("Approve"), permissions=["change"])
    def approve_selected(self, request, queryset):
        """Show each to visitors, too."""
        self.each(request, queryset, actions.approve_organisation)

    @admin.action(description=_("Decline with a reason"), permissions=["change"])
    def decline_selected(self, request, queryset):
        """Ask for the reason once, then take each off everything with it."""
        return self.each_with_reason(
            request,
            queryset,
            actions.decline_organisation,
            ReasonForm,
            _("Decline with a reason"),
            _("They leave the site. Who added or keeps them gets this reason by mail:"),
        )

    @admin.action(description=_("Take it from its keeper"), permissions=["change"])
    def release_selected(self, request, queryset):
        """Let each have no keeper; they are told."""
        self.each(request, queryset, actions.release)

    def said(self, count):
        return ngettext("%d organisation done.", "%d organisations done.", count) % count


@admin.register(Claim)
class ClaimAdmin(ReadOnlyAdmin):
    """Who would look after which organisation. Those that wait come first."""

    show_facets = admin.ShowFacets.ALLOW
    list_display = ["organisation", "peer", "claimed_at", "verdict", "decided_by", "decided_at"]
    list_filter = ["verdict"]
    list_select_related = ["organisation", "peer", "decided_by"]
    search_fields = ["organisation__name", "peer__name", "words"]
    date_hierarchy = "claimed_at"
    ordering = ["-verdict", "claimed_at"]  # as its words happen to be: waiting, declined, approved
    actions = ["approve_selected", "decline_selected"]
    readonly_fields = [
        "organisation", "peer", "words", "claimed_at", "verdict", "reason", "decided_by",
        "decided_at",
    ]  # fmt: skip
    fields = tuple(readonly_fields)

    @admin.action(description=_("Say yes: they look after it"), permissions=["change"])
    def approve_selected(self, request, queryset):
        """Make each the keeper; others who wait for the same one are told no."""
        self.each(request, queryset, actions.approve_claim)

    @admin.action(description=_("Say no with a reason"), permissions=["change"])
    def decline_selected(self, request, queryset):
        """Ask for the reason once, then say no to each with it."""
        return self.each_with_reason(
            request,
            queryset,
            actions.decline_claim,
            ReasonForm,
            _("Say no with a reason"),
            _("They get this reason by mail:"),
        )

    def said(self, count):
        return ngettext("%d claim decided.", "%d claims decided.", count) % count
