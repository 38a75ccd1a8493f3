"""A page for all causes and one for each."""

from django.db.models import Prefetch
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from leeds_leaders.language.models import Cause
from leeds_leaders.stamps import kept_for_visitors


@require_safe
@kept_for_visitors("words", "projects")
def cause_list(request):
    """All causes as a tree."""
    causes = Cause.objects.visible_to(request.user).filter(parent=None).prefetch_related("parts")
    return render(request, "language/cause_list.html", {"causes": causes})


@require_safe
@kept_for_visitors("words", "projects")
def cause_detail(request, slug):
    """One cause: what is meant, what it is part of, and what goes on for it."""
    causes = Cause.objects.visible_to(request.user)
    cause = get_object_or_404(
        causes.select_related("parent").prefetch_related(Prefetch("parts", causes)), slug=slug
    )
    return render(request, "language/cause_detail.html", {"cause": cause})
