"""The weeks before elections, and who stands."""

from django.contrib import admin
from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from leeds_leaders.admin_site import KeptAdmin
from leeds_leaders.moderation.actions import elections
from leeds_leaders.moderation.models import Candidate, PreElection


class CandidateInline(admin.TabularInline):
    """Who stands: by the name on the ballot, and as a member where they are one."""

    model = Candidate
    fields = ["name", "peer"]
    autocomplete_fields = ["peer"]
    extra = 3


@admin.register(PreElection)
class PreElectionAdmin(KeptAdmin):
    """From the first to the last of these days, what candidates post and what names them waits for
    a moderator, and its author reads why."""

    keep, drop = elections.keep_election, elections.call_off_election
    list_display = ["name", "starts_on", "ends_on", "candidates"]
    list_filter = ["starts_on"]
    search_fields = ["name", "candidates__name"]
    date_hierarchy = "starts_on"
    inlines = [CandidateInline]
    fields = ["name", "starts_on", "ends_on"]

    def get_queryset(self, request):
        return super().get_queryset(request).annotate(how_many=Count("candidates"))

    @admin.display(description=_("candidates"))
    def candidates(self, election):
        return election.how_many

    def save_formset(self, request, form, formset, change):
        standing = formset.save(commit=False)
        elections.keep_candidates(standing, formset.deleted_objects)
