"""A peer's own pages."""

from django.contrib.auth.decorators import login_required
from django.shortcuts import render
from django.views.decorators.http import require_safe


@require_safe
@login_required
def me(request):
    """Where somebody finds what is theirs: projects, drafts, sign-in."""
    return render(request, "peers/me.html")
