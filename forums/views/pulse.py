"""How a session felt, in one tap."""

from django.contrib import messages
from django.core.exceptions import BadRequest, PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from forums.actions.pulse import give_pulse
from forums.forms.afterwards import PulseForm
from forums.models import Booking, Session
from forums.pages.afterwards import Afterwards
from leeds_leaders.doors import for_holders_of_a_link, members_post
from leeds_leaders.errors import Refused


@members_post("forums:detail", "slug")
def pulse(request, slug):
    """Answer one question of the pulse; a second answer to it changes nothing."""
    session = get_object_or_404(Session.objects.visible_to(request.user), slug=slug)
    booking = Booking.objects.visible_to(request.user).of(request.user, session)
    if booking is None:
        raise PermissionDenied
    try:
        is_counted = _give(booking, request.POST)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _said(is_counted))
    return redirect(f"{session.get_absolute_url()}#pulse")


@for_holders_of_a_link
@require_http_methods(["GET", "HEAD", "POST"])
def pulse_by_link(request, token):
    """The same for whoever holds the mailed link to a place, without signing in."""
    booking = Booking.objects.of_token(token)
    if booking is None:
        return render(request, "forums/link_unknown.html", status=404)
    problem = ""
    if request.method == "POST":
        try:
            _give(booking, request.POST)
        except Refused as refusal:
            problem = str(refusal)
        else:
            return redirect("forums:pulse-by-link", token)
    context = {
        "session": booking.session,
        "token": token,
        "after": Afterwards.of_guest(booking),
        "problem": problem,
    }
    return render(request, "forums/pulse.html", context, status=422 if problem else 200)


def _give(booking: Booking, said) -> bool:
    form = PulseForm(said)
    if not form.is_valid():
        raise BadRequest(_("There is no such answer."))
    return give_pulse(booking, about=form.cleaned_data["about"], step=form.cleaned_data["answer"])


def _said(is_counted: bool) -> str:
    if is_counted:
        return _("Counted, and nothing tells that it was you.")
    return _("You have answered this before. It stays as it was.")
