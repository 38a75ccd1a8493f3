"""What is planned, for those who arrange it."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import BadRequest, PermissionDenied
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from forums import rules
from forums.forms.planning import PlanForm
from forums.models import Series
from forums.pages.planning import Plan
from leeds_leaders.finding.forms import first_error

MOST_SERIES = 12


@require_safe
@login_required
def planning(request):
    """A month with its drafts, and what gets in the way of what."""
    if not rules.is_organiser(request.user):
        raise PermissionDenied
    form = PlanForm(request.GET)
    if not form.is_valid():
        raise BadRequest(first_error(form.errors))
    first = form.cleaned_data["month"] or timezone.localdate().replace(day=1)
    context = {
        "plan": Plan(request.user, first),
        "series": Series.objects.visible_to(request.user)[:MOST_SERIES],
    }
    return render(request, "forums/planning.html", context)
