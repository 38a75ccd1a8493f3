"""What peers tell of themselves, as far as they tell all members."""

from django.contrib import admin
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _

from leeds_leaders.admin_site import ReadOnlyAdmin
from peers.choices import SEEN_BY, Audience
from peers.models import Item, Profile, Role


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
        texts = (
            (profile._meta.get_field(name).verbose_name, text)
            for name, text in profile.words_for(Audience.MEMBERS).items()
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
