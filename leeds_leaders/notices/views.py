"""The inbox, what somebody wants to hear, and the links that stop a mail."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from leeds_leaders.doors import for_holders_of_a_link, members_post
from leeds_leaders.notices import actions, rules, sources
from leeds_leaders.notices.choices import Given, Purpose, Rhythm
from leeds_leaders.notices.forms import (
    PauseForm,
    SettingsForm,
    form_to_resubscribe,
    initial_of,
)
from leeds_leaders.notices.models import Address, Consent, Notice, Preference
from leeds_leaders.notices.models.preference import STATEMENTS
from leeds_leaders.paging import PageForm, page_of

PER_PAGE = 20


# The inbox ---------------------------------------------------------------------------------------


@require_safe
@login_required
def inbox(request):
    """What somebody was told, newest first; of whom they may not see any more, not what."""
    page = page_of(request.GET, Notice.objects.visible_to(request.user), size=PER_PAGE)
    page.object_list = notices = list(page.object_list)
    sources.mark_unseen(notices)
    return render(request, "notices/inbox.html", {"page": page})


@members_post("notices:inbox")
def read(request, pk):
    """Mark one notice as read; `open` goes on to what it is about."""
    notice = get_object_or_404(Notice.objects.visible_to(request.user), pk=pk)
    actions.mark_read(request.user, notice)
    sources.mark_unseen([notice])
    if "open" in request.POST and notice.url and not notice.names_unseen:
        return redirect(notice.url)
    return _back_to_inbox(request)


@members_post("notices:inbox")
def read_all(request):
    """Mark everything as read."""
    actions.mark_all_read(request.user)
    return _back_to_inbox(request)


def _back_to_inbox(request):
    form = PageForm(request.POST)
    page = form.cleaned_data["page"] if form.is_valid() else None
    return redirect(reverse("notices:inbox", query={"page": page} if page else None))


# What I want to hear -----------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def settings(request):
    """The digest, what to follow, and a switch for each kind of letter."""
    if request.method != "POST":
        return _settings_page(request)
    form = SettingsForm(request.POST)
    if not form.is_valid():
        return _settings_page(request, form=form)
    actions.set_preferences(request.user, **form.preferences())
    messages.success(request, _("Saved. It holds from the next letter on."))
    return redirect("notices:settings")


@members_post("notices:settings")
def pause(request):
    """Be quiet until a day."""
    form = PauseForm(request.POST)
    if not form.is_valid():
        return _settings_page(request, pause_form=form)
    actions.pause(request.user, form.cleaned_data["until"])
    messages.success(request, _("Quiet now. You can end the pause at any time."))
    return redirect("notices:settings")


@members_post("notices:settings")
def resume(request):
    """End a pause."""
    actions.resume(request.user)
    messages.success(request, _("The pause is over. Letters come again."))
    return redirect("notices:settings")


@members_post("notices:settings")
def revoke_links(request):
    """Make the links at the foot of old letters worth nothing."""
    actions.revoke_links(request.user)
    messages.success(request, _("Done. Links in letters so far can stop nothing any more."))
    return redirect("notices:settings")


def _settings_page(request, form=None, pause_form=None):
    """The page, with the form that could not be accepted, if any."""
    preference = _preference_of(request.user)
    context = {
        "form": form or SettingsForm(initial=initial_of(preference)),
        "pause_form": pause_form or PauseForm(),
        "preference": preference,
        "is_paused": rules.is_paused(preference, timezone.now()),
        "digest_statement": STATEMENTS[Purpose.DIGEST],
        "consents": Consent.objects.visible_to(request.user).latest_of_each(),
        "refused": Address.objects.visible_to(request.user).of(request.user).flagged().first(),
    }
    status = 422 if form or pause_form else 200
    return render(request, "notices/settings.html", context, status=status)


def _preference_of(peer) -> Preference:
    """Somebody's choices, or the defaults."""
    return Preference.objects.visible_to(peer).first() or Preference(peer_id=peer.pk)


# Links in letters --------------------------------------------------------------------------------


@for_holders_of_a_link
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request, token):
    """Show what a link stops; stop it by POST, however often it comes. Nobody has to sign in."""
    found = Preference.objects.of_token(token)
    if found is None:
        return render(request, "notices/link_unknown.html", status=404)
    peer, purpose = found
    before = _preference_of(peer)
    if request.method == "POST":
        is_client = request.POST.get("List-Unsubscribe") == "One-Click"
        actions.unsubscribe(peer, purpose, Given.CLIENT if is_client else Given.LINK)
    rhythm = Rhythm.WEEKLY if before.rhythm == Rhythm.NEVER else before.rhythm
    form = form_to_resubscribe(purpose)(initial={"rhythm": rhythm})
    return _link_page(request, token, peer, purpose, form)


@for_holders_of_a_link
@require_POST
def resubscribe(request, token):
    """Undo what a link has stopped."""
    found = Preference.objects.of_token(token)
    if found is None:
        return render(request, "notices/link_unknown.html", status=404)
    peer, purpose = found
    form = form_to_resubscribe(purpose)(request.POST)
    if not form.is_valid():
        return _link_page(request, token, peer, purpose, form, status=422)
    if rules.can_bring_back(_latest_consent(peer, purpose)):
        actions.resubscribe(peer, purpose, Given.LINK, **form.cleaned_data)
    return redirect("notices:unsubscribe", token)


def _link_page(request, token, peer, purpose, form, status=200):
    context = {
        "token": token,
        "statement": STATEMENTS[purpose],
        "is_on": rules.has_asked_for(_preference_of(peer), purpose),
        "can_bring_back": rules.can_bring_back(_latest_consent(peer, purpose)),
        "form": form,
    }
    return render(request, "notices/unsubscribe.html", context, status=status)


def _latest_consent(peer, purpose) -> Consent | None:
    return Consent.objects.visible_to(peer).filter(purpose=purpose).first()
