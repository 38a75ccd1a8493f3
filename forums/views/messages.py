"""Writing to those who come."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from forums.actions import messages as verbs
from forums.forms.messages import MessageForm
from forums.views.doors import own_session
from leeds_leaders.errors import Refused
from peers.views.between import sent

SHOWN = 20  # of what was written before


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def message(request, slug):
    """Write to those who go or wait: it is shown first, and to how many it goes, then sent."""
    session = own_session(request, slug)
    form = MessageForm(sent(request))
    context = {
        "session": session, "form": form,
        "before": session.messages.select_related("by")[:SHOWN],
    }  # fmt: skip
    if form.is_valid():
        data = form.cleaned_data
        if "send" in request.POST:
            try:
                verbs.send(session, by=request.user, **data)
            except Refused as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, _("Sent. It is on its way to them."))
                return redirect("forums:message", slug)
        else:
            context["reached"] = session.bookings.reached_by(data["sent_to"]).count()
    return render(
        request, "forums/organise_message.html", context, status=422 if form.errors else 200
    )
