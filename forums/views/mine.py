"""One's own sessions, and the calendar of them."""

from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from forums.actions import calendars
from forums.errors import OutOfDate
from forums.forms.feeds import KeyForm
from forums.models import CalendarFeed
from forums.pages.mine import MySessions
from leeds_leaders.doors import members_post


@require_safe
@login_required
def my_sessions(request):
    """What I go to, wait for or arrange, and where I have been."""
    return render(request, "forums/mine.html", {"mine": MySessions(request.user, request.GET)})


@require_safe
@login_required
def feed(request):
    """My sessions as a calendar to subscribe to: whether it has an address, and since when."""
    found = CalendarFeed.objects.visible_to(request.user).first()
    context = {"feed": found, "key": calendars.key_for_next(found)}
    return render(request, "forums/feed.html", context)


@members_post("forums:feed")
def feed_new(request):
    """Give my calendar a new address, and show it: this once, for only a hash of it is kept."""
    form = KeyForm(request.POST)
    if not form.is_valid():
        return redirect("forums:feed")
    try:
        token = calendars.open_feed(form.cleaned_data["key"], by=request.user)
    except OutOfDate as refusal:
        messages.error(request, str(refusal))
        return redirect("forums:feed")
    path = reverse("forums:private-calendar", args=[token])
    address = f"{settings.SITE_URL}{path}"
    context = {"address": address, "to_subscribe": f"webcal://{urlsplit(address).netloc}{path}"}
    return render(request, "forums/feed_address.html", context)


@members_post("forums:feed")
def feed_revoke(request):
    """Take the address of my calendar back."""
    calendars.close_feed(by=request.user)
    messages.success(request, _("Taken back. Nobody reads your calendar at the old address."))
    return redirect("forums:feed")
