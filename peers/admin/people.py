"""People, what they may do, and the addresses by which they come in."""

from allauth.account.models import EmailAddress
from django.contrib import admin, messages
from django.contrib.admin.actions import delete_selected
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Count
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from leeds_leaders import seeing_as
from leeds_leaders.admin_site import ReadOnlyAdmin, ask_again
from leeds_leaders.seeing_as import may_see_as
from peers import actions, rules
from peers.actions import suspending
from peers.forms.organisations import ReasonForm
from peers.models import Peer


@admin.register(Peer)
class PeerAdmin(ReadOnlyAdmin):
    """Peers, to look after: to suspend, to let in again, to give a role. Deleting somebody erases
    them, as they would on their own page; for those who ask for it and cannot come in. Whatever
    weighs on somebody asks first who is there.
    """

    show_facets = admin.ShowFacets.ALLOW
    list_display = ["name", "email", "joined_at", "is_active", "is_staff"]
    list_filter = ["is_active", "is_staff", "groups"]
    search_fields = ["name", "email", "slug"]
    date_hierarchy = "joined_at"
    filter_horizontal = ["groups"]
    actions = ["suspend_selected", "unsuspend_selected", "delete_selected"]
    change_form_template = "admin/peers/peer.html"
    readonly_fields = ["email", "slug", "joined_at", "last_login", "is_in"]
    fieldsets = [
        (None, {"fields": ["name", "email", "slug", "joined_at", "last_login"]}),
        (_("What they may do"), {"fields": ["is_in", "is_staff", "groups"]}),
    ]

    def get_queryset(self, request):
        return Peer.objects.all()

    def get_readonly_fields(self, request, obj=None):
        """Only an admin gives roles, and names to the staff; nobody takes their own away by
        mistake."""
        fields = list(super().get_readonly_fields(request, obj))
        if obj and obj != request.user and not rules.can_suspend(request.user, obj):
            fields += ["name"]
        if obj and not rules.can_give_rights(request.user, obj):
            fields += ["is_staff", "groups"]
        return fields

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        """The groups, without Django's words about users."""
        return super().formfield_for_manytomany(db_field, request, **kwargs | {"help_text": ""})

    @admin.display(description=_("active"), boolean=True)
    def is_in(self, peer):
        """Changed by suspending and letting in again, with a reason that they get."""
        return peer.is_active

    def get_urls(self):
        page = self.admin_site.admin_view(self.see_as)
        return [path("<int:pk>/see-as/", page, name="peers_peer_see_as"), *super().get_urls()]

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """Roles and names are saved here; what is left of the bar is the button that does it."""
        context = {"show_save": True, "show_save_and_add_another": False} | (extra_context or {})
        return admin.ModelAdmin.changeform_view(self, request, object_id, form_url, context)

    def render_change_form(self, request, context, *args, **kwargs):
        context["may_see_as"] = may_see_as(request.user, kwargs.get("obj") or request.user)
        return super().render_change_form(request, context, *args, **kwargs)

    def save_model(self, request, obj, form, change):
        if "name" in form.changed_data:
            actions.rename(obj, form.cleaned_data["name"], by=request.user)
        if {"is_staff", "groups"} & set(form.changed_data):
            ask_again(request)
            given = {name: form.cleaned_data[name] for name in ("is_staff", "groups")}
            actions.give_rights(obj, by=request.user, **given)

    def save_related(self, request, form, formsets, change):
        """Groups are given with the other rights."""

    @admin.action(description=_("Suspend with a reason"), permissions=["change"])
    def suspend_selected(self, request, queryset):
        """Ask for the reason once; they are out at once and get it by mail."""
        ask_again(request)
        return self.each_with_reason(
            request,
            queryset,
            suspending.suspend,
            ReasonForm,
            _("Suspend with a reason"),
            _("They are signed out at once, and get this reason by mail:"),
        )

    @admin.action(description=_("Let them in again"), permissions=["change"])
    def unsuspend_selected(self, request, queryset):
        """Open each account again; they are told."""
        self.each(request, queryset, suspending.unsuspend)

    def said(self, count):
        return ngettext("%d person done.", "%d people done.", count) % count

    def has_delete_permission(self, request, obj=None):
        """Not oneself; and of the staff nobody but by an admin of the site."""
        may = admin.ModelAdmin.has_delete_permission(self, request, obj)
        return may and (obj is None or rules.can_erase(request.user, obj))

    def get_deleted_objects(self, objs, request):
        """The page names people and nothing else: erasing sees to all of theirs by itself."""
        names = [str(peer) for peer in objs if rules.can_erase(request.user, peer)]
        return names, {}, set(), []

    def delete_view(self, request, object_id, extra_context=None):
        if request.method == "POST":
            ask_again(request)
        return super().delete_view(request, object_id, extra_context)

    def delete_model(self, request, obj):
        actions.erase(obj)

    @admin.action(description=delete_selected.short_description, permissions=["delete"])
    def delete_selected(self, request, queryset):
        """Erase each whom one may, once it is clear who asks, or nobody: Django writes down that
        they are gone before they are."""
        ask_again(request)
        chosen = [peer for peer in queryset if rules.can_erase(request.user, peer)]
        for peer in set(queryset) - set(chosen):
            messages.warning(
                request, _("%(name)s stays: that is not yours to do.") % {"name": peer}
            )
        with transaction.atomic():
            return delete_selected(self, request, queryset.filter(pk__in=[p.pk for p in chosen]))

    def delete_queryset(self, request, queryset):
        for peer in queryset:
            actions.erase(peer)

    def see_as(self, request, pk):
        """See the site as somebody sees it, with a reason, and without changing anything."""
        peer = get_object_or_404(Peer, pk=pk)
        if not may_see_as(request.user, peer):
            raise PermissionDenied
        ask_again(request)
        form = ReasonForm(request.POST if request.method == "POST" else None)
        if form.is_valid():
            actions.see_as(peer, by=request.user, reason=form.cleaned_data["reason"])
            seeing_as.begin(request, peer)
            return redirect("home")
        context = self.admin_site.each_context(request) | {
            "title": _("See the site as %(name)s sees it") % {"name": peer},
            "minutes": seeing_as.MINUTES,
            "form": form,
            "peer": peer,
            "opts": self.model._meta,
        }
        return render(request, "admin/peers/see_as.html", context)


@admin.register(Group)
class GroupAdmin(ReadOnlyAdmin):
    """What moderators, organisers, editors and admins may do: as leeds_leaders/groups.py says."""

    list_display = ["name", "how_many"]
    search_fields = ["name"]
    list_filter = [("user", admin.EmptyFieldListFilter)]
    readonly_fields = ["name", "rights", "people"]
    fields = tuple(readonly_fields)

    def get_queryset(self, request):
        return Group.objects.annotate(people_in_it=Count("user")).order_by("name")

    @admin.display(description=_("people"), ordering="people_in_it")
    def how_many(self, group):
        return group.people_in_it

    @admin.display(description=_("what they may do"))
    def rights(self, group):
        rights = group.permissions.select_related("content_type")
        return ", ".join(f"{right.content_type.app_label}.{right.codename}" for right in rights)

    @admin.display(description=_("who they are"))
    def people(self, group):
        return ", ".join(str(peer) for peer in group.user_set.all()) or "–"


@admin.register(EmailAddress)
class EmailAddressAdmin(ReadOnlyAdmin):
    """Addresses, confirmed or not: changed by whoever shows that it is theirs, and by nobody
    else."""

    list_display = ["email", "user", "verified", "primary"]
    list_filter = ["verified", "primary"]
    list_select_related = ["user"]
    search_fields = ["email", "user__name"]
    readonly_fields = ["email", "user", "verified", "primary"]
    fields = tuple(readonly_fields)

    def get_queryset(self, request):
        return EmailAddress.objects.order_by("email")
