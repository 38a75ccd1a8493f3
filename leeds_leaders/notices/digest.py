"""A digest as a letter: subject, text and HTML from the parts that the apps contribute."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from functools import cache

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from leeds_leaders.notices.choices import Purpose
from leeds_leaders.notices.emails import foot
from leeds_leaders.notices.models import Preference
from leeds_leaders.notices.printing import Stencil
from leeds_leaders.text import clean_line, shorten

SUBJECT = 150
GAPS = ("name", "subject", "parts", "settings_url", "unsubscribe_url")


@dataclass(frozen=True, slots=True)
class Item:
    """One thing a digest tells of: its title, a path of the site, and one plain line about it.

    `brief` names it in a few words where it stands alone, and never by its title.
    """

    id: int
    title: str
    url: str
    line: str = ""
    brief: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """What a section has for one reader: some items, how many more there are, and a path of the
    site where these are.
    """

    items: Sequence[Item]
    more: int = 0
    url: str = ""

    def without(self, gone: set[int]) -> "Found":
        """The same, but for some items that nothing may be told of any more."""
        return replace(self, items=[item for item in self.items if item.id not in gone])


@dataclass(frozen=True, slots=True)
class Part:
    """A section of one digest, ready to print. `headline` says in a few words what it holds."""

    title: str
    headline: str
    found: Found


@dataclass(frozen=True, slots=True)
class Printed:
    """A digest in words. `brief` is what stands in the inbox of the site: it names nothing, so
    that there is nothing to take back when something is hidden later.
    """

    subject: str
    text: str
    html: str
    brief: str


class Press:
    """Prints the digests of one batch; each item is rendered once, however many it is told."""

    def __init__(self) -> None:
        purpose = {"purpose": Purpose.DIGEST}
        self._text = Stencil("notices/email/digest_message.txt", GAPS, purpose)
        self._html = Stencil("notices/email/digest_message.html", GAPS, purpose)
        self._fragments = cache(_fragments)

    def print(self, preference: Preference, parts: Collection[Part]) -> Printed:
        """The digest of one person, who comes with their preference: at least one part."""
        headlines = [part.headline for part in parts]
        subject = shorten(clean_line(_capital(", ".join(headlines))), SUBJECT)
        fragments = [fragment for part in parts for fragment in self._part(part)]
        shared = {
            **foot(preference, Purpose.DIGEST),
            "name": preference.peer.get_short_name(),
            "subject": subject,
        }
        return Printed(
            subject=subject,
            text=self._text.fill(**shared, parts="".join(text for text, _html in fragments)),
            html=self._html.fill(
                **shared, parts=SafeString("".join(html for _text, html in fragments))
            ),
            brief="\n\n".join(map(_capital, headlines)),
        )

    def _part(self, part: Part) -> list[tuple[str, SafeString]]:
        fragments = [self._fragments("title", part.title)]
        fragments += [self._fragments("item", item) for item in part.found.items]
        if part.found.more:
            fragments.append(self._fragments("more", (part.found.more, part.found.url)))
        return fragments


def _fragments(name: str, it) -> tuple[str, SafeString]:
    """A title, an item or a way to more, as text and as HTML."""
    context = {"it": it, "site_url": settings.SITE_URL}
    template = f"notices/email/digest_{name}"
    return (
        render_to_string(f"{template}.txt", context),
        render_to_string(f"{template}.html", context),
    )


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
