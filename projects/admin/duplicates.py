"""Moderators see which entries may be of one thing, and make two of them one or keep them two."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from leeds_leaders.admin_site import ReadOnlyAdmin
from leeds_leaders.errors import Refused
from projects import rules
from projects.actions.apart import keep_apart, look_again
from projects.actions.merging import merge
from projects.models import Project
from projects.pages.duplicates import LikelyDuplicates, Merging, kept_apart


class WhichForm(forms.Form):
    """Which two are one? By the last part of the addresses of their pages."""

    gone = forms.SlugField(label=gettext_lazy("The entry that goes"), max_length=80)
    kept = forms.SlugField(label=gettext_lazy("The entry that stays"), max_length=80)


class WithDuplicates(ReadOnlyAdmin):
    """Adds two pages to the admin of projects: what may be twice, and two side by side; and the
    buttons by which two stay two."""

    change_list_template = "admin/projects/project_list.html"

    def get_urls(self):
        guarded = self.admin_site.admin_view
        return [
            path("duplicates/", guarded(self.duplicates), name="projects_duplicates"),
            path(
                "duplicates/<slug:gone>/<slug:kept>/",
                guarded(self.merging),
                name="projects_merging",
            ),
            path(
                "duplicates/<slug:one>/<slug:other>/apart/",
                guarded(require_POST(self.apart)),
                name="projects_apart",
            ),
            path(
                "duplicates/<slug:one>/<slug:other>/again/",
                guarded(require_POST(self.again)),
                name="projects_again",
            ),
            *super().get_urls(),
        ]

    def duplicates(self, request):
        """What may be twice on the map, a few hundred entries at a time, and two of one's own
        choice."""
        self._let_in(request)
        form = WhichForm(request.GET if "gone" in request.GET else None)
        if form.is_valid():
            return redirect("admin:projects_merging", **form.cleaned_data)
        after = request.GET.get("after", "0")
        if not (after.isascii() and after.isdecimal() and len(after) < 8):
            raise Http404
        found = LikelyDuplicates(int(after), request.user)
        context = {"found": found, "apart": kept_apart(request.user), "form": form}
        return self._page_of_two(request, "duplicates", _("What may be twice on the map"), context)

    def merging(self, request, gone, kept):
        """Two side by side, and what would become of them; a click makes them one."""
        self._let_in(request)
        projects = Project.objects.visible_to(request.user).select_related("ward", "lead")
        two = Merging(
            get_object_or_404(projects, slug=gone), get_object_or_404(projects, slug=kept)
        )
        if request.method == "POST":
            try:
                merge(two.gone, into=two.kept, by=request.user)
            except Refused as refusal:
                messages.error(request, str(refusal))
            else:
                done = _("They are one now. Those who answer for it are told.")
                messages.success(request, done)
            return redirect(reverse("admin:projects_duplicates"))
        return self._page_of_two(request, "merging", _("Make two entries one"), {"two": two})

    def apart(self, request, one, other):
        """These are two: they are proposed no more."""
        return self._say(request, one, other, keep_apart, _("They stay two."))

    def again(self, request, one, other):
        """Perhaps they are one after all: they are proposed again."""
        return self._say(request, one, other, look_again, _("They are looked at again."))

    def _say(self, request, one, other, verb, done):
        self._let_in(request)
        projects = Project.objects.visible_to(request.user)
        two = [get_object_or_404(projects, slug=slug) for slug in (one, other)]
        try:
            verb(*two, by=request.user)
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, done)
        return redirect(reverse("admin:projects_duplicates"))

    def _let_in(self, request) -> None:
        if not rules.is_moderator(request.user):
            raise PermissionDenied

    def _page_of_two(self, request, name, title, context):
        context |= {**self.admin_site.each_context(request), "title": title}
        context["opts"] = self.model._meta
        return render(request, f"admin/projects/{name}.html", context)
