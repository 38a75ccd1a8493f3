"""What is kept: acts of the staff, for how long what is kept, complaints about data, the online
safety record."""

from datetime import timedelta

from django.apps import apps
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import F
from django.shortcuts import render
from django.urls import path
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from leeds_leaders import retention
from leeds_leaders.admin_site import KeptAdmin, ReadOnlyAdmin
from leeds_leaders.moderation.actions import complaints, safety
from leeds_leaders.moderation.choices import Answered
from leeds_leaders.moderation.forms.rights import AnswerForm, SafetyEntryForm
from leeds_leaders.moderation.kinds import kinds
from leeds_leaders.moderation.models import Act, DataComplaint, SafetyEntry

NIGHT = timedelta(days=1)


def kind_in_words(kind: str) -> str:
    """What an act was about: a kind of thing, or a table."""
    if kind in kinds():
        return str(kinds()[kind].title)
    try:
        return str(apps.get_model(kind)._meta.verbose_name)
    except (LookupError, ValueError):
        return kind


@admin.register(Act)
class ActAdmin(ReadOnlyAdmin):
    """What the staff did, each look at what somebody needs included. The database lets nobody
    change it."""

    show_facets = admin.ShowFacets.ALLOW
    change_list_template = "admin/moderation/acts.html"
    list_display = ["at", "by", "what", "about", "object_id", "short_words"]
    list_filter = ["what", "kind", ("by", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["by"]
    search_fields = ["words", "object_id", "by__name", "by__email"]
    date_hierarchy = "at"
    readonly_fields = ["at", "by", "what", "about", "object_id", "words"]
    fields = tuple(readonly_fields)

    def get_urls(self):
        view = self.admin_site.admin_view(self.retention_view)
        return [path("retention/", view, name="moderation_retention"), *super().get_urls()]

    def retention_view(self, request):
        """How long what is kept, and how much of it goes in the coming night."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        by_then = timezone.now() + NIGHT
        context = {
            **self.admin_site.each_context(request),
            "title": _("How long what is kept"),
            "opts": self.model._meta,
            "rows": [(one, one.is_due(by_then).count()) for one in retention.keepings()],
        }
        return render(request, "admin/moderation/retention.html", context)

    def has_change_permission(self, request, obj=None):
        return False

    @admin.display(description=_("about"), ordering="kind")
    def about(self, act):
        return kind_in_words(act.kind)

    @admin.display(description=_("in words"))
    def short_words(self, act):
        return Truncator(act.words).chars(60)


class OverdueFilter(admin.SimpleListFilter):
    """What should have been answered by now."""

    title, parameter_name = _("overdue"), "overdue"

    def lookups(self, request, model_admin):
        return [("yes", _("yes, answer first"))]

    def queryset(self, request, queryset):
        return queryset.overdue() if self.value() == "yes" else queryset


@admin.register(DataComplaint)
class DataComplaintAdmin(ReadOnlyAdmin):
    """Complaints about data, those that are due first on top. Answered by letter, once."""

    show_facets = admin.ShowFacets.ALLOW
    list_display = ["number", "due_on", "state", "is_late", "made_at", "name", "short_words"]
    list_filter = ["state", OverdueFilter]
    search_fields = ["words", "email", "name", "answer"]
    date_hierarchy = "due_on"
    ordering = [F("answered_at").desc(nulls_first=True), "due_on"]
    actions = ["answer_selected"]
    readonly_fields = [
        "number", "made_at", "due_on", "is_late", "name", "email", "words", "state", "answer",
        "answered_at", "answered_by",
    ]  # fmt: skip
    fields = tuple(readonly_fields)

    @admin.display(description=_("number"))
    def number(self, complaint):
        return complaint.number

    @admin.display(description=_("overdue"), empty_value="")
    def is_late(self, complaint):
        return _("overdue") if complaint.is_overdue else None

    @admin.display(description=_("in words"))
    def short_words(self, complaint):
        return Truncator(complaint.words).chars(60)

    @admin.action(description=_("Answer by letter"), permissions=["change"])
    def answer_selected(self, request, queryset):
        waiting = queryset.filter(state=Answered.OPEN)
        said = "\n\n".join(waiting.values_list("words", flat=True))
        return self.each_with_reason(
            request, queryset, complaints.answer, AnswerForm, _("Answer by letter"), said
        )


@admin.register(SafetyEntry)
class SafetyEntryAdmin(KeptAdmin):
    """The record that the Online Safety Act 2023 asks for: risks, what is done about each, and when
    it was last looked at."""

    keep, drop = safety.keep_entry, safety.drop_entry
    form = SafetyEntryForm
    list_display = ["title", "reviewed_on", "next_review_on", "is_in_time"]
    list_filter = ["next_review_on"]
    search_fields = ["title", "words"]
    date_hierarchy = "next_review_on"
    ordering = ["next_review_on", "title"]

    @admin.display(description=_("looked at in time"), boolean=True)
    def is_in_time(self, entry):
        return entry.next_review_on >= timezone.localdate()
