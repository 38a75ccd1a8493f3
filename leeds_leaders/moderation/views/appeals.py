"""A decision, for whose thing it was: what, when, why, and how to have it looked at again."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from leeds_leaders.doors import for_holders_of_a_link
from leeds_leaders.errors import Refused
from leeds_leaders.moderation.actions.appeals import appeal
from leeds_leaders.moderation.forms.appeals import AppealForm
from leeds_leaders.moderation.kinds import kinds
from leeds_leaders.moderation.models import Decision


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def decision(request, key):
    """For whose thing it was, who may appeal; moderators read along."""
    decisions = Decision.objects.visible_to(request.user).standing()
    decided = get_object_or_404(decisions.select_related("appeal", "by"), key=key)
    if request.method == "POST" and decided.author_id != request.user.pk:
        raise PermissionDenied
    return _answer(request, decided, by=request.user)


@for_holders_of_a_link
@require_http_methods(["GET", "HEAD", "POST"])
def by_link(request, token):
    """The same for somebody who cannot sign in any more, at an address from their letter."""
    decided = Decision.objects.of_token(token)
    if decided is None or decided.author is None:
        return render(request, "moderation/link_unknown.html", status=404)
    return _answer(request, decided, by=decided.author, by_link=True)


def _answer(request, decided: Decision, *, by, by_link: bool = False):
    """The page of a decision, or the page again once an appeal is made."""
    form = AppealForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            appeal(decided, by=by, words=form.cleaned_data["words"])
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect(request.path)
    kind = kinds()[decided.kind]
    thing = kind.rows([decided.object_id]).get(decided.object_id)
    texts = decided.texts or (kind.texts_of(thing) if thing else {})
    context = {
        "decision": decided,
        "kind": kind,
        "texts": list(texts.values()),
        "is_gone": thing is None,
        "is_theirs": decided.author_id == by.pk,
        "appeal": getattr(decided, "appeal", None),
        "form": form,
        "by_link": by_link,
    }
    return render(request, "moderation/decision.html", context, status=422 if form.errors else 200)
