"""How the queue is narrowed."""

from datetime import timedelta

from django.contrib import admin
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from leeds_leaders.moderation.admin.reports import KindFilter

HOW_SOON = {3: _("at once"), 2: _("soon"), 1: _("in turn"), 0: _("nobody complained")}
AGES = {"1": _("more than a day"), "3": _("more than three days"), "7": _("more than a week")}


class OfOwnColumns(admin.SimpleListFilter):
    """Narrows by columns of the rows themselves."""

    def get_facet_counts(self, pk_attname, filtered_qs):
        """By what is asked alone: for each count Django would ask again, too, all by which the rows
        are narrowed already, and that takes seconds for whose the things of a queue are."""
        return super().get_facet_counts(pk_attname, filtered_qs.model._base_manager.all())


class KindOfCaseFilter(OfOwnColumns, KindFilter):
    """Of cases."""


class ReportedFilter(OfOwnColumns):
    """Whether anybody has complained of it."""

    title, parameter_name = _("reports"), "reported"

    def lookups(self, request, model_admin):
        return [("yes", _("somebody reported it")), ("no", _("nobody did"))]

    def queryset(self, request, queryset):
        match self.value():
            case "yes":
                return queryset.filter(reports__gt=0)
            case "no":
                return queryset.filter(reports=0)
            case _:
                return queryset


class HarmFilter(OfOwnColumns):
    """How soon it wants a look."""

    title, parameter_name = _("how soon"), "harm"

    def lookups(self, request, model_admin):
        return [(str(harm), words) for harm, words in HOW_SOON.items()]

    def queryset(self, request, queryset):
        harm = next((harm for harm in HOW_SOON if str(harm) == self.value()), None)
        return queryset if harm is None else queryset.filter(harm=harm)


class AgeFilter(OfOwnColumns):
    """How long it has waited."""

    title, parameter_name = _("how long it has waited"), "age"

    def lookups(self, request, model_admin):
        return list(AGES.items())

    def queryset(self, request, queryset):
        days = next((int(days) for days in AGES if days == self.value()), None)
        if days is None:
            return queryset
        return queryset.filter(opened_at__lt=timezone.now() - timedelta(days=days))
