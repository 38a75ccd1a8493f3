"""Sessions as cards of a list.

They stand on a page by the dozen, so they are put together here (docs/decisions/0011). All that
comes from data is escaped.
"""

from collections.abc import Iterable
from html import escape

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from forums.querysets.cards import Card


def drawn_cards(cards: Iterable[Card]) -> SafeString:
    """Cards as items of a list."""
    before = reverse("forums:list")
    return SafeString("".join(_drawn(card, before) for card in cards))


def _drawn(card: Card, before: str) -> str:
    tags = "".join(f'<li class="tag{style}">{escape(words)}</li>' for words, style in _tags(card))
    return (
        '<li><article class="card">\n'
        f'<h3><a href="{before}{card.slug}/">{escape(card.title)}</a></h3>\n'
        f'<p class="when"><time datetime="{card.starts_at.isoformat()}">{escape(card.when)}</time>'
        f"</p>\n"
        + (f'<p class="about">{escape(card.theme)}</p>\n' if card.theme else "")
        + (f'<p class="facts">{escape(card.where)}</p>\n' if card.where else "")
        + (f'<ul class="tags">{tags}</ul>\n' if tags else "")
        + "</article></li>\n"
    )


def _tags(card: Card) -> list[tuple[str, str]]:
    """What else matters at a glance, each with its style."""
    tags = []
    if card.is_cancelled:
        tags.append((_("cancelled"), " ask"))
    if card.is_draft:
        tags.append((_("draft"), " stage"))
    if card.is_full:
        tags.append((_("all places taken; there is a waiting list"), " ask"))
    elif (left := card.room_left) is not None:
        tags.append((ngettext("%d place left", "%d places left", left) % left, " offer"))
    if card.is_online:
        tags.append((_("online, too") if card.where else _("online"), ""))
    if card.is_conference:
        tags.append((_("a conference of several parts"), ""))
    if card.series and card.series != card.title:
        tags.append((card.series, ""))
    return tags
