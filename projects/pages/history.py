"""What a project said before, ready for templates: who changed what, and two versions compared."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leeds_leaders.language.models import Cause, Help
from leeds_leaders.rewording import Patience, changed_words
from peers.models import Peer
from projects.choices import LedBy, Stage, SystemRole
from projects.models import Version

LABELS = {
    "title": gettext_lazy("What it is called"),
    "summary": gettext_lazy("What it is"),
    "story": gettext_lazy("The story"),
    "causes": gettext_lazy("What it is about"),
    "stage": gettext_lazy("How far it is"),
    "led_by": gettext_lazy("Who leads it"),
    "run_by": gettext_lazy("Name of the group"),
    "organisation": gettext_lazy("The organisation it belongs to"),
    "needs": gettext_lazy("What would help"),
    "offers": gettext_lazy("What it offers"),
    "system_role": gettext_lazy("What it does among others"),
    "is_pilot": gettext_lazy("Whether it is a pilot"),
    "end_point": gettext_lazy("Done when"),
    "ends_on": gettext_lazy("Ends on"),
    "money_holder": gettext_lazy("Who holds the money"),
    "links": gettext_lazy("Links"),
    "lessons": gettext_lazy("What others can learn from it"),
}
LONG = frozenset({"story", "lessons"})
CHOICES = {"led_by": LedBy, "stage": Stage, "system_role": SystemRole}
LISTS = frozenset({"causes", "needs", "offers", "links"})


@dataclass
class Line:
    """One version in the list: who, when, and what was another then, by name."""

    version: Version
    by: Peer | None
    changed: list[str]
    is_first: bool


@dataclass
class Difference:
    """What one field said and says, in one text: what went and what came are marked."""

    label: str
    marked: SafeString
    is_long: bool


def lines_of(versions: list[Version], viewer) -> list[Line]:
    """Versions, newest first, each with what it changed; whoever wrote it is named if the viewer
    may see them. The last of `versions` is there to be compared with alone, unless it is the first
    that is kept. One query."""
    writers = {version.by_id for version in versions}
    seen = Peer.objects.visible_to(viewer).filter(pk__in=writers).in_bulk()
    older = [*versions[1:], None][: len(versions)]
    return [
        Line(version, seen.get(version.by_id), _changed(before, version), before is None)
        for version, before in zip(versions, older, strict=True)
    ]


def _changed(before: Version | None, after: Version) -> list[str]:
    """The names of what differs."""
    if before is None:
        return []
    return [
        str(label) for name, label in LABELS.items() if _said(before, name) != _said(after, name)
    ]


def _said(version: Version, name: str):
    """What a version says of a field; one that was kept before there was the field, nothing."""
    return version.content.get(name) or None


class Comparison:
    """Two versions of a project, and what differs, field by field in words. Two queries."""

    def __init__(self, older: Version, newer: Version, viewer):
        self.older, self.newer = older, newer
        self._names = _names_of(older, newer, viewer=viewer)
        self._patience = Patience()

    def __iter__(self) -> Iterator[Difference]:
        for name, label in LABELS.items():
            old, new = _said(self.older, name), _said(self.newer, name)
            if old != new:
                yield Difference(str(label), self._marked(name, old, new), name in LONG)

    def _marked(self, name: str, old, new) -> SafeString:
        if name in LISTS:
            return self._marked_list(old or [], new or [])
        if name in LONG or name in {"title", "summary"}:
            return changed_words(old or "", new or "", self._patience)
        return _swapped(self._in_words(name, old), self._in_words(name, new))

    def _marked_list(self, old: list[str], new: list[str]) -> SafeString:
        every = [*old, *(one for one in new if one not in old)]
        pieces = ((self._mark(self._names.get(one, one), one in old, one in new),) for one in every)
        return format_html_join(", ", "{}", pieces)

    @staticmethod
    def _mark(text: str, was: bool, is_now: bool) -> SafeString:
        if was and is_now:
            return escape(text)
        return format_html("<del>{}</del>", text) if was else format_html("<ins>{}</ins>", text)

    @staticmethod
    def _in_words(name: str, value) -> str:
        if name in CHOICES:
            choices = CHOICES[name]
            return str(choices(value).label) if value in choices.values else ""
        if name == "is_pilot":
            return _("yes") if value else _("no")
        if name == "ends_on" and value:
            return date_format(date.fromisoformat(value), "j F Y")
        return value or ""


def _names_of(*versions: Version, viewer) -> dict[str, str]:
    """Names of tags by their slugs."""

    def slugs(*fields: str) -> set[str]:
        return {slug for one in versions for field in fields for slug in one.content.get(field, [])}

    causes = Cause.objects.visible_to(viewer).filter(slug__in=slugs("causes"))
    helps = Help.objects.visible_to(viewer).filter(slug__in=slugs("needs", "offers"))
    return dict([*causes.values_list("slug", "name"), *helps.values_list("slug", "name")])


def _swapped(old: str, new: str) -> SafeString:
    gone = format_html("<del>{}</del>", old) if old else SafeString("")
    come = format_html("<ins>{}</ins>", new) if new else SafeString("")
    return format_html("{} {}", gone, come) if gone and come else gone or come
