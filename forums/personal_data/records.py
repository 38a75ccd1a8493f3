"""What somebody wrote into the records of sessions: notes, questions, answers and actions.

Others go on with what was said together, so it stays and names nobody. Of what somebody had a hand
in without having written it they take along no more than they may read.
"""

from collections.abc import Iterator

from django.db.models import Exists, Model, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from forums.models import (
    Action,
    ActionOwner,
    Answer,
    Note,
    NoteVersion,
    Question,
    Record,
)
from forums.personal_data.breakfasts import when
from leeds_leaders.personal_data import Fate, Holding, Told, readable
from peers.personal_data.names import Names

ACTION = ("state", "due_on", "cost", "scope", "organisation", "reason", "result", "agreed_at")


def some(row: Model, *names: str) -> Told:
    """Some fields of one row, as a person reads them."""
    return {name: readable(row, name) for name in names}


def _takes_notes(rows: QuerySet, peer) -> Iterator[Told]:
    for row in rows.select_related("record__session"):
        yield when(row.record.session)


def _notes(rows: QuerySet, peer) -> Iterator[Told]:
    """Where and when; the words, which others may have changed since, come with the versions."""
    for row in rows.select_related("record__session"):
        yield when(row.record.session) | some(row, "section", "written_at")


def _versions(rows: QuerySet, peer) -> Iterator[Told]:
    """Each as they left it, where they wrote its words. What they only moved, tagged or took out
    was perhaps never theirs."""
    kept = ("section", "words", "pace", "sector", "revision", "at")
    before = NoteVersion.objects.filter(note=OuterRef("note"), revision=OuterRef("revision") - 1)
    unchanged = before.filter(words=OuterRef("words"))
    rows = rows.filter(~Exists(unchanged), is_removed=False).order_by("at", "pk")
    for row in rows.select_related("note__record__session", "sector"):
        yield when(row.note.record.session) | some(row, *kept)


def _questions(rows: QuerySet, peer) -> Iterator[Told]:
    for row in rows.select_related("session"):
        yield {
            "session": str(row.session or ""),
            **some(row, "words", "state", "reason", "asked_at"),
        }


def _answers(rows: QuerySet, peer) -> Iterator[Told]:
    """With the question, as far as they may read it."""
    seen = Question.objects.visible_to(peer).in_bulk({row.question_id for row in rows})
    for row in rows:
        yield {"question": str(seen.get(row.question_id, "")), **some(row, "words", "at")}


def _owned(rows: QuerySet, peer) -> Iterator[Told]:
    """What they do, and who named them for it."""
    rows = rows.filter(peer=peer).select_related("action__session", "action__organisation")
    names = Names(peer, {row.named_by_id for row in rows})
    for row in rows:
        yield when(row.action.session) | {
            "words": row.action.words,
            **some(row.action, *ACTION),
            "named_by": names.of(row.named_by_id),
            **some(row, "named_at", "said_yes_at"),
        }


def _named(rows: QuerySet, peer) -> Iterator[Told]:
    """Whom they named, as far as they may see them, for what they may still read."""
    rows = rows.filter(named_by=peer).exclude(peer=peer)
    names = Names(peer, {row.peer_id for row in rows})
    seen = Action.objects.visible_to(peer).in_bulk({row.action_id for row in rows})
    for row in rows:
        action = str(seen.get(row.action_id, ""))
        yield {"who": names.of(row.peer_id), "action": action, **some(row, "named_at")}


def _closed(rows: QuerySet, peer) -> Iterator[Told]:
    seen = Action.objects.visible_to(peer).in_bulk([row.pk for row in rows])
    for row in rows:
        yield {"action": str(seen.get(row.pk, "")), **some(row, "state", "closed_at")}


STAYS = _("Stays, without my name: others go on with it.")
HOLDINGS = [
    Holding(
        name="note_taking",
        title=_("Sessions whose notes I take"),
        model=Record.note_takers.through,
        links=["peer"],
        tell=_takes_notes,
    ),
    Holding(
        name="notes",
        title=_("Items of notes that I began, or changed last"),
        model=Note,
        links=["written_by", "changed_by"],
        fate=Fate.NOBODYS,
        afterwards=STAYS,
        tell=_notes,
    ),
    Holding(
        name="notes_written",
        title=_("What I wrote in notes, as I left it"),
        model=NoteVersion,
        links=["by"],
        fate=Fate.NOBODYS,
        afterwards=STAYS,
        tell=_versions,
    ),
    Holding(
        name="questions",
        title=_("Questions that I asked"),
        model=Question,
        links=["asked_by"],
        fate=Fate.NOBODYS,
        afterwards=STAYS,
        tell=_questions,
    ),
    Holding(
        name="answers",
        title=_("Questions that I said the answer to"),
        model=Answer,
        links=["by"],
        fate=Fate.NOBODYS,
        afterwards=STAYS,
        tell=_answers,
    ),
    Holding(
        name="actions",
        title=_("What I said I would do, or was asked to"),
        model=ActionOwner,
        links=["peer"],
        afterwards=_("That it is mine goes for good. What was agreed stays in the notes."),
        tell=_owned,
    ),
    Holding(
        name="actions_given",
        title=_("Whom I named for something to do"),
        model=ActionOwner,
        links=["named_by"],
        fate=Fate.NOBODYS,
        tell=_named,
    ),
    Holding(
        name="actions_closed",
        title=_("Actions that I closed"),
        model=Action,
        links=["closed_by"],
        fate=Fate.NOBODYS,
        tell=_closed,
    ),
]
