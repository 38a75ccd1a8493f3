"""The notes of a session as one document: in by paste, and out again as text."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from forums import rules
from forums.actions.notes import Item, write_all
from forums.actions.record import record_of
from forums.documents import Block, printed
from forums.errors import NotInTheRecord
from forums.forms.pasting import PasteForm, SortingForm
from forums.models import Note, Session
from leeds_leaders.stamps import kept_for_visitors
from peers.views.between import sent


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def paste(request, slug):
    """A whole document, shown first as it is taken apart, then saved. Nothing is kept in between:
    each step carries the text along."""
    session = _written_session(request, slug)
    form = PasteForm(sent(request))
    if not form.is_valid() or "back" in request.POST:
        context = {"session": session, "form": form}
        return render(request, "forums/paste.html", context, status=422 if form.errors else 200)
    sorting = SortingForm(
        form.cleaned_data["blocks"],
        request.POST if "save" in request.POST else None,
        left_out=frozenset({f"### {session.title}", session.title}),
    )
    if sorting.is_valid() and _save(request, session, form, sorting):
        return redirect("forums:notes", slug)
    context = {"session": session, "form": form, "sorting": sorting}
    status = 422 if sorting.errors else 200
    return render(request, "forums/paste_sorting.html", context, status=status)


def _written_session(request, slug) -> Session:
    """A session whose notes the viewer may write. Raises `PermissionDenied`."""
    session = get_object_or_404(Session.objects.visible_to(request.user), slug=slug)
    if not rules.can_write_notes_of(request.user, session):
        raise PermissionDenied
    return session


def _save(request, session: Session, form: PasteForm, sorting: SortingForm) -> bool:
    """Write what was sorted, and say so; or have the form say why not."""
    blocks = sorting.cleaned_data["blocks"]
    items = [Item(block.section, block.words, block.is_prose) for block in blocks]
    try:
        write_all(record_of(session), items, by=request.user, key=form.cleaned_data["key"])
    except NotInTheRecord as refusal:
        sorting.add_error(None, str(refusal))
        return False
    told = ngettext("%d part is saved.", "%d parts are saved.", len(items)) % len(items)
    messages.success(request, told)
    return True


@require_safe
@kept_for_visitors("sessions", "records")
def notes_text(request, slug):
    """The notes as one text that any program reads, and that can be brought in again."""
    session = get_object_or_404(Session.objects.visible_to(request.user), slug=slug)
    notes = Note.objects.visible_to(request.user).filter(record=session.pk).in_order()
    rows = notes.values_list("words", "section", "is_prose")
    text = printed((Block(*row) for row in rows), title=session.title)
    if not rows:
        raise Http404
    response = HttpResponse(text, content_type="text/markdown; charset=utf-8")
    response.headers["Content-Disposition"] = f'inline; filename="{session.slug}.md"'
    return response
