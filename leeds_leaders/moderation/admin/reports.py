"""Reports, decisions and appeals."""

from django.contrib import admin
from django.db.models import Case as Whether
from django.db.models import F, When
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from leeds_leaders.admin_site import ReadOnlyAdmin
from leeds_leaders.moderation.actions.appeals import turn_down, uphold
from leeds_leaders.moderation.forms.appeals import TurnDownForm, UpholdForm
from leeds_leaders.moderation.kinds import kinds
from leeds_leaders.moderation.models import Appeal, Decision, Report
from leeds_leaders.moderation.pages.listed import about_ones_own, about_the_nameless
from leeds_leaders.moderation.pages.reading import DecidedOn


class AnsweredFilter(admin.SimpleListFilter):
    """What waits for an answer, and what has one."""

    title = _("answered")
    parameter_name = "answered"
    moment = "answered_at"

    def lookups(self, request, model_admin):
        return [("no", _("waits")), ("yes", _("answered"))]

    def queryset(self, request, queryset):
        if self.value() is None:
            return queryset
        return queryset.filter(**{f"{self.moment}__isnull": self.value() == "no"})


class AppealAnsweredFilter(AnsweredFilter):
    """Of appeals."""

    moment = "decided_at"


class KindFilter(admin.SimpleListFilter):
    """Of which kind a thing is."""

    title = _("kind")
    parameter_name = "kind"
    lookup = "kind"

    def lookups(self, request, model_admin):
        return [(kind.name, kind.plural) for kind in kinds().values()]

    def queryset(self, request, queryset):
        return queryset.filter(**{self.lookup: self.value()}) if self.value() else queryset


class NamesTheNamed(ReadOnlyAdmin):
    """Of what is written without a name no column says whose it is, and no search finds it by who
    wrote it. `decided` leads from a row to what has kind and key."""

    decided = ""

    def get_queryset(self, request):
        nameless = When(about_the_nameless(self.decided), then=True)
        return super().get_queryset(request).annotate(is_nameless=Whether(nameless, default=False))

    def get_search_results(self, request, queryset, search_term):
        found, is_doubled = super().get_search_results(request, queryset, search_term)
        return (found.filter(is_nameless=False) if search_term else found), is_doubled


def decided_on(decision: Decision) -> SafeString:
    """What a decision was about: as it was then, and what has become of it since."""
    return render_to_string("admin/moderation/decided_on.html", {"decided_on": DecidedOn(decision)})


class CaseKindFilter(KindFilter):
    """Of reports."""

    lookup = "case__kind"


class DecisionKindFilter(KindFilter):
    """Of appeals."""

    lookup = "decision__kind"


@admin.register(Report)
class ReportAdmin(NamesTheNamed):
    """Who reported what, for moderators alone, and of what is their own not for them; they are
    answered by deciding on their case."""

    decided = "case__"
    show_facets = admin.ShowFacets.ALLOW
    list_display = ["made_at", "rule", "what", "who", "short_words", "answered_at", "was_right"]
    list_filter = ["rule", AnsweredFilter, "was_right", CaseKindFilter]
    list_select_related = ["case", "reporter"]
    search_fields = ["words", "reporter__name", "case__author__name"]
    date_hierarchy = "made_at"
    readonly_fields = [
        "made_at", "rule", "what", "words", "who", "answered_at", "was_right", "is_gone",
    ]  # fmt: skip
    fields = tuple(readonly_fields)

    def get_queryset(self, request):
        return super().get_queryset(request).exclude(about_ones_own(request.user, "case__"))

    @admin.display(description=_("what"), ordering="case__kind")
    def what(self, report):
        url = reverse("admin:moderation_case_change", args=[report.case_id])
        return format_html('<a href="{}">{}</a>', url, kinds()[report.case.kind].title)

    @admin.display(description=_("by whom"), ordering="reporter__name")
    def who(self, report):
        return report.reporter or _("somebody without an account")

    @admin.display(description=_("in their words"))
    def short_words(self, report):
        return report.words[:80]


@admin.register(Decision)
class DecisionAdmin(NamesTheNamed):
    """The takedown log: what was decided, and nothing that could be changed."""

    show_facets = admin.ShowFacets.ALLOW
    list_display = ["at", "became", "what", "whose", "by", "rule", "reports", "reason"]
    list_filter = ["outcome", "rule", KindFilter]
    list_select_related = ["author", "by", "undone"]
    search_fields = ["reason", "author__name", "by__name", "object_id"]
    date_hierarchy = "at"
    readonly_fields = [
        "at", "became", "what", "object_id", "whose", "by", "rule", "reason", "about", "reports",
        "waited", "page",
    ]  # fmt: skip
    fields = tuple(readonly_fields)

    @admin.display(description=_("what was decided"), ordering="outcome")
    def became(self, decision):
        outcome = decision.get_outcome_display()
        if not decision.is_undone:
            return outcome
        return _("%(outcome)s; taken back at once") % {"outcome": outcome}

    @admin.display(description=_("what it is about"))
    def about(self, decision):
        return decided_on(decision)

    @admin.display(description=_("what"), ordering="kind")
    def what(self, decision):
        return kinds()[decision.kind].title if decision.kind in kinds() else decision.kind

    @admin.display(description=_("whose"))
    def whose(self, decision):
        return _("without a name") if decision.is_nameless else decision.author

    @admin.display(description=_("as its author reads it"))
    def page(self, decision):
        if decision.is_undone:
            return _("nobody was told")
        return format_html('<a href="{0}">{0}</a>', decision.get_absolute_url())


@admin.register(Appeal)
class AppealAdmin(NamesTheNamed):
    """Decided by another than who decided first; the oldest that waits comes first."""

    decided = "decision__"
    show_facets = admin.ShowFacets.ALLOW
    list_display = ["made_at", "what", "whose", "against", "decided_at", "is_upheld", "decided_by"]
    list_filter = [AppealAnsweredFilter, "is_upheld", DecisionKindFilter]
    list_select_related = ["decision", "peer", "against", "decided_by"]
    search_fields = ["words", "answer", "peer__name", "against__name"]
    date_hierarchy = "made_at"
    ordering = [F("decided_at").desc(nulls_first=True), "made_at"]
    actions = ["uphold_selected", "turn_down_selected"]
    readonly_fields = [
        "made_at", "what", "whose", "words", "against", "outcome", "rule", "reason", "about",
        "decided_at", "decided_by", "is_upheld", "answer",
    ]  # fmt: skip
    fields = tuple(readonly_fields)

    @admin.display(description=_("what"), ordering="decision__kind")
    def what(self, appeal):
        kind = kinds()[appeal.decision.kind]
        return format_html('<a href="{}">{}</a>', appeal.decision.get_absolute_url(), kind.title)

    @admin.display(description=_("whose"))
    def whose(self, appeal):
        return _("without a name") if appeal.is_nameless else appeal.peer

    @admin.display(description=_("what was decided"))
    def outcome(self, appeal):
        return appeal.decision.get_outcome_display()

    @admin.display(description=_("by which rule"))
    def rule(self, appeal):
        return appeal.decision.get_rule_display()

    @admin.display(description=_("and why"))
    def reason(self, appeal):
        return appeal.decision.reason

    @admin.display(description=_("what it is about"))
    def about(self, appeal):
        return decided_on(appeal.decision)

    @admin.action(description=_("It is right: put it right"), permissions=["change"])
    def uphold_selected(self, request, queryset):
        """What was decided against is undone, and both sides are told."""
        return self.each_with_reason(
            request,
            queryset,
            uphold,
            UpholdForm,
            _("These appeals are right"),
            _("What was taken away comes back. Both sides get this, if you write anything:"),
        )

    @admin.action(description=_("The decision stands, with a reason"), permissions=["change"])
    def turn_down_selected(self, request, queryset):
        """Both sides get the reason."""
        return self.each_with_reason(
            request,
            queryset,
            turn_down,
            TurnDownForm,
            _("The decision stands"),
            _("Both sides get this reason by letter:"),
        )

    def said(self, count):
        return ngettext("%d appeal answered.", "%d appeals answered.", count) % count
