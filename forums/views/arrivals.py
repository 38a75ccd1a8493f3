"""The door: who is here. Made for a phone that may lose its connection."""

from collections.abc import Callable
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import BadRequest
from django.db.models.functions import Lower
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from forums import rules
from forums.actions import arrivals as verbs
from forums.choices import Seat
from forums.forms.arrivals import ArrivalForm, SlipForm, WalkInForm
from forums.forms.attendance import FindForm
from forums.models import Booking, Session
from forums.pages.attendance import LISTED, Figures, members_named
from forums.views.doors import own_session
from leeds_leaders.doors import members_post
from leeds_leaders.errors import Refused
from leeds_leaders.finding.forms import first_error
from leeds_leaders.paging import page_of

PER_PAGE = 500
DOOR = "forums:arrivals"


@require_safe
@login_required
def arrivals(request, slug):
    """The list at the door: whoever goes or waits, and members who came without asking."""
    session = own_session(request, slug)
    form = FindForm(request.GET)
    if not form.is_valid():
        raise BadRequest(first_error(form.errors))
    words = form.cleaned_data["q"]
    found = session.bookings.filter(state__in=LISTED).named(words)
    context = {
        "session": session,
        "figures": Figures.of(session),
        "form": form,
        "page": page_of(request.GET, found.order_by(Lower("called"), "pk"), size=PER_PAGE),
        "query": urlencode({"q": words}) + "&",
        "members": members_named(words, session, request.user),
        "nobody": Booking(session=session, state=Seat.WALKED_IN),
        "walk_in": WalkInForm(viewer=request.user, initial={"name": words}),
        "shut": verbs.why_shut(session),
    }
    return render(request, "forums/arrivals.html", context)


@require_safe
@login_required
def arrival(request, key):
    """What a code on somebody's phone opens: theirs alone, for whoever stands at the door."""
    session = get_object_or_404(Session.objects.visible_to(request.user), bookings__key=key)
    if not rules.can_edit(request.user, session):
        raise Http404
    booking = get_object_or_404(session.bookings.named(), key=key)
    context = {"session": session, "booking": booking, "shut": verbs.why_shut(session)}
    return render(request, "forums/arrival.html", context)


@members_post(DOOR, "slug")
def arrive(request, slug):
    """They are here."""
    return _note(request, slug, ArrivalForm(request.POST), verbs.arrive, _("They are here."))


@members_post(DOOR, "slug")
def arrive_undo(request, slug):
    """They are not, after all."""
    done = _("Taken back.")
    return _note(request, slug, SlipForm(request.POST), verbs.undo_arrival, done)


@members_post(DOOR, "slug")
def walk_in(request, slug):
    """Somebody is here who was on no list."""
    form = WalkInForm(request.POST, viewer=request.user)
    return _note(request, slug, form, verbs.walk_in, _("They are here."))


def _note(request, slug, form, verb: Callable, done: str):
    """Do what was said at the door. A page without a script goes back to the list; a script gets
    `{"here": how many are here}`, or `{"error": why not}`."""
    session = own_session(request, slug)
    error = ""
    if form.is_valid():
        try:
            verb(session, by=request.user, **form.cleaned_data)
        except Refused as refusal:
            error = str(refusal)
    else:
        error = next(iter(form.errors.values()))[0]
    if request.get_preferred_type(["text/html", "application/json"]) == "application/json":
        if error:
            return JsonResponse({"error": error}, status=422)
        return JsonResponse({"here": Figures.of(session).here})
    if error:
        messages.error(request, error)
    else:
        messages.success(request, done)
    return redirect(DOOR, slug)
