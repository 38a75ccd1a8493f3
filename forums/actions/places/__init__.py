"""The verbs of places: going, waiting, offers, leaving. Nobody is oversold, overtaken or forgotten.

Every verb locks the session's row first and then decides; so there is one order of events for each
session, which is the order of commits. What is to be told is written down as a `SeatMove` and told
later: nobody waits for mail while they hold the lock.
"""

from forums.actions.places.answers import (
    accept,
    decline,
    give_up,
    go,
    go_by_link,
    hand_over,
    leave,
    leave_by_link,
)
from forums.actions.places.by_hand import add_by_hand
from forums.actions.places.supply import (
    expire_offers,
    keep_seats,
    release_of,
    release_seats,
    set_capacity,
    settle,
)
from forums.actions.places.turns import locked, move, offer_places, offered_until

__all__ = [
    "accept",
    "add_by_hand",
    "decline",
    "expire_offers",
    "give_up",
    "go",
    "go_by_link",
    "hand_over",
    "keep_seats",
    "leave",
    "leave_by_link",
    "locked",
    "move",
    "offer_places",
    "offered_until",
    "release_of",
    "release_seats",
    "set_capacity",
    "settle",
]
