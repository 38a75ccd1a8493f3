"""The first steps after joining: three short pages, and something real to do at their end."""

from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from leeds_leaders.errors import Refused
from peers import actions
from peers.forms.welcome import STEPS
from peers.pages.in_common import Proposal
from peers.querysets.facts import facts_of
from peers.querysets.matching import matches_of

FIRST_MATCHES = 3


@require_safe
@login_required
def welcome(request):
    """The way in: to the first step, from which each page of the site can be reached as ever."""
    return redirect("peers:welcome-step", next(iter(STEPS)))


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def welcome_step(request, step):
    """One step, kept by itself; to be skipped, and to be come back to."""
    if step not in STEPS:
        raise Http404
    form = STEPS[step](request.POST if request.method == "POST" else None, peer=request.user)
    if form.is_bound and form.is_valid():
        try:
            actions.take_step(request.user, form.facts(), form.items())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect(_after(step))
    steps = [(name, of_step.title) for name, of_step in STEPS.items()]
    context = {"form": form, "step": step, "steps": steps, "skip_to": _after(step)}
    return render(request, "peers/welcome.html", context, status=422 if form.is_bound else 200)


@require_safe
@login_required
def start(request):
    """Something real to do: people to meet, projects near by, the next breakfast."""
    facts = facts_of(request.user)
    matches = matches_of(facts)[:FIRST_MATCHES]
    context = {"facts": facts, "proposals": [Proposal(match) for match in matches]}
    return render(request, "peers/start.html", context)


def _after(step: str) -> str:
    """The address of what follows a step."""
    names = [*STEPS, ""]
    name = names[names.index(step) + 1]
    return reverse("peers:welcome-step", args=[name]) if name else reverse("peers:start")
