"""Notes of a session: writing them together, each item with its page and its history."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from forums import rules
from forums.actions import notes as verbs
from forums.actions.agreed import mark_of
from forums.choices import Section
from forums.errors import OutOfDate, WrittenMeanwhile
from forums.forms.notes import (
    ChangedNoteForm,
    MovedForm,
    NewNoteForm,
    RevisionForm,
    SectionForm,
    initial_of,
)
from forums.models import Note, Record, Session
from forums.pages.differences import differences
from forums.pages.notes import NotePage, NotesPage, history_of, merged
from leeds_leaders.doors import members_post
from leeds_leaders.errors import Refused
from leeds_leaders.htmx import wants_part
from leeds_leaders.paging import page_of
from leeds_leaders.stamps import kept_for_visitors
from peers.views.between import sent

NOTES = "forums:notes"
VERSIONS = 40  # of a page


def _record(request, slug) -> Record:
    """The record of a session, with which it came. Raises `Http404`."""
    records = Record.objects.visible_to(request.user).select_related("session")
    return get_object_or_404(records, session__slug=slug)


def _written_record(request, slug) -> Record:
    """One whose notes the viewer may write now. Raises `Http404`, `PermissionDenied`."""
    record = _record(request, slug)
    if not rules.can_write_notes(request.user, record):
        raise PermissionDenied
    return record


def _written_note(request, slug, pk) -> Note:
    """An item that the viewer may change now, perhaps one that was taken out."""
    record = _written_record(request, slug)
    found = record.notes.not_hidden_from(request.user)
    found = found.select_related("sector", "question", "action")
    note = get_object_or_404(found, pk=pk)
    note.record = record
    return note


@require_safe
@login_required
def notes(request, slug):
    """Where those who take notes write them; before they have begun, where they begin."""
    session = get_object_or_404(Session.objects.visible_to(request.user), slug=slug)
    arranges = rules.can_edit(request.user, session)
    if arranges and not Record.objects.visible_to(request.user).filter(pk=session.pk).exists():
        return render(request, "forums/notes_begin.html", {"session": session})
    record = _written_record(request, slug)
    context = {
        "session": record.session,
        "record": record,
        "page": NotesPage(record, request.user),
        "forms": [_new_form(request, record, section) for section in Section],
        "arranges": arranges,
    }
    return render(request, "forums/notes.html", context)


@require_safe
@login_required
def notes_since(request, slug, since: int):
    """What the notes say now, unless it is what they said `since`: then nothing."""
    record = _written_record(request, slug)
    page = NotesPage(record, request.user)
    if page.seal == since:
        return HttpResponse(status=204)
    context = {"session": record.session, "record": record, "page": page}
    return render(request, "forums/notes_parts.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def note_new(request, slug):
    """Write one more item."""
    record = _written_record(request, slug)
    asked = SectionForm(sent(request) or request.GET)
    if not asked.is_valid():
        raise BadRequest(_("There is no such section."))
    form = _new_form(request, record, asked.cleaned_data["section"])
    if form.is_bound and form.is_valid():
        try:
            note = verbs.write(record, form.item(), by=request.user, key=form.cleaned_data["key"])
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return _done(request, note)
    return _form(request, form, {"record": record})


@require_safe
@kept_for_visitors("records", "sessions", "projects", "peers", "words")
def note(request, slug, pk):
    """One item, in its section, with what hangs on it."""
    found = Note.objects.visible_to(request.user).for_page().select_related("record__session")
    item = get_object_or_404(found, record__session__slug=slug, pk=pk)
    record = item.record
    context = {
        "session": record.session,
        "record": record,
        "page": NotePage(item, request.user),
        "may_write": rules.can_write_notes(request.user, record),
    }
    return render(request, "forums/note.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def note_edit(request, slug, pk):
    """Say it otherwise. If somebody else did meanwhile, both texts are shown."""
    note = _written_note(request, slug, pk)
    form = _changed_form(request, note, sent(request), initial=initial_of(note))
    if form.is_bound and form.is_valid():
        revision = form.cleaned_data["revision"]
        try:
            note = verbs.change(note, form.item(), revision=revision, by=request.user)
        except (OutOfDate, WrittenMeanwhile) as refusal:
            return _conflict(request, note, form, refusal)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return _done(request, note)
    return _form(request, form, {"record": note.record, "note": note})


@members_post(NOTES, "slug")
def note_remove(request, slug, pk):
    """Take it out; it can be brought back."""
    note = verbs.remove(_written_note(request, slug, pk), by=request.user)
    return _done(request, note, _("Taken out. It can be brought back from its history."))


@members_post(NOTES, "slug")
def note_bring_back(request, slug, pk):
    """Put it back where it stood."""
    note = verbs.bring_back(_written_note(request, slug, pk), by=request.user)
    return _done(request, note, _("It is back."))


@require_safe
@login_required
def note_history(request, slug, pk):
    """What it said before, who wrote it, and when."""
    note = _written_note(request, slug, pk)
    versions = note.versions.visible_to(request.user).select_related("sector")
    page = page_of(request.GET, versions, size=VERSIONS)
    rows = list(versions[page.start_index() - 1 : page.end_index() + 1])
    context = {
        "session": note.record.session,
        "record": note.record,
        "note": note,
        "page": page,
        "versions": history_of(rows, request.user),
    }
    return render(request, "forums/note_history.html", context)


@members_post(NOTES, "slug")
def note_restore(request, slug, pk):
    """Have it say again what it said before."""
    note = _written_note(request, slug, pk)
    form = RevisionForm(request.POST)
    if not form.is_valid():
        raise BadRequest(_("There is no such version of it."))
    try:
        note = verbs.restore(note, form.cleaned_data["revision"], by=request.user)
    except Refused as refusal:
        return _refused(request, note, refusal)
    return _done(request, note, _("It says again what it said then."))


@members_post(NOTES, "slug")
def note_up(request, slug, pk):
    """Before the item that stands before it."""
    return _move(request, slug, pk, verbs.move_up)


@members_post(NOTES, "slug")
def note_down(request, slug, pk):
    """After the item that stands after it."""
    return _move(request, slug, pk, verbs.move_down)


def _move(request, slug, pk, verb):
    note = _written_note(request, slug, pk)
    form = MovedForm(request.POST)
    if not form.is_valid():
        raise BadRequest(_("The page did not say where this was."))
    try:
        verb(note, by=request.user, was=form.cleaned_data["place"])
    except Refused as refusal:
        return _refused(request, note, refusal)
    return _done(request, note)


def _new_form(request, record: Record, section: str) -> NewNoteForm:
    return NewNoteForm(sent(request), viewer=request.user, session=record.session, section=section)


def _changed_form(request, note: Note, data=None, **kwargs) -> ChangedNoteForm:
    session, section = note.record.session, note.section
    return ChangedNoteForm(
        data, viewer=request.user, session=session, section=section, note=note, **kwargs
    )


def _conflict(request, note: Note, form: ChangedNoteForm, refusal):
    """Both texts, side by side, with what else differs, and a form that begins with both texts and
    with what its writer said beside them, and saves over neither."""
    item = form.item()
    now = _written_note(request, note.record.session.slug, note.pk)
    said = {name: form.data.getlist(name) for name in ("causes",)} | {
        name: form.data.get(name, "") for name in ("section", "pace", "sector", "is_prose")
    }
    again = said | {"words": merged(item.words, now.words), "revision": now.revision}
    context = {
        "record": note.record,
        "note": now,
        "mine": item.words,
        "conflict": refusal,
        "differences": differences(item, now, request.user),
    }
    new = _changed_form(request, now, initial=again, agreed=_agreed_anew(form, now))
    return _form(request, new, context, status=409)


def _agreed_anew(form: ChangedNoteForm, now: Note) -> QueryDict | None:
    """What somebody said of who does it and by when, as said after what stands there now."""
    if form.agreed is None:
        return None
    said = form.data.copy()
    said["agreed-was"] = mark_of(now.action) if now.action else ""
    return said


def _form(request, form, context: dict, *, status: int | None = None):
    """The page of a form; to the page on which it stands already, the form alone."""
    context |= {"form": form, "session": context["record"].session}
    template = "forums/note_form_part.html" if wants_part(request) else "forums/note_form.html"
    is_wrong = form.is_bound and not form.is_valid()
    return render(request, template, context, status=status or (422 if is_wrong else 200))


def _done(request, note: Note, words: str = ""):
    """Back to where it stands; the page on which it stands fetches it by itself."""
    if wants_part(request):
        return HttpResponse(status=204, headers=_saved_as(note))
    if words:
        messages.success(request, words)
    return redirect(f"{reverse(NOTES, args=[note.record.session.slug])}#{note.anchor}")


def _saved_as(note: Note) -> dict[str, str]:
    """What a form needs in which somebody went on writing while it was sent: from where it goes
    on."""
    note.refresh_from_db(fields=["action"])
    agreed = {"Note-Agreed": mark_of(note.action)} if note.action else {}
    return {"Note-Revision": str(note.revision)} | agreed


def _refused(request, note: Note, refusal):
    if wants_part(request):
        return HttpResponse(str(refusal), status=409, content_type="text/plain; charset=utf-8")
    messages.error(request, str(refusal))
    return redirect(f"{reverse(NOTES, args=[note.record.session.slug])}#{note.anchor}")
