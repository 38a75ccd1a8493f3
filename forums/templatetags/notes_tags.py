"""The notes of a session, for its own page."""

from django import template
from django.core.exceptions import BadRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from forums.choices import Pace
from forums.models import Record
from forums.pages.notes import actions_of, parts_of
from leeds_leaders.stamps import kept

register = template.Library()


@register.inclusion_tag("forums/notes_of.html", takes_context=True)
def notes_of(context, session) -> dict:
    """What was said in a session, as far as the viewer may read it, with what hangs on each item.
    No query where nothing was begun; at most three.

    The items are drawn once for all who read the same of them: who does something, and how many
    answered, is asked for each viewer, and is part of what they are kept under.
    """
    request = context["request"]
    pace = _pace_of(request)
    record = None
    if context["page"].has_record:
        found = Record.objects.visible_to(request.user).for_reading(request.user)
        record = found.filter(session=session).first()
    if record is None:
        return {"session": session, "arranges": context.get("can_edit"), "page": context["page"]}
    record.session = session
    actions = actions_of(record, request.user) if record.has_actions else {}
    answered = {each["note"]: each["n"] for each in record.answered}
    lines = [{**vars(action), "_state": None} for action in actions.values()]

    def draw() -> str:
        found = parts_of(record.notes.for_page(), actions, answered, pace=pace)
        parts = [part for part in found if part.items]
        notes_url = reverse("forums:notes", args=[session.slug])
        return render_to_string("forums/notes_read.html", {"notes_url": notes_url, "parts": parts})

    told = (record.pk, record.stamp, pace, get_language(), timezone.localdate(), lines, answered)
    return {
        "session": session,
        "record": record,
        "pace": pace,
        "items": SafeString(kept(draw, "notes", *told)),
        "arranges": context.get("can_edit"),
    }


def _pace_of(request) -> str:
    """Which items the address asks for. Raises `BadRequest`."""
    pace = request.GET.get("pace", "")
    if pace not in {"", *Pace}:
        raise BadRequest(_("There are items for now, and items that need a change."))
    return pace
