"""Composes what people are told; does not send it."""

from forums.emails.agenda import telling_of_item
from forums.emails.places import (
    changes_of,
    coming_of,
    link_path,
    places_still_told,
    stranger_of,
    telling_of_account,
    telling_of_link,
    telling_of_message,
    telling_of_move,
    telling_of_news,
)

__all__ = [
    "changes_of",
    "coming_of",
    "link_path",
    "places_still_told",
    "stranger_of",
    "telling_of_account",
    "telling_of_item",
    "telling_of_link",
    "telling_of_message",
    "telling_of_move",
    "telling_of_news",
]
