"""What of forums is moderated (leeds_leaders/moderation/kinds.py).

Series are written by organisers alone, pulses are sums, and what somebody writes beside a booking
is read by those who arrange the session. A venue that is hidden has no page and is not offered; on
the pages of sessions that are held there it stays, since people have to find it.
"""

from collections.abc import Iterable
from functools import partial
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from forums.actions import hidden_sessions, moderating, perspectives, responses
from forums.models import (
    Action,
    AgendaItem,
    Answer,
    Lesson,
    Note,
    Outcome,
    Perspective,
    Question,
    Response,
    Session,
    SessionMessage,
    Venue,
)
from leeds_leaders.moderation.actions import let_stand, take_away
from leeds_leaders.moderation.actions.hiding import hide
from leeds_leaders.moderation.kinds import Kind, Words
from projects.emails.leads import leads_of

# Of what is seen at once, and stands in one place.
SEEN_AT_ONCE: dict[str, Any] = {"approve": let_stand, "decline": take_away, "hide": hide}
HOSTS = ArraySubquery(
    Session.hosts.through.objects.filter(session=OuterRef("pk")).order_by("peer").values("peer")
)
# Of what stands on pages that say of nobody that it is theirs: what is agreed and asked belongs to
# the session, lessons are read without whose they are, and an agenda names whoever comes only to
# those who may read that they come.
NAMES_NOBODY = Q(pk__isnull=False)
# Of what stands in notes and beyond them.
IN_NOTES: dict[str, Any] = {
    "approve": moderating.let_stand_with_others,
    "decline": moderating.take_away_with_others,
    "hide": moderating.hide_with_others,
    "nameless": NAMES_NOBODY,
}


def _one(name: str, thing) -> list:
    """Whose thing it is, by the name of the link, if they are still here."""
    author = getattr(thing, name)
    return [author] if author else []


def _by(name: str) -> dict[str, Any]:
    return {"authors": partial(_one, name), "mine": name}


def _authors_of_session(session: Session) -> list:
    """Whoever proposed it, and those who host it."""
    first = _one("proposed_by", session)
    return [*first, *(host for host in session.hosts.order_by("pk") if host not in first)]


def _wrote_session(session: Session) -> Any:
    """Whoever proposed it, if nobody else hosts it: all hosts write what it says."""
    return session.proposed_by if _authors_of_session(session) == [session.proposed_by] else None


def _authors_of_action(action: Action) -> list:
    """Those who wrote it down; they do not do it, perhaps, but its words are theirs. Where none of
    them is left, those who said that they do it."""
    notes = action.notes.select_related("written_by").exclude(written_by=None).order_by("pk")
    wrote = list(dict.fromkeys(note.written_by for note in notes))
    if wrote:
        return wrote
    return [owner.peer for owner in action.owners.willing().select_related("peer").order_by("pk")]


def _of_session(session: Session | None) -> list:
    """In whose session something is said: it is about them, too."""
    return _authors_of_session(session) if session else []


def _answered(response: Response) -> list:
    """Whoever is answered, and in whose session."""
    about = response.parent or response.perspective
    session = response.session or (response.note.record.session if response.note else None)
    return [*([about.author] if about else []), *_of_session(session)]


def _doers(action: Action) -> list:
    owners = action.owners.select_related("peer").order_by("pk")
    return [*(owner.peer for owner in owners), *_of_session(action.session)]


def _facts_of_session(session: Session) -> Iterable[tuple[Words, str]]:
    yield _("when"), session.when
    yield _("where"), session.where or session.online_link
    yield _("hosts"), ", ".join(str(host) for host in session.hosts.order_by("pk"))
    yield _("state"), str(session.get_state_display())


def _facts_of_note(note: Note) -> Iterable[tuple[Words, str]]:
    yield _("session"), str(note.record.session)
    yield _("section"), str(note.get_section_display())


def _facts_of_perspective(perspective: Perspective) -> Iterable[tuple[Words, str]]:
    yield _("kind"), str(perspective.get_kind_display())
    yield _("who may read it"), str(perspective.get_read_by_display())
    if perspective.is_unnamed:
        yield _("by name"), str(_("no: others do not read who wrote it"))


def _facts_of_response(response: Response) -> Iterable[tuple[Words, str]]:
    yield _("in answer to"), str(response.parent or response.about)


def _facts_of_outcome(outcome: Outcome) -> Iterable[tuple[Words, str]]:
    yield _("project"), str(outcome.project)
    yield _("state"), str(outcome.get_state_display())


def _facts_of_message(message: SessionMessage) -> Iterable[tuple[Words, str]]:
    yield _("to"), f"{message.get_sent_to_display()}: {message.session}"
    yield _("sent"), str(_("yes") if message.told_at else _("not yet"))


def _session_of(thing) -> Iterable[tuple[Words, str]]:
    yield _("session"), str(thing.session or "–")


KINDS: list[Kind] = [
    Kind(
        name="session",
        title=_("a session"),
        plural=_("sessions"),
        model=Session,
        texts=(
            "title",
            "theme",
            "purpose",
            "room",
            "online_link",
            "bring",
            "contact",
            "concessions",
            "funded_by",
            "cost_note",
            "ticket_link",
            "reason",
        ),
        authors=_authors_of_session,
        wrote=_wrote_session,
        mine="proposed_by",
        ours=lambda peer: Q(hosts=peer),
        key="slug",
        approve=hidden_sessions.let_session_stand,
        decline=hidden_sessions.take_session_away,
        hide=hidden_sessions.hide_session,
        edit_url=lambda session: reverse("forums:edit", args=[session.slug]),
        facts=_facts_of_session,
        beside=("starts_at", "ends_at", "venue__name", "venue__address", HOSTS),
        joined=("proposed_by", "venue"),
    ),
    Kind(
        name="perspective",
        title=_("a perspective"),
        plural=_("perspectives"),
        model=Perspective,
        texts=perspectives.TEXTS,
        **_by("author"),
        approve=perspectives.restore,
        decline=perspectives.decline,
        hide=moderating.hold_perspective,
        nameless=Q(is_unnamed=True),
        parties=lambda perspective: _of_session(perspective.session),
        facts=_facts_of_perspective,
        beside=("kind", "read_by", "is_unnamed"),
        joined=("author", "session"),
    ),
    Kind(
        name="response",
        title=_("a response"),
        plural=_("responses"),
        model=Response,
        texts=("heard", "words", "meant"),
        **_by("author"),
        approve=responses.restore,
        decline=responses.decline,
        hide=moderating.hold_response,
        nameless=Q(is_unnamed=True),
        parties=_answered,
        facts=_facts_of_response,
        joined=("author", "parent", "perspective", "note", "session"),
    ),
    Kind(
        name="note",
        title=_("an item of notes"),
        plural=_("items of notes"),
        model=Note,
        texts=("words",),
        **_by("written_by"),
        **IN_NOTES,
        edit_url=lambda note: reverse("forums:note-edit", args=[note.record.session.slug, note.pk]),
        parties=lambda note: _of_session(note.record.session),
        facts=_facts_of_note,
        beside=("section",),
        joined=("written_by", "record__session", "question", "action"),
    ),
    Kind(
        name="question",
        title=_("a question"),
        plural=_("questions"),
        model=Question,
        texts=("words", "reason"),
        **_by("asked_by"),
        **IN_NOTES,
        parties=lambda question: _of_session(question.session),
        facts=_session_of,
        joined=("asked_by", "session"),
    ),
    Kind(
        name="answer",
        title=_("an answer to a question"),
        plural=_("answers to questions"),
        model=Answer,
        texts=("words",),
        **_by("by"),
        approve=moderating.let_answer_stand,
        decline=moderating.take_answer_away,
        hide=moderating.hide_answer,
        nameless=NAMES_NOBODY,
        parties=lambda answer: _of_session(answer.question.session),
        facts=lambda answer: [(_("question"), str(answer.question))],
        joined=("by", "question"),
    ),
    Kind(
        name="action",
        title=_("an action that was agreed"),
        plural=_("actions that were agreed"),
        model=Action,
        texts=("words", "result", "reason"),
        authors=_authors_of_action,
        ours=lambda peer: Q(notes__written_by=peer),
        key="key",
        **IN_NOTES,
        parties=_doers,
        facts=_session_of,
        joined=("session",),
    ),
    Kind(
        name="agenda-item",
        title=_("something brought to an agenda"),
        plural=_("what is brought to agendas"),
        model=AgendaItem,
        texts=("title", "words"),
        **_by("proposed_by"),
        **SEEN_AT_ONCE,
        nameless=NAMES_NOBODY,
        parties=lambda item: _of_session(item.session),
        facts=_session_of,
        joined=("proposed_by", "session"),
    ),
    Kind(
        name="outcome",
        title=_("an outcome"),
        plural=_("outcomes"),
        model=Outcome,
        texts=("words", "limited_by", "evidence"),
        **_by("said_by"),
        key="key",
        approve=moderating.let_outcome_stand,
        decline=take_away,
        hide=hide,
        parties=lambda outcome: leads_of(outcome.project),
        facts=_facts_of_outcome,
        joined=("said_by", "project"),
    ),
    Kind(
        name="lesson",
        title=_("a lesson that somebody takes back"),
        plural=_("lessons that people take back"),
        model=Lesson,
        texts=("words",),
        **_by("peer"),
        **SEEN_AT_ONCE,
        nameless=NAMES_NOBODY,
        parties=lambda lesson: _of_session(lesson.session),
        facts=_session_of,
        joined=("peer", "session"),
    ),
    Kind(
        name="venue",
        title=_("a venue"),
        plural=_("venues"),
        model=Venue,
        texts=("name", "address", "access_notes", "photo_alt"),
        **_by("created_by"),
        key="slug",
        **SEEN_AT_ONCE,
        edit_url=lambda venue: reverse("forums:venue-edit", args=[venue.slug]),
        photos=lambda venue: [venue.photo_url] if venue.photo else [],
        beside=("photo", "latitude", "longitude"),
        joined=("created_by",),
    ),
    Kind(
        name="session-message",
        title=_("a message to those who come"),
        plural=_("messages to those who come"),
        model=SessionMessage,
        texts=("subject", "words"),
        **_by("by"),
        approve=moderating.let_message_go,
        decline=take_away,
        hide=hide,
        facts=_facts_of_message,
        joined=("by", "session"),
        can_be_undone=False,
    ),
]
