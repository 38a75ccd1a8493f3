"""What is answered to one thing, ready for its template.

A thread stands on the page of a session with hundreds of responses: it comes in one query, and is
put together here, where it takes a tenth of the time of a template. All that comes from data is
escaped, or is Markdown made safe.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from html import escape
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext

from forums import rules
from forums.choices import Heard
from forums.models import Note, Perspective, Response, Session
from leeds_leaders.moderation.choices import Standing
from leeds_leaders.stamps import kept
from leeds_leaders.text import render_markdown

BETWEEN = "\0"  # stands in no text that is shown


class Thread:
    """The responses to a perspective, an item of notes or a session, as a viewer may read them: two
    levels, what is deeper beside its parent. One query."""

    def __init__(self, target: Perspective | Note | Session, viewer, *, has_any: bool = True):
        self.viewer = viewer
        self._written = target if isinstance(target, Perspective) else None
        self.is_open = rules.can_respond(viewer, target)
        rows = Response.objects.on(target, viewer).with_author(viewer).in_order()
        self._rows = {row.pk: row for row in rows} if has_any else {}
        self._roots: dict[UUID, Response] = {}
        self._drop_gaps()
        self.count = sum(not row.is_withdrawn for row in self._rows.values())

    @property
    def drawn(self) -> SafeString:
        """The whole thread as nested lists."""
        bodies, before = self._bodies(), reverse("peers:list")
        words = _Words()
        beside: dict[Response, list[Response]] = {}
        for row in self._rows.values():
            root = self._root_of(row)
            beside.setdefault(root, [])
            if root is not row:
                beside[root].append(row)
        drawn = (
            self._item(root, bodies, before, words, "".join(
                self._item(row, bodies, before, words) for row in rows
            ))
            for root, rows in beside.items()
        )  # fmt: skip
        return SafeString("".join(drawn))

    def _item(self, row: Response, bodies, before: str, words: "_Words", beside: str = "") -> str:
        answers = f'<ol class="plain">{beside}</ol>' if beside else ""
        if row.is_withdrawn:
            body = f'<p class="soft">{words.gap}</p>'
        else:
            body = "".join(self._parts(row, bodies, before, words))
        return f'<li id="{row.anchor}" tabindex="-1"><article>{body}</article>{answers}</li>\n'

    def _parts(self, row: Response, bodies, before: str, words: "_Words") -> Iterator[str]:
        link = reverse_of(row)
        day = escape(_day(timezone.localtime(row.said_at).date(), get_language()))
        parent = self._rows.get(row.parent_id)
        yield f'<p class="by">{self._who(row, before, words)}'
        yield f' <a class="soft" href="{link}">{day}</a>'
        if row.changed_at:
            yield f' <span class="soft">{words.changed}</span>'
        if row.standing != Standing.LIVE:
            yield f' <span class="tag ask">{escape(row.get_standing_display())}</span>'
        if parent and self._root_of(row) is not parent:
            to = words.to % {"name": self._named(parent, words)}
            yield f' <a class="soft" href="#{parent.anchor}">{to}</a>'
        yield "</p>"
        if row.heard:
            yield f'<div class="heard"><p class="small soft">{words.heard}</p>{bodies[row.heard]}'
            yield f'<p class="small">{escape(row.get_heard_state_display())}</p>'
            yield f"{bodies[row.meant]}</div>" if row.meant else "</div>"
        yield bodies[row.words]
        yield self._ways_on(row, link, words)

    def _ways_on(self, row: Response, link: str, words: "_Words") -> str:
        """What the viewer may do, which is done on the page of the response."""
        is_own = self.viewer.is_authenticated and row.author_id == self.viewer.pk
        ways = []
        if self.is_open and row.is_live:
            ways.append(f'<a href="{link}reply/">{words.answer}</a>')
        if is_own:
            ways.append(f'<a href="{link}">{words.change}</a>')
        else:
            report = f"{words.report_url}{row.pk}/"
            ways.append(f'<a class="report" rel="nofollow" href="{report}">{words.report}</a>')
        was_said_back = row.heard_state == Heard.SAID and self._answered(row) == self.viewer.pk
        if self.viewer.is_authenticated and was_said_back:
            ways.append(f'<a href="{link}">{words.confirm}</a>')
        return f'<p class="row small">{" ".join(ways)}</p>' if ways else ""

    def _answered(self, row: Response) -> int | None:
        """Whose words a response answers."""
        if row.parent_id:
            parent = self._rows.get(row.parent_id)
            return parent.author_id if parent else None
        written = self._written
        return written.author_id if written and not written.byline else None

    def _who(self, row: Response, before: str, words: "_Words") -> str:
        if row.writer and row.author_id != self.viewer.pk:
            link = f"{before}{row.writer['slug']}/"
            name = f'<a href="{link}">{escape(row.writer["name"])}</a>'
        else:
            name = f"<b>{self._named(row, words)}</b>"
        return f'{name} <span class="tag">{words.author}</span>' if self._is_author(row) else name

    def _named(self, row: Response, words: "_Words") -> str:
        if row.is_withdrawn:
            return words.nobody
        if row.author_id and row.author_id == self.viewer.pk:
            return words.you_unnamed if row.is_unnamed else words.you
        if row.is_unnamed:
            return words.unnamed
        return escape(row.writer["name"]) if row.writer else words.member

    def _is_author(self, row: Response) -> bool:
        """Whether whoever wrote a perspective by name answers there by name."""
        written = self._written
        if written is None or written.is_unnamed or written.byline or row.is_unnamed:
            return False
        return row.author_id == written.author_id

    def _root_of(self, row: Response) -> Response:
        """The response of the first level that another stands beside; what answers something that
        the viewer may not read stands for itself."""
        passed = [row]
        while row.pk not in self._roots and row.parent_id in self._rows:
            row = self._rows[row.parent_id]
            passed.append(row)
        root = self._roots.get(row.pk, row)
        self._roots.update((each.pk, root) for each in passed)
        return root

    def _drop_gaps(self) -> None:
        """What was taken back is a gap only where the viewer reads answers to it."""
        gaps = [row for row in self._rows.values() if row.is_withdrawn]
        answers = Counter(row.parent_id for row in self._rows.values())
        while gaps:
            gap = gaps.pop()
            if answers[gap.pk] or self._rows.pop(gap.pk, None) is None:
                continue
            answers[gap.parent_id] -= 1
            above = self._rows.get(gap.parent_id)
            if above and above.is_withdrawn:
                gaps.append(above)

    def _bodies(self) -> dict[str, str]:
        """The HTML of all texts. It depends on them alone, and is kept as one."""
        rows = self._rows.values()
        texts = list({text: "" for row in rows for text in (row.words, row.heard, row.meant)})
        made = kept(lambda: BETWEEN.join(map(render_markdown, texts)), "responses", *texts)
        return dict(zip(texts, made.split(BETWEEN), strict=True))


class _Words:
    """What a thread says of its own, looked up once and not two hundred times."""

    def __init__(self):
        self.gap = escape(gettext("This was taken back."))
        self.nobody = escape(gettext("what was taken back"))
        self.you = escape(gettext("You"))
        self.you_unnamed = escape(gettext("You, without your name"))
        self.unnamed = escape(gettext("Without a name"))
        self.member = escape(gettext("A member"))
        self.author = escape(gettext("wrote what this is about"))
        self.changed = escape(gettext("(changed)"))
        self.to = escape(gettext("in answer to %(name)s"))
        self.heard = escape(gettext("What I heard you say:"))
        self.answer = escape(gettext("Answer this"))
        self.report = escape(gettext("Report"))
        any_one = reverse("moderation:report", args=["response", "0"])
        self.report_url = any_one.removesuffix("0/")
        self.change = escape(gettext("Change it or take it back"))
        self.confirm = escape(gettext("Did you mean it so?"))


RESPOND = {
    "perspective": lambda target: reverse("forums:perspective-respond", args=[target.slug]),
    "note": lambda target: reverse(
        "forums:note-respond", args=[target.record.session.slug, target.pk]
    ),
    "session": lambda target: reverse("forums:session-respond", args=[target.slug]),
}


def respond_url(target: Perspective | Note | Session) -> str:
    """Where an answer to it is given."""
    return RESPOND[str(target._meta.model_name)](target)


def place_of(response: Response) -> str:
    """Where a response stands in its thread."""
    return f"{response.about.get_absolute_url()}#{response.anchor}"


def reverse_of(response: Response) -> str:
    """The address of a response; two hundred of them differ in one part."""
    return f"{_before_responses()}{response.pk}/"


@lru_cache(maxsize=1)
def _before_responses() -> str:
    nobody = "00000000-0000-0000-0000-000000000000"
    return reverse("forums:response", args=[nobody]).removesuffix(f"{nobody}/")


# Django takes longer to write a day than to fetch a row, and threads tell the same ones again.
@lru_cache(maxsize=1000)
def _day(day: date, language: str | None) -> str:
    return date_format(day, "j F Y")
