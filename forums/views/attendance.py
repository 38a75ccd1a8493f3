"""Who comes: figures, the list, and what organisers do with it."""

from functools import partial
from typing import Any

from allauth.core import ratelimit
from django.contrib.auth.decorators import login_required
from django.core.exceptions import BadRequest
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from forums import rules
from forums.actions import needs as needs_verbs
from forums.actions import places
from forums.actions.places import by_hand
from forums.forms.attendance import (
    AddGuestForm,
    AddPeerForm,
    CapacityForm,
    FindForm,
    KeepSeatsForm,
    NameForm,
    ReleaseForm,
    TakeOutForm,
)
from forums.forms.sessions import ReasonForm
from forums.pages.attendance import (
    Figures,
    as_spreadsheet,
    members_named,
)
from forums.querysets.attendance import by_sector, by_ward
from forums.views.doors import own_session
from leeds_leaders.doors import members_post
from leeds_leaders.finding.forms import first_error
from leeds_leaders.paging import page_of
from peers.views.between import change, fill_in, sent

PER_PAGE = 100
ORGANISE = "forums:organise"


@require_safe
@login_required
def organise(request, slug):
    """A session for those who arrange it: figures, who comes and who waits, and what to do."""
    session = own_session(request, slug)
    form = FindForm(request.GET)
    if not form.is_valid():
        raise BadRequest(first_error(form.errors))
    found = session.bookings.filter(state__in=form.states).named(form.cleaned_data["q"])
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "session": session,
        "figures": Figures.of(session),
        "sectors": by_sector(session),
        "wards": by_ward(session),
        "kept_seats": session.kept_seats.select_related("ward", "sector"),
        "form": form,
        "page": page_of(request.GET, found.order_by("number", "pk"), size=PER_PAGE),
        "query": f"{query.urlencode()}&" if query else "",
        "can_publish": rules.can_publish(request.user, session),
        "reason_form": ReasonForm(),
    }
    return render(request, "forums/organise.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def add(request, slug):
    """Put somebody down as going: a member, found by name, or somebody without an account."""
    session = own_session(request, slug)
    if "peer" in request.POST:
        return _add_peer(request, session)
    names = NameForm(request.GET)
    if not names.is_valid():
        raise BadRequest(first_error(names.errors))
    form = AddGuestForm(sent(request))
    if form.is_valid() and not _may_be_mailed(request, form.cleaned_data["email"]):
        return ratelimit.respond_429(request)
    context = {
        "session": session,
        "names": names,
        "members": members_named(names.cleaned_data["q"], session, request.user),
        "form": form,
    }
    save = partial(by_hand.add_guest_by_hand, session, by=request.user)
    done = _("Added. If there is an address, they get a mail.")
    return fill_in(
        request, "forums/organise_add.html", context, save=save, done=done, to=_page(session)
    )


def _add_peer(request, session):
    form = AddPeerForm(request.POST, viewer=request.user)
    if not form.is_valid():
        raise BadRequest(first_error(form.errors))
    verb = partial(
        by_hand.add_by_hand, peer=form.cleaned_data["peer"], places=form.cleaned_data["places"]
    )
    done = _("%(name)s is going, and gets a mail.") % {"name": form.cleaned_data["peer"]}
    return change(request, verb, session, done, to=_page(session))


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def remove(request, slug, key):
    """Take somebody from the list, with a note to them."""
    session = own_session(request, slug)
    booking = get_object_or_404(session.bookings.select_related("peer"), key=key)
    context = {"session": session, "booking": booking, "form": TakeOutForm(sent(request))}
    return fill_in(
        request, "forums/organise_remove.html", context,
        save=partial(by_hand.take_out, booking, by=request.user),
        done=_("%(name)s is no longer on the list.") % {"name": booking.who},
        to=_page(session),
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def capacity(request, slug):
    """How many places there are. Fewer than are taken asks what to do, and drops nobody."""
    session = own_session(request, slug)
    form = CapacityForm(sent(request), initial={"capacity": session.capacity})
    return fill_in(
        request, "forums/organise_capacity.html", {"session": session, "form": form},
        save=partial(places.set_capacity, session, by=request.user),
        done=_("Saved. Whoever waits is asked in turn where there is room now."),
        to=_page(session),
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def keep_seats(request, slug):
    """Keep places for some people until a moment."""
    session = own_session(request, slug)
    form = KeepSeatsForm(sent(request), session=session)
    return fill_in(
        request, "forums/organise_keep_seats.html", {"session": session, "form": form},
        save=partial(places.keep_seats, session),
        done=_("Kept. What nobody took goes to everybody at that moment."),
        to=_page(session),
    )  # fmt: skip


@members_post(ORGANISE, "slug")
def release_seats(request, slug):
    """Give kept places to everybody now."""
    session = own_session(request, slug)
    form = ReleaseForm(request.POST, session=session)
    if not form.is_valid():
        raise BadRequest(first_error(form.errors))
    done = _("They are everybody's now.")
    return change(request, by_hand.release_now, form.cleaned_data["kept"], done, to=_page(session))


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def needs(request, slug):
    """What people need to take part: shown by POST alone, since each look is noted."""
    session = own_session(request, slug)
    context: dict[str, Any] = {
        "session": session,
        "views": session.needs_views.select_related("by")[:20],
    }
    if request.method == "POST":
        context["needs"] = needs_verbs.look(session, by=request.user)
    return render(request, "forums/organise_needs.html", context)


@require_safe
@login_required
def attendance(request, slug):
    """The list to take along, for a spreadsheet."""
    session = own_session(request, slug)
    response = HttpResponse(as_spreadsheet(session), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{session.slug}.csv"'
    return response


@require_safe
@login_required
def story(request, slug, key):
    """How somebody came to stand where they do, step by step."""
    session = own_session(request, slug)
    booking = get_object_or_404(session.bookings.select_related("peer", "kept_seats"), key=key)
    context = {"session": session, "booking": booking, "moves": booking.moves.select_related("by")}
    return render(request, "forums/organise_story.html", context)


def _may_be_mailed(request, email: str) -> bool:
    """Nobody's mailbox is filled, be it that they ask for a place or that somebody adds them."""
    return not email or ratelimit.consume(request, action="ask_for_place", key=email.lower())


def _page(session) -> str:
    return reverse(ORGANISE, args=[session.slug])
