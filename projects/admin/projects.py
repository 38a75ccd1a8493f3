"""Moderating projects in the Django admin, with the same verbs as everywhere."""

from django.contrib import admin
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from leeds_leaders.admin_sheets import SavedAsSheet
from projects import actions
from projects.actions import parting
from projects.admin.duplicates import WithDuplicates
from projects.admin.importing import WithImport
from projects.forms.deciding import DeclineForm
from projects.models import Project


class LedFilter(admin.SimpleListFilter):
    """Whether anybody is there who answers for it."""

    title = _("who answers for it")
    parameter_name = "led"

    def lookups(self, request, model_admin):
        return [("nobody", _("nobody has claimed it")), ("away", _("no active lead"))]

    def queryset(self, request, queryset):
        match self.value():
            case "nobody":
                return queryset.filter(lead=None)
            case "away":
                return queryset.without_active_lead()
            case _:
                return queryset


@admin.register(Project)
class ProjectAdmin(SavedAsSheet, WithImport, WithDuplicates):
    """Held projects first in line. Texts are read here and changed on the site."""

    columns = (
        "title", "run_by", "summary", "story", "causes", "needs", "offers", "stage", "led_by",
        "ward", "latitude", "longitude", "links", "contact",
    )  # fmt: skip
    list_display = ["title", "lead", "led_by", "ward", "standing", "created_at", "source"]
    list_filter = ["standing", LedFilter, "stage", "led_by", "ward"]
    search_fields = ["title", "summary", "slug", "lead__name"]
    date_hierarchy = "created_at"
    list_select_related = ["lead", "ward"]
    show_facets = admin.ShowFacets.ALLOW
    actions = ["approve_selected", "decline_selected", "release_selected", "save_as_sheet"]
    readonly_fields = [
        "title", "standing", "decision_reason", "decided_by", "decided_at", "lead", "led_by",
        "run_by", "summary", "story", "stage", "ward", "place", "precision", "links", "contact",
        "photo_alt", "end_point", "ends_on", "money_holder", "source", "source_licence",
        "source_date", "created_at", "changed_at",
    ]  # fmt: skip
    fields = tuple(readonly_fields)

    def get_queryset(self, request):
        return super().get_queryset(request).defer("ward__boundary", "search", "likeness", "story")

    def whole(self, queryset):
        """With their stories and tags; the place is the public one."""
        rows = queryset.defer(None).defer("ward__boundary", "search", "likeness")
        return rows.prefetch_related("causes", "needs", "offers")

    @admin.display(description=_("tags"))
    def tags(self, project):
        """Causes, needs and offers in words."""
        return " · ".join(
            f"{label}: {', '.join(tag.name for tag in manager.all()) or '–'}"
            for label, manager in (
                (_("causes"), project.causes),
                (_("needs"), project.needs),
                (_("offers"), project.offers),
            )
        )

    @admin.display(description=_("photo"))
    def picture(self, project):
        """The photo itself, by its own door."""
        if not project.photo:
            return "–"
        return format_html(
            '<img src="{}" alt="{}" width="300">', project.photo_url, project.photo_alt
        )

    @admin.action(description=_("Approve"), permissions=["change"])
    def approve_selected(self, request, queryset):
        """Approve each; one that cannot be approved is named and stops no other."""
        self.each(request, queryset, actions.approve)

    @admin.action(description=_("Decline with a reason"), permissions=["change"])
    def decline_selected(self, request, queryset):
        """Ask for the reason once, then decline each with it."""
        return self.each_with_reason(
            request,
            queryset,
            actions.decline,
            DeclineForm,
            _("Decline with a reason"),
            _("These will be taken off the map, and their leads get this reason by mail:"),
        )

    @admin.action(
        description=_("Pass on what a suspended lead leaves behind"), permissions=["change"]
    )
    def release_selected(self, request, queryset):
        """To whoever has answered for it longest beside them; else others may claim it."""
        self.each(request, queryset, parting.release)

    def said(self, count):
        return ngettext("%d project decided.", "%d projects decided.", count) % count
