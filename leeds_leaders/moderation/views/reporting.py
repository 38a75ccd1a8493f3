"""Saying that something breaks a rule of the house, and learning what came of it."""

from allauth.account.adapter import get_adapter
from allauth.core import ratelimit
from allauth.core.internal.ratelimit import truncate_ip
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Model
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from leeds_leaders.doors import for_holders_of_a_link, visitors_form
from leeds_leaders.errors import Refused
from leeds_leaders.moderation.actions import reporting
from leeds_leaders.moderation.emails.deciding import named
from leeds_leaders.moderation.errors import AlreadySaid
from leeds_leaders.moderation.forms.reporting import ReportForm
from leeds_leaders.moderation.kinds import Kind, kinds
from leeds_leaders.moderation.models import Report
from leeds_leaders.text import odd_characters


@visitors_form
@require_http_methods(["GET", "HEAD", "POST"])
def report(request, kind: str, key: str):
    """The form by which anybody reports a thing that they can see, but nobody one of their own."""
    its_kind, thing = _seen(request.user, kind, key)
    if request.user in its_kind.authors(thing):
        raise PermissionDenied
    form = ReportForm(request.POST if request.method == "POST" else None)
    context = {"kind": its_kind, "named": named(thing), "url": its_kind.url(thing), "form": form}
    if not form.is_valid():
        return _page(request, context)
    if not _may_report_more(request):
        return ratelimit.respond_429(request)
    try:
        token = reporting.report(thing, **_sender(request), **form.cleaned_data)
    except AlreadySaid as refusal:
        return render(request, "moderation/report_again.html", context | {"words": refusal})
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _page(request, context)
    return redirect("moderation:report-seen", token)


@for_holders_of_a_link
@require_safe
def seen(request, token):
    """Thanks at first, and later what came of it: for whoever has the address."""
    made = Report.objects.of_token(token)
    if made is None:
        return render(request, "moderation/link_unknown.html", status=404)
    context = {"report": made, "kind": kinds()[made.case.kind]}
    return render(request, "moderation/report_seen.html", context)


def _seen(viewer, name: str, key: str) -> tuple[Kind, Model]:
    """The kind and the thing, through the door of its own app."""
    kind = kinds().get(name)
    if kind is None or not kind.can_be_reported or odd_characters(key):
        raise Http404
    try:
        return kind, get_object_or_404(kind.visible_to(viewer), **{kind.key: key})
    except (ValueError, ValidationError) as unreadable:
        raise Http404 from unreadable


def _page(request, context: dict):
    status = 422 if context["form"].errors else 200
    response = render(request, "moderation/report.html", context, status=status)
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _sender(request) -> dict:
    if request.user.is_authenticated:
        return {"by": request.user}
    return {"sender": reporting.sender_of(truncate_ip(get_adapter().get_client_ip(request)))}


def _may_report_more(request) -> bool:
    """Members are counted by who they are, visitors by where they come from."""
    who = "member" if request.user.is_authenticated else "visitor"
    return ratelimit.consume(request, action=f"report_by_{who}")
