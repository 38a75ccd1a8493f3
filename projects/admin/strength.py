"""What stands behind projects, to look at: as much of it as any member may read.

Answers to asks, what somebody follows without being named, joint bids and saved searches are their
people's own and are not here.
"""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from leeds_leaders.admin_site import ReadOnlyAdmin
from leeds_leaders.moderation.kinds import kind_for
from projects import rules
from projects.forms.deciding import DeclineForm
from projects.models import (
    Cohort,
    DevelopmentOffer,
    Handover,
    Interest,
    Invitation,
    Milestone,
    News,
    Photo,
    Support,
    TeamMember,
    YearlyAsk,
)

HIDDEN = ("hidden_at", admin.EmptyFieldListFilter)


class OfProjectAdmin(ReadOnlyAdmin):
    """Rows of projects."""

    show_facets = admin.ShowFacets.ALLOW
    list_select_related = ["project"]
    search_fields = ["project__title"]


class HideableAdmin(OfProjectAdmin):
    """Rows that moderators take away with a reason, and let stand again: by the verbs of their
    kind."""

    actions = ["take_away_selected", "let_stand_selected"]

    def has_moderate_permission(self, request):
        """Those who decide on projects decide on what these tell, too."""
        return rules.is_moderator(request.user)

    @admin.action(description=_("Take away with a reason"), permissions=["moderate"])
    def take_away_selected(self, request, queryset):
        """Ask for the reason once, then show each to its people alone, who are told."""
        return self.each_with_reason(
            request,
            queryset,
            kind_for(self.model).decline,
            DeclineForm,
            _("Take away with a reason"),
            _("Nobody but its people sees them then. They get this reason by mail:"),
        )

    @admin.action(description=_("Let it stand again"), permissions=["moderate"])
    def let_stand_selected(self, request, queryset):
        """What moderators took away; its people are told."""
        self.each(request, queryset, kind_for(self.model).approve)


@admin.register(Interest)
class InterestAdmin(OfProjectAdmin):
    """Who says that they stand behind a project, with their name."""

    readonly_fields = [
        "project",
        "peer",
        "organisation",
        "said",
        "confirmed",
        "said_at",
        "confirmed_at",
    ]
    list_display = [*readonly_fields[:6]]
    list_filter = ["said", "confirmed"]
    list_select_related = ["project", "peer", "organisation"]
    search_fields = ["project__title", "peer__name", "organisation__name"]
    date_hierarchy = "said_at"
    fields = tuple(readonly_fields)


@admin.register(Support)
class SupportAdmin(HideableAdmin):
    """What projects ask for and offer."""

    readonly_fields = [
        "title",
        "kind",
        "project",
        "amount",
        "until",
        "state",
        "opened_at",
        "words",
        "outcome",
        "closed_at",
    ]
    list_display = [*readonly_fields[:7]]
    list_filter = ["kind", "state", HIDDEN]
    search_fields = ["title", "words", "project__title"]
    date_hierarchy = "opened_at"
    fields = tuple(readonly_fields)


@admin.register(Invitation)
class InvitationAdmin(HideableAdmin):
    """Public bodies that were called in, and what they said."""

    readonly_fields = [
        "organisation",
        "project",
        "due_on",
        "state",
        "invited_at",
        "answered_at",
        "words",
        "answer",
    ]
    list_display = [*readonly_fields[:6]]
    list_filter = ["state"]
    list_select_related = ["project", "organisation"]
    search_fields = ["organisation__name", "project__title", "words"]
    date_hierarchy = "due_on"
    fields = tuple(readonly_fields)


@admin.register(TeamMember)
class TeamMemberAdmin(OfProjectAdmin):
    """Who does what in projects, and since when."""

    readonly_fields = [
        "project",
        "peer",
        "role",
        "is_lead",
        "is_paid",
        "said_yes_at",
        "left_at",
        "asked_at",
    ]
    list_display = [*readonly_fields[:7]]
    list_filter = ["is_lead", "is_paid", ("left_at", admin.EmptyFieldListFilter)]
    list_select_related = ["project", "peer"]
    search_fields = ["project__title", "peer__name", "role"]
    date_hierarchy = "asked_at"
    fields = tuple(readonly_fields)


@admin.register(Handover)
class HandoverAdmin(OfProjectAdmin):
    """How projects passed from one lead to the next."""

    readonly_fields = [
        "project",
        "handed_by",
        "handed_to",
        "state",
        "asked_at",
        "answered_at",
        "stays",
    ]
    list_display = [*readonly_fields[:6]]
    list_filter = ["state"]
    list_select_related = ["project", "handed_by", "handed_to"]
    search_fields = ["project__title", "handed_by__name", "handed_to__name"]
    date_hierarchy = "asked_at"
    fields = tuple(readonly_fields)


@admin.register(News)
class NewsAdmin(HideableAdmin):
    """What projects tell."""

    readonly_fields = [
        "title",
        "project",
        "written_by",
        "happened_on",
        "is_removed",
        "written_at",
        "words",
        "hidden_at",
        "changed_at",
        "told_at",
    ]
    list_display = [*readonly_fields[:6]]
    list_filter = ["is_removed", HIDDEN]
    list_select_related = ["project", "written_by"]
    search_fields = ["title", "words", "project__title"]
    date_hierarchy = "happened_on"
    fields = tuple(readonly_fields)


@admin.register(Milestone)
class MilestoneAdmin(HideableAdmin):
    """What projects hope for and have reached."""

    readonly_fields = ["title", "project", "due_on", "reached_on", "made_at"]
    list_display = [*readonly_fields]
    list_filter = [("reached_on", admin.EmptyFieldListFilter), HIDDEN]
    search_fields = ["title", "project__title"]
    date_hierarchy = "made_at"
    fields = tuple(readonly_fields)


@admin.register(Photo)
class PhotoAdmin(HideableAdmin):
    """Photos, by what they show."""

    readonly_fields = ["alt", "caption", "project", "news", "added_by", "added_at"]
    list_display = [*readonly_fields]
    list_filter = [("news", admin.EmptyFieldListFilter), HIDDEN]
    list_select_related = ["project", "news", "added_by"]
    search_fields = ["alt", "caption", "project__title"]
    date_hierarchy = "added_at"
    fields = tuple(readonly_fields)


@admin.register(YearlyAsk)
class YearlyAskAdmin(OfProjectAdmin):
    """Which projects were asked whether they still go on, and what they said."""

    readonly_fields = [
        "project",
        "asked_at",
        "answer",
        "answered_by",
        "answered_at",
        "faded_at",
        "archived_at",
    ]
    list_display = [*readonly_fields]
    list_filter = ["answer", ("archived_at", admin.EmptyFieldListFilter)]
    list_select_related = ["project", "answered_by"]
    date_hierarchy = "asked_at"
    fields = tuple(readonly_fields)


@admin.register(Cohort)
class CohortAdmin(HideableAdmin):
    """People who learn together by one project."""

    readonly_fields = [
        "name",
        "scope",
        "project",
        "keeper",
        "starts_on",
        "ends_on",
        "made_at",
        "about",
    ]
    list_display = [*readonly_fields[:7]]
    list_filter = ["scope", HIDDEN]
    list_select_related = ["project", "keeper"]
    search_fields = ["name", "about", "project__title"]
    date_hierarchy = "made_at"
    fields = tuple(readonly_fields)


@admin.register(DevelopmentOffer)
class DevelopmentOfferAdmin(HideableAdmin):
    """Offers to learn and grow."""

    readonly_fields = [
        "title",
        "organisation",
        "project",
        "is_published",
        "until",
        "made_by",
        "words",
        "hidden_at",
        "link",
        "made_at",
    ]
    list_display = [*readonly_fields[:6]]
    list_filter = ["is_published", HIDDEN]
    list_select_related = ["organisation", "project", "made_by"]
    search_fields = ["title", "words", "project__title", "organisation__name"]
    date_hierarchy = "made_at"
    fields = tuple(readonly_fields)
