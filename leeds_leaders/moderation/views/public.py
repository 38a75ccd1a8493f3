"""How moderation works, and what was decided, for everybody."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from leeds_leaders.moderation.actions.reporting import ENOUGH
from leeds_leaders.moderation.models.decision import DAYS_TO_APPEAL
from leeds_leaders.moderation.pages.figures import quarters, taken_away
from leeds_leaders.stamps import kept_for_visitors


@require_safe
@kept_for_visitors("moderation")
def public(request):
    """The policy in plain words, figures for each quarter, and the log without names."""
    context = {
        "enough": ENOUGH,
        "days": DAYS_TO_APPEAL,
        "quarters": quarters(),
        "logs": taken_away(),
    }
    return render(request, "moderation/public.html", context)
