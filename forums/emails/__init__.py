"""Composes what people are told; does not send it."""

from forums.emails.afterwards import (
    outcomes_still_told,
    telling_of_lesson,
    telling_of_outcome_decided,
    telling_of_outcome_said,
)
from forums.emails.agenda import telling_of_item
from forums.emails.coming import coming_of
from forums.emails.places import (
    PLACE,
    changes_of,
    key_of_move,
    key_of_news,
    link_path,
    places_still_told,
    stranger_of,
    telling_of_account,
    telling_of_link,
    telling_of_message,
    telling_of_move,
    telling_of_news,
)
from forums.emails.record import RECORD, records_still_told, tellings_of_record
from forums.emails.writing import (
    responses_still_told,
    telling_of_heard,
    telling_of_response,
    telling_of_standing,
)

__all__ = [
    "PLACE",
    "RECORD",
    "changes_of",
    "coming_of",
    "key_of_move",
    "key_of_news",
    "link_path",
    "outcomes_still_told",
    "places_still_told",
    "records_still_told",
    "responses_still_told",
    "stranger_of",
    "telling_of_account",
    "telling_of_heard",
    "telling_of_item",
    "telling_of_lesson",
    "telling_of_link",
    "telling_of_message",
    "telling_of_move",
    "telling_of_news",
    "telling_of_outcome_decided",
    "telling_of_outcome_said",
    "telling_of_response",
    "telling_of_standing",
    "tellings_of_record",
]
