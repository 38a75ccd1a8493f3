"""My place: I come, I wait, I take the place, I leave, I hand it over."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from forums.actions import links, needs, places
from forums.choices import Seat
from forums.forms.places import AnswerForm, HandOverForm, initial_of
from forums.models import Booking, Record, Session
from leeds_leaders.doors import for_holders_of_a_link, members_post
from leeds_leaders.errors import Refused

HOME = "forums:place", "slug"
SAID = {
    Seat.GOING: gettext_lazy("You are going. The date is in a mail to you, for your calendar."),
    Seat.WAITING: gettext_lazy(
        "All places are taken just now. You are on the list, in the order of asking."
    ),
    Seat.MAYBE: gettext_lazy("Noted. No place is kept for you."),
    Seat.NOT_GOING: gettext_lazy("Noted, and thank you for saying so."),
}


@members_post(*HOME)
def session_rsvp(request, slug):
    """Answer a session; the same answer again changes nothing."""
    form = AnswerForm(request.POST)
    if not form.is_valid():
        session = _session(request, slug)
        return _page(request, session, _mine(request, session), form, status=422)
    session = _session(request, slug)
    try:
        if form.says_yes:
            booking = places.go(session, by=request.user, **form.party())
        else:
            booking = places.leave(session, by=request.user, state=form.state)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        needs.say(booking, **form.needs())
        messages.success(request, SAID[Seat(booking.state)])
    return redirect("forums:place", slug)


@require_safe
@login_required
def place(request, slug):
    """My own place at a session: how it stands and why, and what I can do."""
    session = _session(request, slug)
    booking = _mine(request, session)
    return _page(request, session, booking, AnswerForm(initial=initial_of(booking)))


@members_post(*HOME)
def place_accept(request, slug):
    """Take the place that is offered to me."""
    return _change(request, slug, places.accept, SAID[Seat.GOING])


@members_post(*HOME)
def place_decline(request, slug):
    """Let the offered place go to the next."""
    return _change(request, slug, places.decline, SAID[Seat.NOT_GOING])


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def place_hand_over(request, slug):
    """Give my place to somebody I am connected with."""
    session = _session(request, slug)
    booking = _mine_or_404(request, session)
    form = HandOverForm(request.POST or None, giver=request.user)
    if form.is_valid():
        to = form.cleaned_data["to"]
        done = _("%(name)s is asked now. Until they take it, it is kept for them.") % {"name": to}
        return _change(request, slug, places.hand_over, done, to=to)
    context = {"session": session, "booking": booking, "form": form}
    status = 422 if request.method == "POST" else 200
    return render(request, "forums/place_hand_over.html", context, status=status)


@members_post(*HOME)
def needs_forget(request, slug):
    """Take back what I said I need."""
    return _change(request, slug, needs.forget, _("Deleted. The organisers see nothing of it."))


@members_post(*HOME)
def place_links_revoke(request, slug):
    """Make the links to my place in letters so far worth nothing."""
    return _change(request, slug, links.revoke_links, _("Done. Old links lead nowhere now."))


@for_holders_of_a_link
@require_http_methods(["GET", "HEAD", "POST"])
def place_by_link(request, token):
    """The place that a mailed link is for, and nothing else; nobody has to sign in."""
    booking = Booking.objects.of_token(token)
    if booking is None:
        return render(request, "forums/link_unknown.html", status=404)
    said = request.POST if request.method == "POST" else None
    form, problem = AnswerForm(said, initial=initial_of(booking)), ""
    if "forget" in request.POST:
        needs.forget(booking, by=booking.peer)
        return redirect("forums:link", token)
    if form.is_valid():
        problem = _answer_by_link(booking, form)
        if not problem:
            return redirect("forums:link", token)
    context = {"token": token, "problem": problem}
    status = 422 if problem or form.errors else 200
    return _page(request, booking.session, booking, form, status=status, **context)


def _answer_by_link(booking: Booking, form: AnswerForm) -> str:
    """Do what was said; why it cannot be done, where it cannot."""
    try:
        if form.says_yes:
            booking = places.go_by_link(booking, **form.party())
        else:
            booking = places.leave_by_link(booking, state=form.state)
    except Refused as refusal:
        return str(refusal)
    needs.say(booking, **form.needs())
    return ""


def _session(request, slug) -> Session:
    session = Session.objects.visible_at(slug, request.user)
    if session is None:
        raise Http404
    return session


def _mine(request, session: Session) -> Booking | None:
    return Booking.objects.visible_to(request.user).of(request.user, session)


def _mine_or_404(request, session: Session) -> Booking:
    booking = _mine(request, session)
    if booking is None:
        raise Http404
    return booking


def _page(request, session, booking, form, *, status: int = 200, **more):
    records = Record.objects.visible_to(request.user).select_related("session")
    record = records.filter(pk=session.pk, notes__is_removed=False).first() if booking else None
    context = {"session": session, "booking": booking, "form": form, "record": record, **more}
    return render(request, "forums/place.html", context, status=status)


def _change(request, slug, verb, done, **more):
    booking = _mine_or_404(request, _session(request, slug))
    try:
        verb(booking, by=request.user, **more)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)
    return redirect("forums:place", slug)
