"""Which pages say where their feeds are, for news readers that are given the address of a page."""

from functools import lru_cache

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

register = template.Library()

TITLES = {
    "sessions": _("Breakfast forums"),
    "perspectives": _("Perspectives"),
    "what-works": _("What works"),
    "questions": _("Our questions"),
    "actions": _("Said and done"),
}
EVERY = tuple(TITLES)
OF_NOTES = ("sessions", "what-works", "questions", "actions")
# By page, what is new of that which stands on it. What is not here announces nothing.
FEEDS_OF = {
    "home": EVERY,
    "forums:archive": EVERY,
    "forums:list": ("sessions",),
    "forums:series-list": ("sessions",),
    "forums:series": ("sessions",),
    "forums:programme": ("sessions",),
    "forums:venues": ("sessions",),
    "forums:venue": ("sessions",),
    "forums:detail": OF_NOTES,
    "forums:note": OF_NOTES,
    "forums:perspectives": ("perspectives",),
    "forums:perspective": ("perspectives",),
    "forums:response": ("perspectives",),
    "forums:reading-list": ("perspectives",),
    "forums:what-works": ("what-works",),
    "forums:questions": ("questions",),
    "forums:question": ("questions",),
    "forums:said-and-done": ("actions",),
    "forums:action": ("actions",),
    "forums:outcome": ("actions",),
    "forums:came-of-session": ("actions",),
    "forums:came-of-peer": ("actions",),
}


@register.simple_tag(takes_context=True)
def announced_feeds(context) -> SafeString:
    """The feeds that belong to the page that is asked for, for its head."""
    match = getattr(context.get("request"), "resolver_match", None)
    if match is None or match.view_name not in FEEDS_OF:
        return SafeString()
    return _links(FEEDS_OF[match.view_name], get_language())


@lru_cache(maxsize=32)  # they are the same for everybody
def _links(names: tuple[str, ...], language: str | None) -> SafeString:
    feeds = [(f"forums:feed-{name}", TITLES[name]) for name in names]
    return render_to_string("forums/feeds_links.html", {"feeds": feeds})
