"""What news readers fetch: what is new of everything that the whole city may read, as Atom.

Whoever asks, it is what a visitor sees. Each entry keeps its id for good, and its address may
change (RFC 4287).
"""

from collections.abc import Callable
from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.syndication.views import Feed
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.urls import reverse_lazy
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from forums.choices import RecordState, State
from forums.models import Action, Note, Perspective, Question, Session
from leeds_leaders.stamps import kept_for_visitors
from leeds_leaders.text import one_line, render_markdown, shorten

MOST = 40  # entries
LONGEST_TITLE, LONGEST_TEXT = 120, 1500  # characters
VISITOR = AnonymousUser()
# What XML cannot hold, and a text of ours can.
_UNSAYABLE = dict.fromkeys(map(ord, "\ufffe\uffff"))


class Entries(Feed):
    """What all feeds have in common: `sort` names them in the ids of their entries."""

    feed_type = Atom1Feed
    sort: str

    def feed_guid(self) -> str:
        return id_of(f"feed/{self.sort}")

    def item_guid(self, item) -> str:
        return id_of(f"{self.sort}/{item.pk}")

    def item_title(self, item) -> str:
        return plain(shorten(one_line(item.words), LONGEST_TITLE))

    def item_description(self, item) -> str:
        return html(item.words)


class Sessions(Entries):
    """Sessions as they are announced, and again once their notes are public."""

    sort = "session"
    title = gettext_lazy("Breakfast forums")
    description = gettext_lazy("Sessions that are announced, and what was said there.")
    link = reverse_lazy("forums:list")

    def items(self) -> list[tuple[Session, bool]]:
        """The last sessions and the last records, together: (session, whether it is its record)."""
        sessions = Session.objects.visible_to(VISITOR).select_related("venue", "record")
        announced = sessions.whole().order_by("-announced_at", "-pk")[:MOST]
        recorded = sessions.filter(record__state=RecordState.PUBLIC)
        recorded = recorded.order_by("-record__published_at", "-pk")[:MOST]
        both = [(session, False) for session in announced]
        both += [(session, True) for session in recorded]
        return sorted(both, key=self.item_updateddate, reverse=True)[:MOST]

    def item_guid(self, item) -> str:
        session, is_record = item
        return id_of(f"{'record' if is_record else 'session'}/{session.pk}")

    def item_link(self, item) -> str:
        session, is_record = item
        return session.record.get_absolute_url() if is_record else session.get_absolute_url()

    def item_title(self, item) -> str:
        session, is_record = item
        if is_record:
            return plain(_("Notes: %s") % session.title)
        if session.state == State.CANCELLED:
            return plain(_("Called off: %s") % session.title)
        return plain(session.title)

    def item_description(self, item) -> str:
        session, _is_record = item
        told = "\n\n".join(filter(None, (session.when, session.where, session.theme)))
        return html(f"{told}\n\n{session.purpose}")

    def item_updateddate(self, item) -> datetime:
        session, is_record = item
        return session.record.published_at if is_record else session.announced_at


class Perspectives(Entries):
    """Reflections and articles that everybody may read."""

    sort = "perspective"
    title = gettext_lazy("Perspectives")
    description = gettext_lazy("What people write about breakfasts and about this city.")
    link = reverse_lazy("forums:perspectives")

    def items(self):
        return Perspective.objects.visible_to(VISITOR).published().with_author(VISITOR)[:MOST]

    def item_title(self, item) -> str:
        return plain(item.title)

    def item_author_name(self, item) -> str | None:
        return plain(item.byline or (item.writer or {}).get("name", "")) or None

    def item_pubdate(self, item) -> datetime:
        return item.published_at

    def item_updateddate(self, item) -> datetime:
        return max(item.published_at, item.changed_at)


class WhatWorks(Entries):
    """What was said to work, once the notes are public."""

    sort = "note"
    title = gettext_lazy("What works")
    description = gettext_lazy("What people in this city know works, as it was said at breakfasts.")
    link = reverse_lazy("forums:what-works")

    def items(self):
        notes = Note.objects.visible_to(VISITOR).what_works().select_related("record__session")
        return notes.order_by("-record__published_at", "place")[:MOST]

    def item_updateddate(self, item) -> datetime:
        return max(item.record.published_at, item.changed_at)


class Questions(Entries):
    """Questions of the register, with where each stands."""

    sort = "question"
    title = gettext_lazy("Our questions")
    description = gettext_lazy("What was asked at breakfasts, and what became of it.")
    link = reverse_lazy("forums:questions")

    def items(self):
        return Question.objects.visible_to(VISITOR).order_by("-moved_at", "pk")[:MOST]

    def item_description(self, item) -> str:
        return html(f"{item.words}\n\n*{item.get_state_display()}*")

    def item_updateddate(self, item) -> datetime:
        return item.moved_at


class Actions(Entries):
    """What was agreed, with where it stands; nobody is named here."""

    sort = "action"
    title = gettext_lazy("Said and done")
    description = gettext_lazy("What people said they would do, and what became of it.")
    link = reverse_lazy("forums:said-and-done")

    def items(self):
        actions = Action.objects.visible_to(VISITOR).standing()
        return actions.order_by(Coalesce("closed_at", "agreed_at").desc(), "-pk")[:MOST]

    def item_guid(self, item) -> str:
        return id_of(f"{self.sort}/{item.key}")

    def item_description(self, item) -> str:
        told = filter(None, (item.words, f"*{item.get_state_display()}*", item.result))
        return html("\n\n".join(told))

    def item_updateddate(self, item) -> datetime:
        return item.closed_at or item.agreed_at


def id_of(what: str) -> str:
    """The id of an entry, the same for good wherever the site may move (RFC 4151)."""
    return f"tag:{urlsplit(settings.SITE_URL).hostname},2026:{what}"


def plain(words: str) -> str:
    """Words as XML can hold them."""
    return words.translate(_UNSAYABLE)


def html(text: str) -> str:
    """Markdown as a news reader shows it."""
    return plain(render_markdown(shorten(text, LONGEST_TEXT)))


def fetched(entries: Entries) -> Callable[..., HttpResponse]:
    """A feed as a view: made anew once anything that it may show has changed."""

    @require_safe
    @kept_for_visitors("sessions", "records", "projects", "peers")
    def feed(request: HttpRequest) -> HttpResponse:
        return entries(request)

    return feed


sessions = fetched(Sessions())
perspectives = fetched(Perspectives())
what_works = fetched(WhatWorks())
questions = fetched(Questions())
actions = fetched(Actions())
