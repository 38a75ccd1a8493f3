"""Series: what they are for, their days, and laying out their sessions."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from forums import actions, rules
from forums.actions.series import hosts_in_turn
from forums.forms.series import DayOfSeriesForm, LayOutForm, NextForm, SeriesForm, initial_of_series
from forums.models import Series
from forums.pages.series import coming_days, free_days, next_days, passed_sessions
from leeds_leaders.doors import members_post
from leeds_leaders.errors import Refused
from leeds_leaders.paging import page_of
from leeds_leaders.stamps import kept_for_visitors
from peers.models import Peer
from peers.views.between import sent

PER_PAGE = 30


def _series(request, slug) -> Series:
    series = Series.objects.visible_to(request.user).select_related("venue")
    return get_object_or_404(series, slug=slug)


def _to_arrange(request, slug) -> Series:
    """A series whose sessions the viewer may write down. Raises `PermissionDenied`."""
    series = _series(request, slug)
    if not rules.can_arrange(request.user, series):
        raise PermissionDenied
    return series


@require_safe
@kept_for_visitors("sessions", "ground")
def series_list(request):
    """All series, with their rules."""
    series = Series.objects.visible_to(request.user).select_related("venue")
    context = {
        "page": page_of(request.GET, series, size=PER_PAGE),
        "can_begin": rules.is_organiser(request.user),
    }
    return render(request, "forums/series_list.html", context)


@require_safe
@kept_for_visitors("sessions", "records", "ground")
def series_detail(request, slug):
    """A series: what it is to answer, its next days, and what has been."""
    series = _series(request, slug)
    can_arrange = rules.can_arrange(request.user, series)
    days = next_days(series, request.user)
    context = {
        "series": series,
        "days": days,
        "page": page_of(request.GET, passed_sessions(series, request.user), size=PER_PAGE),
        "can_arrange": can_arrange,
        "can_edit": rules.is_organiser(request.user),
        "lay_out": LayOutForm(days=[day.day for day in days if day.is_free]),
    }
    return render(request, "forums/series.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def series_new(request):
    """Begin a series."""
    if not rules.is_organiser(request.user):
        raise PermissionDenied
    form = SeriesForm(sent(request), viewer=request.user)
    return _written(request, form, lambda: actions.begin_series(form.details(), by=request.user))


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def series_edit(request, slug):
    """Change a series; what is laid out stays as it is."""
    series = _series(request, slug)
    if not rules.is_organiser(request.user):
        raise PermissionDenied
    form = SeriesForm(
        sent(request), initial=initial_of_series(series), viewer=request.user, series=series
    )

    def change() -> Series:
        return actions.change_series(series, form.details(), by=request.user)

    return _written(request, form, change, series)


def _written(request, form: SeriesForm, save: Callable[[], Series], series: Series | None = None):
    if form.is_bound and form.is_valid():
        messages.success(request, _("Saved."))
        return redirect(save())
    context = {"form": form, "series": series}
    status = 422 if form.is_bound else 200
    return render(request, "forums/series_form.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def series_session_new(request, slug):
    """The next session of a series: a day and a question are enough."""
    series = _to_arrange(request, slug)
    seen = Peer.objects.visible_to(request.user)
    hosts = hosts_in_turn(series).filter(pk__in=seen.values("pk"))
    form = NextForm(sent(request), days=free_days(series), hosts=hosts)
    if form.is_bound and form.is_valid():
        said = {name: form.cleaned_data[name] for name in ("day", "theme", "hosts")}
        try:
            session = actions.arrange(series, by=request.user, **said)
            if "publish" in request.POST and rules.is_organiser(request.user):
                session = actions.publish(session, by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Written down: the session is “%s”.") % session)
            return redirect("forums:organise", session.slug)
    context = {
        "series": series, "form": form, "can_publish": rules.is_organiser(request.user),
    }  # fmt: skip
    status = 422 if form.is_bound else 200
    return render(request, "forums/series_next.html", context, status=status)


@members_post("forums:series", "slug")
def series_lay_out(request, slug):
    """Write down the sessions of some of the next days, or publish them at once."""
    series = _to_arrange(request, slug)
    form = LayOutForm(request.POST, days=coming_days(series))
    if not form.is_valid():
        messages.error(request, _("Tick at least one of the next days."))
        return redirect(series)
    is_published = "publish" in request.POST and rules.is_organiser(request.user)
    days = form.cleaned_data["days"]
    try:
        laid = actions.lay_out(series, days, by=request.user, is_published=is_published)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        words = ngettext("%d session is laid out.", "%d sessions are laid out.", len(laid))
        messages.success(request, words % len(laid))
    return redirect(series)


@members_post("forums:series", "slug")
def series_skip(request, slug):
    """Leave a day out."""
    return _day(request, slug, actions.skip, _("That day is left out."))


@members_post("forums:series", "slug")
def series_bring_back(request, slug):
    """Let a day be one of the series again."""
    return _day(request, slug, actions.bring_day_back, _("That day is one of the series again."))


def _day(request, slug, verb: Callable, done: str):
    series = _to_arrange(request, slug)
    form = DayOfSeriesForm(request.POST)
    try:
        if form.is_valid():
            verb(series, form.cleaned_data["day"], by=request.user)
            messages.success(request, done)
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect(series)
