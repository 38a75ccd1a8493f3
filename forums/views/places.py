"""Answering: I come, I wait, I take the place, I leave."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from forums.actions import places
from forums.choices import Seat
from forums.errors import NoAnswerTaken, TooFewPlaces
from forums.forms.places import GOING, MAYBE, AnswerForm
from forums.models import Booking, Session
from leeds_leaders.errors import Refused

SAID = {
    Seat.GOING: _("You are going. The date is in a mail to you, for your calendar."),
    Seat.WAITING: _("All places are taken just now. You are on the list, in the order of asking."),
    Seat.MAYBE: _("Noted. No place is kept for you."),
    Seat.NOT_GOING: _("Noted, and thank you for saying so."),
}


def _session(request, slug) -> Session:
    return get_object_or_404(Session.objects.visible_to(request.user), slug=slug)


@require_POST
@login_required
def session_rsvp(request, slug):
    """Answer a session; the same answer again changes nothing."""
    session = _session(request, slug)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        context = {"session": session, "form": form}
        return render(request, "forums/place.html", context, status=422)
    answer, data = form.cleaned_data["answer"], form.cleaned_data
    try:
        if answer == GOING:
            booking = places.go(
                session, by=request.user, places=data["places"], companions=data["companions"]
            )
        else:
            state = Seat.MAYBE if answer == MAYBE else Seat.NOT_GOING
            booking = places.leave(session, by=request.user, state=state)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, SAID[Seat(booking.state)])
    return redirect("forums:place", slug)


@require_safe
@login_required
def place(request, slug):
    """My own place at a session: how it stands and why, and what I can do."""
    session = _session(request, slug)
    booking = Booking.objects.visible_to(request.user).of(request.user, session)
    form = AnswerForm(
        initial={
            "places": booking.places if booking else 1,
            "companions": "\n".join(booking.companions) if booking else "",
        }
    )
    context = {"session": session, "booking": booking, "form": form}
    return render(request, "forums/place.html", context)


def _answer_offer(request, slug, verb, done):
    booking = Booking.objects.visible_to(request.user).of(request.user, _session(request, slug))
    if booking is None:
        raise Http404
    try:
        verb(booking, by=request.user)
    except (NoAnswerTaken, TooFewPlaces) as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)
    return redirect("forums:place", slug)


@require_POST
@login_required
def place_accept(request, slug):
    """Take the place that is offered to me."""
    return _answer_offer(request, slug, places.accept, SAID[Seat.GOING])


@require_POST
@login_required
def place_decline(request, slug):
    """Let the offered place go to the next."""
    return _answer_offer(request, slug, places.decline, SAID[Seat.NOT_GOING])
