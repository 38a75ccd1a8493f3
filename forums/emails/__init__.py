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
from forums.emails.record import RECORD, records_still_told, tellings_of_record
    "stranger_of",
    "telling_of_account",
    "telling_of_item",
    "telling_of_link",
    "telling_of_message",
    "telling_of_move",
    "telling_of_news",
]
    "records_still_told",
    "telling_of_outcome_decided",
    "telling_of_outcome_said",
    "tellings_of_record",
