from collections.abc import Callable

from django.contrib import admin, messages
from django.utils.translation import gettext_lazy as _

from forums import actions
from forums.actions import perspectives, responses
from forums.forms.venues import VenueForm
from forums.models import (
    Action,
    Note,
    Outcome,
    Perspective,
    Question,
    Record,
    Response,
    Series,
    Session,
    Venue,
)
from leeds_leaders.admin_sheets import SheetAdmin
from leeds_leaders.admin_site import ReadOnlyAdmin, SearchedAdmin
from leeds_leaders.errors import Refused
from peers.forms.organisations import ReasonForm


class WrittenOnTheSite(SearchedAdmin):
    """What is read in the admin and written on the pages of the site, by verbs that tell people."""

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        """The verbs are for whoever may change these; their fields are for nobody."""
        return obj is None and super().has_change_permission(request)

    def has_delete_permission(self, request, obj=None):
        return False

    def do(self, request, queryset, verb: Callable) -> None:
        """Do something with each of those chosen; of what is refused the reason is said."""
        for each in queryset:
            try:
                verb(each, by=request.user)
            except Refused as refusal:
                self.message_user(request, f"{each}: {refusal}", messages.ERROR)


@admin.register(Session)
class SessionAdmin(WrittenOnTheSite):
    """Sessions of all states."""

    list_display = ["title", "starts_at", "venue", "series", "state", "taken", "waiting"]
    list_filter = ["state", "series"]
    search_fields = ["title", "theme", "venue__name"]
    date_hierarchy = "starts_at"
    list_select_related = ["venue", "series"]
    actions = ["publish", "mark_held"]
    fields = [
        "title", "slug", "theme", "purpose", "starts_at", "ends_at", "venue", "room", "series",
        "parent", "bring", "contact", "concessions", "funded_by", "cost_note", "ticket_link",
        "state", "capacity", "taken", "waiting", "reason",
    ]  # fmt: skip

    @admin.action(description=_("Publish"), permissions=["change"])
    def publish(self, request, queryset):
        """Let everybody see these sessions, and answer."""
        self.do(request, queryset, actions.publish)

    @admin.action(description=_("They took place"), permissions=["change"])
    def mark_held(self, request, queryset):
        """These sessions have been held."""
        self.do(request, queryset, actions.mark_held)


@admin.register(Series)
class SeriesAdmin(WrittenOnTheSite):
    """Series, with their rules."""

    list_display = ["title", "rule", "venue", "starts_on", "ends_on"]
    list_filter = [("ends_on", admin.EmptyFieldListFilter)]
    search_fields = ["title"]
    date_hierarchy = "starts_on"
    list_select_related = ["venue"]
    fields = [
        "title", "slug", "purpose", "questions", "rule", "starts_on", "ends_on", "exceptions",
        "begins", "ends", "venue", "capacity",
    ]  # fmt: skip
    readonly_fields = ["rule"]


@admin.register(Venue)
class VenueAdmin(WrittenOnTheSite, SheetAdmin):
    """Venues, for whoever keeps the list of them short and right."""

    show_facets = admin.ShowFacets.ALLOW
    row_form = VenueForm
    columns = ("name", "address", "ward", "access_notes")
    list_display = ["name", "address", "ward", "is_retired"]
    list_filter = ["is_retired"]
    search_fields = ["name", "address"]
    list_select_related = ["ward"]
    actions = ["retire", "bring_back", "save_as_sheet"]
    fields = ["name", "slug", "address", "ward", "access_notes", "photo_alt", "is_retired"]

    @staticmethod
    def is_there(form) -> bool:
        said = form.cleaned_data
        return Venue.objects.filter(name__iexact=said["name"], address=said["address"]).exists()

    @staticmethod
    def write_row(form, *, by) -> Venue:
        return actions.add_venue(form.details(), by=by)

    @admin.action(description=_("Offer these in forms no more"), permissions=["change"])
    def retire(self, request, queryset):
        """These venues are no longer used."""
        self.do(request, queryset, actions.retire_venue)

    @admin.action(description=_("Offer these in forms again"), permissions=["change"])
    def bring_back(self, request, queryset):
        """These venues are used again."""
        self.do(request, queryset, actions.bring_back_venue)


@admin.register(Record)
class RecordAdmin(ReadOnlyAdmin):
    """What was said in sessions, and who may read it."""

    list_display = ["session", "state", "is_closed", "shared_at", "published_at", "told_at"]
    list_filter = ["state", "is_closed"]
    list_select_related = ["session"]
    search_fields = ["session__title"]
    date_hierarchy = "session__starts_at"
    readonly_fields = [
        "session", "state", "is_closed", "is_open", "no_actions", "shared_at", "published_at",
        "told_at",
    ]  # fmt: skip
    fields = tuple(readonly_fields)


@admin.register(Note)
class NoteAdmin(ReadOnlyAdmin):
    """Items of notes; who wrote them is told on their own pages, to those who write them."""

    show_facets = admin.ShowFacets.ALLOW
    list_display = ["__str__", "record", "section", "place", "is_prose", "changed_at"]
    list_filter = ["section", "is_prose"]
    date_hierarchy = "written_at"
    list_select_related = ["record__session"]
    search_fields = ["words"]
    readonly_fields = [
        "record", "section", "place", "is_prose", "words", "pace", "sector", "revision",
        "written_at", "changed_at",
    ]  # fmt: skip
    fields = tuple(readonly_fields)


@admin.register(Question)
class QuestionAdmin(ReadOnlyAdmin):
    """The register of questions."""

    list_display = ["__str__", "state", "session", "asked_at", "moved_at"]
    list_filter = ["state"]
    list_select_related = ["session"]
    search_fields = ["words"]
    date_hierarchy = "asked_at"
    readonly_fields = ["words", "state", "reason", "session", "asked_at", "moved_at"]
    fields = tuple(readonly_fields)


@admin.register(Action)
class ActionAdmin(ReadOnlyAdmin):
    """What was agreed; who does it is told on its own page, to those who may know."""

    list_display = ["__str__", "state", "due_on", "organisation", "project", "session"]
    list_filter = ["state", "scope", "cost"]
    list_select_related = ["organisation", "project", "session"]
    search_fields = ["words", "result"]
    date_hierarchy = "agreed_at"
    readonly_fields = [
        "words", "state", "due_on", "cost", "scope", "session", "reason", "result", "agreed_at",
        "closed_at",
    ]  # fmt: skip
    fields = tuple(readonly_fields)


@admin.register(Outcome)
class OutcomeAdmin(ReadOnlyAdmin):
    """What came of projects, as far as they say so themselves."""

    list_display = ["__str__", "project", "kind", "state", "happened_on"]
    list_filter = ["kind", "state"]
    list_select_related = ["project"]
    search_fields = ["words"]
    date_hierarchy = "said_at"
    readonly_fields = [
        "words", "project", "kind", "limited_by", "evidence", "happened_on", "state", "reason",
        "said_at", "decided_at",
    ]  # fmt: skip
    fields = tuple(readonly_fields)


class WrittenAdmin(ReadOnlyAdmin):
    """What members write, for moderators to decide on. Whoever writes without a name is named
    nowhere, and so not here: a decision is about what was written."""

    list_select_related = ["session"]
    search_fields = ["words"]
    actions = ["decline_selected", "restore_selected"]

    def get_queryset(self, request):
        return self.model.objects.for_moderators(request.user).filter(**self.kept)

    @admin.action(description=_("Let it stand"), permissions=["change"])
    def restore_selected(self, request, queryset):
        """Show each again, or for the first time."""
        self.each(request, queryset, self.verbs.restore)

    @admin.action(description=_("Decline with a reason"), permissions=["change"])
    def decline_selected(self, request, queryset):
        """Ask for the reason once, then take each off the pages with it."""
        return self.each_with_reason(
            request,
            queryset,
            self.verbs.decline,
            ReasonForm,
            _("Decline with a reason"),
            _("They leave the pages. Whoever wrote them gets this reason by mail:"),
        )

    @admin.display(description=_("by"))
    def by(self, written):
        return "–" if written.is_unnamed else written.author or "–"


@admin.register(Perspective)
class PerspectiveAdmin(WrittenAdmin):
    """Perspectives that are published, or wait to be; drafts are their authors' alone."""

    verbs = perspectives
    kept = {"published_at__isnull": False}
    list_display = ["title", "standing", "kind", "read_by", "session", "by", "published_at"]
    list_filter = ["standing", "kind", "read_by"]
    list_select_related = ["session", "author"]
    search_fields = ["title", "words"]
    date_hierarchy = "published_at"
    readonly_fields = [
        "title", "words", "kind", "session", "read_by", "by", "standing", "decision_reason",
        "decided_by", "decided_at", "published_at",
    ]  # fmt: skip
    fields = tuple(readonly_fields)


@admin.register(Response)
class ResponseAdmin(WrittenAdmin):
    """What members answer to each other."""

    verbs = responses
    kept = {"is_withdrawn": False}
    list_display = ["__str__", "standing", "by", "said_at"]
    list_filter = ["standing"]
    list_select_related = ["author"]
    date_hierarchy = "said_at"
    readonly_fields = [
        "words", "heard", "meant", "by", "standing", "decision_reason", "decided_by", "decided_at",
        "said_at",
    ]  # fmt: skip
    fields = tuple(readonly_fields)
