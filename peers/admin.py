"""Looking after people, organisations and claims. Texts are read here and changed on the site.

What is between peers (connections, introductions, pairs, thanks, blocks) is theirs alone and is not
here; of the rest a moderator reads what any member may.
"""

from django.contrib import admin
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from leeds_leaders.admin_site import ReadOnlyAdmin
from peers import actions
from peers.choices import SEEN_BY, Audience
from peers.forms.organisations import ReasonForm
from peers.models import Claim, Item, Organisation, Peer, Profile, Role
from peers.models.profile import FIELDS_OF, LINES, TEXTS


@admin.register(Peer)
class PeerAdmin(admin.ModelAdmin):
    """Peers, to look after: suspend, or give a role. Deleting somebody erases them, as they would
    on their own page; for those who ask for it and cannot come in.
    """

    list_display = ["name", "email", "joined_at", "is_active", "is_staff"]
    list_filter = ["is_active", "is_staff", "groups"]
    search_fields = ["name", "email", "slug"]
    date_hierarchy = "joined_at"
    filter_horizontal = ["groups"]
    readonly_fields = ["email", "slug", "joined_at", "last_login"]
    fieldsets = [
        (None, {"fields": ["name", "email", "slug", "joined_at", "last_login"]}),
        (_("What they may do"), {"fields": ["is_active", "is_staff", "groups"]}),
    ]

    def has_add_permission(self, request):
        return False

    def get_readonly_fields(self, request, obj=None):
        """Only an admin gives roles; nobody takes their own away by mistake."""
        fields = list(super().get_readonly_fields(request, obj))
        if not request.user.is_superuser or obj == request.user:
            fields += ["is_staff", "groups", "is_active"]
        return fields

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and obj != request.user

    def get_deleted_objects(self, objs, request):
        """The page names people and nothing else: erasing sees to all of theirs by itself."""
        return [str(peer) for peer in objs], {}, set(), []

    def delete_model(self, request, obj):
        actions.erase(obj)

    def delete_queryset(self, request, queryset):
        for peer in queryset.exclude(pk=request.user.pk):
            actions.erase(peer)


class PeersOwnAdmin(ReadOnlyAdmin):
    """What peers tell of themselves, as far as they tell all members."""

    show_facets = admin.ShowFacets.ALLOW

    def get_queryset(self, request):
        return self.model.objects.for_members()


@admin.register(Profile)
class ProfileAdmin(ReadOnlyAdmin):
    """What people tell of themselves, as any member reads it."""

    show_facets = admin.ShowFacets.ALLOW
    list_display = ["peer", "audience", "sector", "is_paused", "changed_at"]
    list_filter = ["audience", "sector", "comes_as_self"]
    list_select_related = ["peer", "sector"]
    search_fields = ["peer__name", "peer__slug"]
    date_hierarchy = "changed_at"
    readonly_fields = ["peer", "audience", "read_by_members", "changed_at"]
    fields = tuple(readonly_fields)

    def get_queryset(self, request):
        return Profile.objects.filter(audience__in=SEEN_BY[Audience.MEMBERS])

    @admin.display(description=_("paused"), boolean=True)
    def is_paused(self, profile):
        return profile.paused_until is not None

    @admin.display(description=_("what members read"))
    def read_by_members(self, profile):
        """Each text that is shown to members, under its name."""
        shown = (
            name
            for part, names in FIELDS_OF.items()
            if profile.shows(part, Audience.MEMBERS)
            for name in names
            if name in LINES + TEXTS and getattr(profile, name)
        )
        texts = (
            (profile._meta.get_field(name).verbose_name, getattr(profile, name)) for name in shown
        )
        return format_html_join("", "<p><strong>{}</strong><br>{}</p>", texts) or "–"


@admin.register(Item)
class ItemAdmin(PeersOwnAdmin):
    """Offers and asks."""

    list_display = ["title", "kind", "peer", "cost", "audience", "state", "until", "opened_at"]
    list_filter = ["kind", "state", "cost", "audience"]
    list_select_related = ["peer"]
    search_fields = ["title", "words", "slug", "peer__name"]
    date_hierarchy = "opened_at"
    readonly_fields = [
        "title", "kind", "peer", "words", "kinds_of_help", "cost", "until", "audience", "state",
        "outcome", "opened_at", "closed_at",
    ]  # fmt: skip
    fields = tuple(readonly_fields)

    @admin.display(description=_("kinds of help"))
    def kinds_of_help(self, item):
        return ", ".join(tag.name for tag in item.tags.all()) or "–"


@admin.register(Role)
class RoleAdmin(PeersOwnAdmin):
    """Who is active where."""

    list_display = ["peer", "organisation", "title", "is_paid", "starts_on", "ends_on"]
    list_filter = ["is_paid", ("ends_on", admin.EmptyFieldListFilter)]
    list_select_related = ["peer", "organisation"]
    search_fields = ["peer__name", "organisation__name", "title"]
    date_hierarchy = "starts_on"
    readonly_fields = ["peer", "organisation", "title", "is_paid", "starts_on", "ends_on"]
    fields = tuple(readonly_fields)


@admin.register(Organisation)
class OrganisationAdmin(ReadOnlyAdmin):
    """Organisations: those that wait are decided on here, and changed on their own page."""

    show_facets = admin.ShowFacets.ALLOW
    list_display = ["name", "form", "scale", "sector", "ward", "standing", "keeper", "added_at"]
    list_filter = [
        "standing", "form", "scale", "sector", ("keeper", admin.EmptyFieldListFilter),
    ]  # fmt: skip
    list_select_related = ["sector", "ward", "keeper"]
    search_fields = ["name", "slug", "charity_number", "company_number"]
    date_hierarchy = "added_at"
    actions = ["approve_selected", "decline_selected", "release_selected"]
    readonly_fields = [
        "name", "standing", "decision_reason", "decided_by", "decided_at", "form", "scale",
        "sector", "ward", "about", "link", "charity_number", "company_number", "keeper",
        "added_by", "added_at",
    ]  # fmt: skip
    fields = tuple(readonly_fields)

    def get_queryset(self, request):
        return super().get_queryset(request).defer("ward__boundary", "about")

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
