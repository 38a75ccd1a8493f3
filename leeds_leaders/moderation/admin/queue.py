"""The queue: what needs a look, as a list and one at a time."""

from functools import partial

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from leeds_leaders.admin_site import ReadOnlyAdmin, ask_again
from leeds_leaders.errors import Refused
from leeds_leaders.moderation.actions import claiming, queue
from leeds_leaders.moderation.admin.filters import (
    HOW_SOON,
    AgeFilter,
    HarmFilter,
    KindOfCaseFilter,
    ReportedFilter,
)
from leeds_leaders.moderation.choices import Outcome
from leeds_leaders.moderation.forms.deciding import AnswerForm, NeededReasonForm
from leeds_leaders.moderation.kinds import kinds
from leeds_leaders.moderation.models import Case, Decision
from leeds_leaders.moderation.pages.listed import (
    GONE,
    about_ones_own,
    about_the_nameless,
    glances,
)
from leeds_leaders.moderation.pages.looking import Looked, to_take_back
from leeds_leaders.moderation.pages.reading import what_was_done


class OpenCases(ChangeList):
    """Open cases, each with how its thing begins. One query more than the list itself. What is
    one's own is not among them: on that somebody else decides."""

    def get_queryset(self, request, exclude_parameters=None):
        found = super().get_queryset(request, exclude_parameters).open()
        return found.exclude(about_ones_own(request.user))

    def get_results(self, request):
        super().get_results(request)
        self.result_list = list(self.result_list)
        found = glances(self.result_list)
        for case in self.result_list:
            case.glance = found.get((case.kind, case.object_id), GONE)


@admin.register(Case)
class CaseAdmin(ReadOnlyAdmin):
    """What needs a look: the most harmful first, then the oldest. What is decided here ends in the
    verbs of the thing's own app."""

    change_list_template = "admin/moderation/queue.html"
    show_facets = admin.ShowFacets.ALLOW
    list_display = [
        "begins", "what", "whose", "why", "reports", "how_soon", "opened_at", "in_hand",
    ]  # fmt: skip
    list_filter = [
        KindOfCaseFilter, "is_held", ReportedFilter, HarmFilter, AgeFilter, "because", "is_brigade",
    ]  # fmt: skip
    list_select_related = ["author", "claimed_by"]
    search_fields = ["author__name"]
    search_help_text = _("By the name of whoever wrote it")
    date_hierarchy = "opened_at"
    actions = ["approve_selected", "decline_selected", "leave_selected"]

    def get_urls(self):
        guarded = self.admin_site.admin_view
        return [
            path("next/", guarded(self.next_one), name="moderation_case_next"),
            path("<int:pk>/claim/", guarded(self.claim), name="moderation_case_claim"),
            path("undo/<uuid:key>/", guarded(self.undo), name="moderation_case_undo"),
            path(
                "bring-back/<uuid:key>/",
                guarded(self.bring_back),
                name="moderation_case_bring_back",
            ),
            *super().get_urls(),
        ]

    # The list ------------------------------------------------------------------------------------

    def get_changelist(self, request, **kwargs):
        return OpenCases

    def changelist_view(self, request, extra_context=None):
        more = {
            "title": capfirst(self.model._meta.verbose_name_plural),
            "taking_back": to_take_back(request.user),
        }
        return super().changelist_view(request, (extra_context or {}) | more)

    def get_search_results(self, request, queryset, search_term):
        found, is_doubled = super().get_search_results(request, queryset, search_term)
        return (found.exclude(about_the_nameless()) if search_term else found), is_doubled

    @admin.display(description=_("it begins"))
    def begins(self, case):
        """With what the whole of it says: what was changed since gets no yes from this list."""
        return format_html(
            '{}<input type="hidden" name="read-{}" value="{}">',
            case.glance.words or _("(no words)"),
            case.pk,
            case.glance.digest,
        )

    @admin.display(description=_("what it is"), ordering="kind")
    def what(self, case):
        kind = kinds().get(case.kind)
        return kind.title if kind else case.kind

    @admin.display(description=_("whose"))
    def whose(self, case):
        return _("without a name") if case.glance.is_nameless else case.author

    @admin.display(description=_("why"), ordering="because")
    def why(self, case):
        if case.because:
            return case.get_because_display()
        return _("it waits to be seen") if case.is_unseen else _("somebody reported it")

    @admin.display(description=_("how soon"), ordering="-harm")
    def how_soon(self, case):
        return HOW_SOON[min(case.harm, 3)]

    @admin.display(description=_("in hand"))
    def in_hand(self, case):
        is_in_hand = case.claimed_by and case.claimed_until > timezone.now()
        return case.claimed_by if is_in_hand else "–"

    @admin.action(description=_("Let it be seen, or leave it as it is"), permissions=["change"])
    def approve_selected(self, request, queryset):
        """Say yes to each; one to which it cannot be said is named and stops no other."""
        self.each(request, queryset, partial(self._say_yes, request.POST, Outcome.APPROVED))

    @admin.action(description=_("Leave it as it is"), permissions=["change"])
    def leave_selected(self, request, queryset):
        """Close each that is seen and may stay."""
        self.each(request, queryset, partial(self._say_yes, request.POST, Outcome.LEFT))

    @staticmethod
    def _say_yes(sent, outcome, case, *, by):
        """To what stood in the list that was sent, and to nothing else."""
        queue.answer(case, outcome=outcome, by=by, read=sent.get(f"read-{case.pk}", ""))

    @admin.action(
        description=_("Decline it or take it away, with one reason"), permissions=["change"]
    )
    def decline_selected(self, request, queryset):
        """Ask for the reason once, then say no to each with it."""
        form = NeededReasonForm(request.POST if "words" in request.POST else None)
        if form.is_valid():
            words = {name: form.cleaned_data[name] for name in ("reason", "rule")}
            self.each(request, queryset, partial(queue.answer, outcome=Outcome.DECLINED, **words))
            return None
        title = _("Decline or take away, with one reason")
        cases = list(queryset)
        found = glances(cases)
        rows = [(case, found.get((case.kind, case.object_id), GONE).words) for case in cases]
        return self._render(
            request, "reasons", title, {"form": form, "rows": rows, "action": "decline_selected"}
        )

    def each(self, request, rows, verb) -> None:
        """As everywhere; how the thing of each begins is read before it is decided on."""
        cases = list(rows.order_by("pk"))
        found = glances(cases)
        for case in cases:
            case.glance = found.get((case.kind, case.object_id), GONE)
        super().each(request, cases, verb)

    def named(self, row) -> str:
        """By how its thing begins."""
        return row.glance.words

    def said(self, count):
        return ngettext("%d thing decided.", "%d things decided.", count) % count

    # One at a time -------------------------------------------------------------------------------

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """One case: the thing and all around it, and what can be done. What is typed stays where
        the answer is no."""
        case = self._case(request, unquote(object_id))
        if request.method != "POST":
            return self._one(request, case, AnswerForm())
        form = AnswerForm(request.POST)
        if not form.is_valid():
            return self._one(request, case, form, status=422)
        if form.cleaned_data["outcome"] == Outcome.SUSPENDED:
            ask_again(request)
        try:
            decision = queue.answer(case, by=request.user, **form.cleaned_data_for_verb)
        except Refused as refusal:
            messages.error(request, str(refusal))
            case = self._case(request, object_id)
            return self._one(request, case, form, status=409)
        messages.success(request, what_was_done(decision, form.cleaned_data["outcome"]))
        if decision and decision.outcome == Outcome.WARNED and case.is_unseen:
            return redirect("admin:moderation_case_change", case.pk)
        return self._onward(request, after=case)

    @method_decorator(require_POST)
    def next_one(self, request):
        """Take the next one in hand and look at it; the one before is let go."""
        self._check(request)
        after = request.POST.get("after", "")
        here = self.get_object(request, after) if after.isdecimal() and len(after) < 19 else None
        if here is not None:
            claiming.release(here, by=request.user)
        return self._onward(request, after=here)

    @method_decorator(require_POST)
    def claim(self, request, pk):
        """Take one in hand. A script that asks `quietly` gets no page."""
        case = self._case(request, str(pk))
        try:
            claiming.claim(case, by=request.user)
            status = 204
        except Refused as refusal:
            status = 409
            if "quietly" not in request.POST:
                messages.error(request, str(refusal))
        if "quietly" in request.POST:
            return HttpResponse(status=status)
        return redirect("admin:moderation_case_change", case.pk)

    @method_decorator(require_POST)
    def undo(self, request, key):
        """Take back one's last decision."""
        decision = self._decision(request, key)
        try:
            case = queue.undo(decision, by=request.user)
        except Refused as refusal:
            messages.error(request, str(refusal))
            return redirect("admin:moderation_case_changelist")
        messages.success(request, gettext("It is as if it had not been."))
        return redirect("admin:moderation_case_change", case.pk)

    @method_decorator(require_POST)
    def bring_back(self, request, key):
        """Show again what was declined or taken away."""
        decision = self._decision(request, key)
        try:
            queue.bring_back(decision, by=request.user)
            messages.success(request, gettext("It is back, and those whose it is are told."))
        except Refused as refusal:
            messages.error(request, str(refusal))
        return redirect("admin:moderation_case_changelist")

    def _check(self, request) -> None:
        if not self.has_change_permission(request):
            raise PermissionDenied

    def _case(self, request, object_id: str) -> Case:
        self._check(request)
        case = self.get_object(request, object_id)
        if case is None:
            raise Http404
        return case

    def _decision(self, request, key) -> Decision:
        self._check(request)
        return get_object_or_404(Decision.objects.visible_to(request.user), key=key)

    def _onward(self, request, after: Case | None = None):
        case = claiming.claim_next(by=request.user, after=after)
        if case is None:
            messages.success(request, gettext("Nothing else waits for you. Thank you."))
            return redirect("admin:moderation_case_changelist")
        return redirect("admin:moderation_case_change", case.pk)

    def _one(self, request, case: Case, form: AnswerForm, status: int = 200):
        looked = Looked(case, request.user)
        context = {
            "looked": looked,
            "case": case,
            "form": form,
            "how_soon": HOW_SOON[min(case.harm, 3)],
            "taking_back": to_take_back(request.user),
        }
        return self._render(request, "case", looked.title, context, status)

    def _render(self, request, name, title, context, status=200):
        context |= {**self.admin_site.each_context(request), "title": title}
        context["opts"] = self.model._meta
        return render(request, f"admin/moderation/{name}.html", context, status=status)
