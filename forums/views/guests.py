"""Asking for a place without an account."""

from allauth.core import ratelimit
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from forums.actions import guests
from forums.forms.guests import GuestForm
from forums.models import Session
from leeds_leaders.doors import visitors_form
from leeds_leaders.errors import Refused


@visitors_form
@require_http_methods(["GET", "HEAD", "POST"])
def guest(request, slug):
    """Ask for a place by name and address; the answer is the same whoever has that address."""
    session = get_object_or_404(Session.objects.visible_to(request.user), slug=slug)
    if request.user.is_authenticated:
        return redirect("forums:place", slug)
    form = GuestForm(request.POST if request.method == "POST" else None)
    context = {"session": session, "form": form}
    if not form.is_valid():
        status = 422 if request.method == "POST" else 200
        return render(request, "forums/guest.html", context, status=status)
    email = form.cleaned_data["email"].lower()
    if not ratelimit.consume(request, action="ask_for_place", key=email):
        return ratelimit.respond_429(request)
    try:
        guests.ask(session, **form.asked())
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return render(request, "forums/guest.html", context, status=422)
    return render(request, "forums/guest_asked.html", context | {"email": email})
