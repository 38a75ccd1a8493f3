"""What projects that are over have learned."""

from django.db.models import Exists, OuterRef
from django.http import Http404
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from leeds_leaders.language.models import Cause
from leeds_leaders.paging import page_of
from leeds_leaders.stamps import kept_for_visitors
from projects.models import Project

PER_PAGE = 20


@require_safe
@kept_for_visitors("projects", "words")
def lessons(request):
    """What others can learn, of all causes or of one; those that ended last come first."""
    learned = Project.objects.visible_to(request.user).with_lessons()
    of_cause = learned.filter(cause_items__tag=OuterRef("pk"))
    known = Cause.objects.visible_to(request.user).annotate(has_lessons=Exists(of_cause))
    causes = list(known.order_by("position"))
    chosen = _chosen(causes, request.GET.get("cause", ""))
    if chosen:
        learned = learned.filter(cause_ids__contains=[chosen.pk])
    context = {
        "page": page_of(request.GET, learned.for_lessons(), size=PER_PAGE),
        "causes": [cause for cause in causes if cause.has_lessons],
        "chosen": chosen,
        "query": f"cause={chosen.slug}&" if chosen else "",
    }
    return render(request, "projects/lessons.html", context)


def _chosen(causes: list[Cause], slug: str) -> Cause | None:
    """The cause that an address names. Raises `Http404` for one that is not there."""
    if not slug:
        return None
    found = next((cause for cause in causes if cause.slug == slug), None)
    if found is None:
        raise Http404(_("There is nothing of that name to filter by."))
    return found
