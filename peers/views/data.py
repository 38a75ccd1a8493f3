"""What the site holds of somebody: to look at, to take along, to have erased."""

from allauth.account.decorators import reauthentication_required
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import FileResponse
from django.shortcuts import redirect, render
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe

from leeds_leaders import personal_data
from leeds_leaders.errors import Refused
from peers import actions
from peers.forms.data import EraseForm
from peers.pages.data import Held


@require_safe
@login_required
def data(request):
    """What is held, and what can be done with it."""
    return render(request, "peers/data.html", {"held": Held.of(request.user)})


@require_safe
@login_required
@reauthentication_required
@cache_control(private=True, no_store=True)
def export(request):
    """All of it as one file, for whoever has just shown that it is them."""
    name = f"{slugify(settings.CITY.network)}-{request.user.slug}.zip"
    parcel = personal_data.pack(request.user)
    return FileResponse(parcel, as_attachment=True, filename=name, content_type="application/zip")


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@reauthentication_required
def erase(request):
    """Erase one's account, after saying what happens to what."""
    form = EraseForm(request.POST if request.method == "POST" else None, peer=request.user)
    if form.is_bound and form.is_valid():
        try:
            actions.erase(request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            logout(request)
            messages.success(request, _("Everything of yours is erased. Go well."))
            return redirect("home")
    context = {"form": form, "held": Held.of(request.user)}
    return render(request, "peers/data_erase.html", context, status=422 if form.errors else 200)
