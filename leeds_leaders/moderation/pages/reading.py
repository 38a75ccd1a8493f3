"""The texts of a thing as moderators read them: set as others see them, with what has changed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import TextField
from django.utils.html import linebreaks
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext

from leeds_leaders.moderation.actions.claiming import thing_of
from leeds_leaders.moderation.choices import Outcome
from leeds_leaders.moderation.kinds import Kind
from leeds_leaders.moderation.models import Decision
from leeds_leaders.rewording import Patience, changed_words
from leeds_leaders.text import render_markdown


@dataclass(frozen=True)
class Text:
    """One field of a thing as HTML; of one that has changed, what went and what came."""

    label: str
    html: SafeString
    changes: SafeString | str = ""


def read(kind: Kind, before: Mapping[str, str], now: Mapping[str, str]) -> Iterator[Text]:
    """What a thing says now, by field, with what has changed where it is known what it said."""
    patience = Patience()
    for name, words in now.items():
        was = before.get(name, "")
        if not (words or was):
            continue
        changes = changed_words(was, words, patience) if before and was != words else ""
        yield Text(_label(kind, name), _html(kind, name, words), changes)


def _label(kind: Kind, name: str) -> str:
    field = _field(kind, name)
    return capfirst(str(field.verbose_name) if field else name.replace("_", " "))


def _html(kind: Kind, name: str, words: str) -> SafeString:
    """Long texts are Markdown, as on the page of the thing; lines are lines."""
    field = _field(kind, name)
    is_line = field is not None and not isinstance(field, TextField)
    return SafeString(linebreaks(words, autoescape=True)) if is_line else render_markdown(words)


def _field(kind: Kind, name: str) -> Any:
    """The column in which a text stands: of the thing itself, or of a row it is joined with."""
    links: list[Any] = [kind.model._meta.get_field(path.split("__")[0]) for path in kind.joined]
    for model in (kind.model, *(link.related_model for link in links)):
        for field in model._meta.concrete_fields:
            if field.name == name:
                return field
    return None


class DecidedOn:
    """What a decision was about: what it said then, if that is known, and what it says now."""

    def __init__(self, decision: Decision):
        kind, thing = thing_of(decision)
        self.is_gone = thing is None
        now = kind.texts_of(thing) if kind is not None and thing is not None else {}
        then: Mapping[str, str] = decision.texts if kind is not None else {}
        self.is_known = bool(then)
        self.then = list(read(kind, {}, then)) if kind is not None else []
        self.now = list(read(kind, then, now)) if kind is not None else []

    @property
    def has_changed(self) -> bool:
        """Whether it says something else since."""
        return any(text.changes for text in self.now)


def what_was_done(decision: Decision | None, asked: str) -> str:
    """What was done, for whoever did it; the account that was closed with a thing as well."""
    words = decision.get_outcome_display() if decision else gettext("It was gone already.")
    if decision and asked == Outcome.SUSPENDED != decision.outcome:
        words = gettext("%(decided)s, and the account is closed.") % {"decided": words}
    return capfirst(words)
