"""The door of pages for those who arrange a session."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404

from forums import rules
from forums.models import Session


def own_session(request, slug) -> Session:
    """A session that the viewer arranges. Raises `Http404` for one that they may not see, and
    `PermissionDenied` for one that others arrange."""
    session = get_object_or_404(Session.objects.visible_to(request.user), slug=slug)
    if not rules.can_edit(request.user, session):
        raise PermissionDenied
    return session
