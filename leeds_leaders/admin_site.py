"""The stock Django admin behind allauth's doors: staff sign in like everybody and need MFA."""

from collections.abc import Callable
from functools import partial
from typing import ClassVar

from allauth.account.adapter import get_adapter
from allauth.account.authentication import get_authentication_records
from allauth.account.decorators import secure_admin_login
from allauth.account.internal.flows.reauthentication import raise_if_reauthentication_required
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.core.exceptions import BadRequest, ValidationError
from django.db.models.base import ModelBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from leeds_leaders.errors import Refused

DEMO_DOMAIN = "@example.org"
ASK_BY_THEMSELVES = ("/accounts/", "/admin/")


def may_skip_mfa(user) -> bool:
    """Invented people in a local run, and nobody else."""
    return settings.LOCAL_RUN and user.email.endswith(DEMO_DOMAIN)


def has_shown_second_step(request) -> bool:
    """Whether this very session has passed MFA: another one may be older than its setting up."""
    records = get_authentication_records(request, request.user)
    return any(record["method"] == "mfa" for record in records)


def ask_staff_for_second_step(get_response):
    """The middleware: whoever looks after the network shows both steps before anything but the
    pages of their account, since the site, too, shows them more and lets them do more."""

    def middleware(request):
        if settings.SESSION_COOKIE_NAME not in request.COOKIES or _has_come_in(request):
            return get_response(request)
        wanted = request.get_full_path() if request.method == "GET" else "/"
        door = reverse("admin:login")
        return redirect(f"{door}?{urlencode({REDIRECT_FIELD_NAME: wanted})}")

    return middleware


def _has_come_in(request) -> bool:
    """Whether nothing more is asked of them here: the admin's door and their account ask by
    themselves."""
    return (
        request.path_info.startswith(ASK_BY_THEMSELVES)
        or not request.user.is_staff
        or may_skip_mfa(request.user)
        or has_shown_second_step(request)
    )


def ask_again(request) -> None:
    """Let whoever weighs on somebody's account show once more who they are, if they have not just
    done so; what they were about to send is sent then. A forgotten open browser must not do it.

    allauth keeps what was sent for an address without a query alone, so it goes to that one.
    """
    if request.method == "POST":
        request.META["QUERY_STRING"] = ""
    raise_if_reauthentication_required(request, app="allauth.account")


class HouseAdmin(admin.AdminSite):
    """Where moderators and admins look after the network."""

    site_header = site_title = _("Looking after the network")
    index_title = _("What needs a look")
    # Nothing here uses this table of a library, and one of its pages asks for no right at all.
    left_out = frozenset({"taggit.tag", "mfa.authenticator"})

    def register(self, model_or_iterable, admin_class=None, **options):
        one = isinstance(model_or_iterable, ModelBase)
        models = [model_or_iterable] if one else model_or_iterable
        # The apps come first: what they look after themselves, no library shows another way.
        kept = [
            model
            for model in models
            if model._meta.label_lower not in self.left_out and not self.is_registered(model)
        ]
        super().register(kept, admin_class, **options)

    def has_permission(self, request):
        if not super().has_permission(request):
            return False
        return may_skip_mfa(request.user) or (
            is_mfa_enabled(request.user) and has_shown_second_step(request)
        )

    @method_decorator(never_cache)
    def login(self, request, extra_context=None):
        """Send everybody where they can get in; Django's own sign-in form is never reached.

        It would take a name and a password and ask for no second step.
        """
        return secure_admin_login(self._let_in)(request)

    def _let_in(self, request):
        """Signed-in staff: in, or to the second step, or to where it is set up."""
        wanted = request.GET.get(REDIRECT_FIELD_NAME, "")
        if not url_has_allowed_host_and_scheme(wanted, allowed_hosts=None):
            wanted = reverse("admin:index")
        if self.has_permission(request):
            return redirect(wanted)
        if not is_mfa_enabled(request.user):
            messages.warning(
                request,
                _(
                    "Whoever looks after the network signs in with two steps. Please set up the"
                    " second one here; then this door opens."
                ),
            )
            return redirect("mfa_index")
        ways = get_adapter().get_reauthentication_methods(request.user)
        second_step = next(way["url"] for way in ways if way["id"].startswith("mfa"))
        return redirect(f"{second_step}?{urlencode({REDIRECT_FIELD_NAME: wanted})}")

    def password_change(self, request, extra_context=None):
        """Passwords are changed on the site's own page, which asks who you are first."""
        return redirect("account_change_password")


class SearchedAdmin(admin.ModelAdmin):
    """What every list of ours is."""

    WORDS_SOUGHT = 20

    def get_search_results(self, request, queryset, search_term):
        """Look for the first words alone: each is one more condition on every field, and thousands
        would keep the database busy for seconds."""
        words = search_term.split()[: self.WORDS_SOUGHT]
        return super().get_search_results(request, queryset, " ".join(words))

    def response_action(self, request, queryset, *args):
        """As Django's, but that what can be no key is refused: it would be a fault there."""
        try:
            for key in request.POST.getlist(ACTION_CHECKBOX_NAME):
                self.opts.pk.run_validators(self.opts.pk.to_python(key))
        except ValidationError:
            raise BadRequest(_("No such row can be chosen.")) from None
        return super().response_action(request, queryset, *args)


class ReadOnlyAdmin(SearchedAdmin):
    """A list to look at: nothing is typed here. What is decided is an action of the list, by the
    same verbs as everywhere.
    """

    show_facets = admin.ShowFacets.ALWAYS  # a count beside each filter
    show_full_result_count = False

    def get_queryset(self, request):
        return super().get_queryset(request).visible_to(request.user)

    def lookup_allowed(self, lookup, value, request):
        """An address asks for no more than the list shows. Django takes every field of a model, and
        so tells, letter by letter, how somebody's password or a secret link begins."""
        shown = {"pk", "id", self.date_hierarchy, *self.get_list_display(request)}
        for each in self.get_list_filter(request):
            shown.add(each[0] if isinstance(each, tuple) else getattr(each, "parameter_name", each))
        is_shown = lookup.partition("__")[0] in {str(name).partition("__")[0] for name in shown}
        return is_shown and super().lookup_allowed(lookup, value, request)

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        hidden = {"show_save": False, "show_save_and_continue": False}
        return super().changeform_view(
            request, object_id, form_url, {**(extra_context or {}), **hidden}
        )

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def said(self, count: int) -> str:
        """What to say when so many are done."""
        return gettext("Done: %(count)d.") % {"count": count}

    def each(self, request, rows, verb) -> None:
        """Do it to each by itself; one to which it cannot be done is named and stops no other."""
        done = 0
        for row in rows:
            try:
                verb(row, by=request.user)
                done += 1
            except Refused as refusal:
                messages.warning(request, self._refused(row, str(refusal)))
        if done:
            messages.success(request, self.said(done))

    def named(self, row) -> str:
        """What somebody who looks at the list knows a row by."""
        return str(row)

    def _refused(self, row, why: str) -> str:
        """Why it was not done, and to which of the rows, where that does not say so itself."""
        name = self.named(row)
        return why if name in why else f"“{name}”: {why}"

    def each_with_reason(self, request, rows, verb, form_class, title, explained=""):
        """Ask for the reason once, then do it to each with that. Returns the page that asks."""
        form = form_class(request.POST if "reason" in request.POST else None)
        if not form.is_valid():
            context = {
                **self.admin_site.each_context(request),
                "title": title,
                "explained": explained,
                "rows": rows,
                "action": request.POST["action"],
                "form": form,
                "opts": self.model._meta,
            }
            return render(request, "admin/reason.html", context)
        self.each(request, rows, partial(verb, reason=form.cleaned_data["reason"]))
        return None


class KeptAdmin(SearchedAdmin):
    """What the staff themselves write: typed here, kept and thrown away by the verbs `keep(row)`
    and `drop(row)` of its app.
    """

    keep: ClassVar[Callable]
    drop: ClassVar[Callable]
    show_full_result_count = False

    def save_model(self, request, obj, form, change):
        type(self).keep(obj)

    def delete_model(self, request, obj):
        type(self).drop(obj)

    def delete_queryset(self, request, queryset):
        for row in queryset:
            type(self).drop(row)
