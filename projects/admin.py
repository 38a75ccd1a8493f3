"""Moderating projects in the Django admin, with the same verbs as everywhere."""

from django.contrib import admin, messages
from django.shortcuts import render
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from leeds_leaders.errors import Refused
from projects import actions
from projects.forms import DeclineForm
from projects.models import Project


@admin.register(Project)
class ProjectAdmin(admin.ModelAdmin):
    """Held projects first in line. Texts are read here and changed on the site."""

    list_display = ["title", "lead", "led_by", "ward", "standing", "created_at", "source"]
    list_filter = ["standing", "stage", "led_by", "ward"]
    search_fields = ["title", "summary", "slug", "lead__name"]
    date_hierarchy = "created_at"
    list_select_related = ["lead", "ward"]
    show_full_result_count = False
    actions = ["approve_selected", "decline_selected"]
    readonly_fields = [
        "title", "standing", "decision_reason", "decided_by", "decided_at", "lead", "led_by",
        "run_by", "summary", "story", "stage", "ward", "place", "precision", "links", "contact",
        "photo_alt", "end_point", "ends_on", "money_holder", "source", "source_licence",
        "source_date", "created_at", "changed_at",
    ]  # fmt: skip
    fields = tuple(readonly_fields)

    def get_queryset(self, request):
        projects = super().get_queryset(request).visible_to(request.user)
        return projects.defer("ward__boundary", "search", "likeness", "story")

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

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """Nothing is typed here, so nothing is saved here: decisions are actions of the list."""
        hidden = {"show_save": False, "show_save_and_continue": False}
        return super().changeform_view(
            request, object_id, form_url, {**(extra_context or {}), **hidden}
        )

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    @admin.action(description=_("Approve"), permissions=["change"])
    def approve_selected(self, request, queryset):
        """Approve each; one that cannot be approved is named and stops no other."""
        self._each(request, queryset, lambda project: actions.approve(project, by=request.user))

    @admin.action(description=_("Decline with a reason"), permissions=["change"])
    def decline_selected(self, request, queryset):
        """Ask for the reason once, then decline each with it."""
        form = DeclineForm(request.POST if "reason" in request.POST else None)
        if not form.is_valid():
            context = {
                **self.admin_site.each_context(request),
                "title": _("Decline with a reason"),
                "projects": queryset,
                "form": form,
                "opts": self.model._meta,
            }
            return render(request, "admin/projects/decline.html", context)
        reason = form.cleaned_data["reason"]
        self._each(
            request,
            queryset,
            lambda project: actions.decline(project, by=request.user, reason=reason),
        )
        return None

    def _each(self, request, queryset, verb):
        done = 0
        for project in queryset:
            try:
                verb(project)
                done += 1
            except Refused as refusal:
                messages.warning(request, str(refusal))
        if done:
            words = ngettext("%d project decided.", "%d projects decided.", done) % done
            messages.success(request, words)
