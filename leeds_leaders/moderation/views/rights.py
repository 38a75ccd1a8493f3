"""Privacy, rules of the house, accessibility, complaints about data."""

from allauth.core import ratelimit
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from leeds_leaders.doors import visitors_form
from leeds_leaders.errors import Refused
from leeds_leaders.moderation.actions import complaints
from leeds_leaders.moderation.forms.rights import ComplaintForm
from leeds_leaders.moderation.models.rights import DAYS_TO_ANSWER
from leeds_leaders.moderation.pages import rights
from leeds_leaders.stamps import kept_for_visitors


@require_safe
@kept_for_visitors("words")
def privacy(request):
    """What is held, why, and for how long, as the code does it; which cookies."""
    context = {
        "storeys": rights.storeys(),
        "keepings": rights.keepings(),
        "cookies": rights.cookies(),
    }
    return render(request, "moderation/privacy.html", context)


@require_safe
@kept_for_visitors("words")
def house_rules(request):
    """The rules by which reports and moderators go, each explained."""
    return render(request, "moderation/house_rules.html", {"rules": rights.RULES})


@require_safe
@kept_for_visitors("words")
def accessibility(request):
    """What was tested, what is not good yet, and whom to tell."""
    return render(request, "moderation/accessibility.html", {"looked_at": rights.LOOKED_AT})


@visitors_form
@require_http_methods(["GET", "HEAD", "POST"])
@kept_for_visitors("words")
def data_complaint(request):
    """Say that data was not treated as it should be; with an account or without."""
    form = ComplaintForm(request.POST if request.method == "POST" else None, viewer=request.user)
    context = {"form": form, "days": DAYS_TO_ANSWER}
    if not form.is_valid():
        status = 422 if request.method == "POST" else 200
        return render(request, "moderation/data_complaint.html", context, status=status)
    key = form.cleaned_data["email"]
    if not ratelimit.consume(request, action="complain_about_data", key=key):
        return ratelimit.respond_429(request)
    try:
        made = complaints.complain(by=request.user, **form.said())
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return render(request, "moderation/data_complaint.html", context, status=422)
    return render(request, "moderation/data_complaint.html", context | {"made": made})
