"""The record of a session: who writes it, who reads it."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import BadRequest, PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from forums import rules
from forums.actions import record as verbs
from forums.forms.record import RecordForm, TakenBackForm, initial_of
from forums.models import Record, Session
from leeds_leaders.doors import members_post
from peers.views.between import change, fill_in, sent

RECORD = "forums:record"


def _arranged_session(request, slug) -> Session:
    """One that the viewer arranges. Raises `Http404`, `PermissionDenied`."""
    session = get_object_or_404(Session.objects.visible_to(request.user), slug=slug)
    if not rules.can_edit(request.user, session):
        raise PermissionDenied
    return session


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def record(request, slug):
    """Who takes notes, whether it is a closed session, and each step to more readers."""
    session = _arranged_session(request, slug)
    found = Record.objects.visible_to(request.user).filter(session=session).first() or Record(
        session=session
    )
    found.session = session
    form = RecordForm(
        sent(request), viewer=request.user, record=found, initial=initial_of(found, request.user)
    )

    def save(**_said):
        verbs.arrange(verbs.record_of(session), form.writing(), by=request.user)

    context = {"session": session, "record": found, "form": form}
    to = reverse(RECORD, args=[slug])
    return fill_in(request, "forums/record.html", context, save=save, done=_("Saved."), to=to)


@members_post(RECORD, "slug")
def record_begin(request, slug):
    """Begin the notes, with what earlier sessions of the series left open."""
    verbs.record_of(_arranged_session(request, slug))
    return redirect("forums:notes", slug=slug)


@members_post(RECORD, "slug")
def record_share(request, slug):
    """Let those who came read it."""
    session = _arranged_session(request, slug)
    return _step(request, session, verbs.share, _("Those who came can read the notes now."))


@members_post(RECORD, "slug")
def record_publish(request, slug):
    """Let everybody read it."""
    session = _arranged_session(request, slug)
    return _step(request, session, verbs.publish, _("Everybody can read the notes now."))


@members_post(RECORD, "slug")
def record_take_back(request, slug):
    """One step back."""
    session = _arranged_session(request, slug)
    form = TakenBackForm(request.POST)
    if not form.is_valid():
        raise BadRequest(_("The page did not say who could read the notes."))

    def back(found, *, by):
        verbs.take_back(found, by=by, was=form.cleaned_data["was"])

    return _step(request, session, back, _("Taken back by one step."))


def _step(request, session: Session, verb, done):
    found = get_object_or_404(Record.objects.visible_to(request.user), session=session)
    return change(request, verb, found, done, to=reverse(RECORD, args=[session.slug]))
