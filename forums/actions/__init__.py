"""The verbs of forums."""

from forums.actions.details import Details
from forums.actions.places import (
    accept,
    add_by_hand,
    decline,
    expire_offers,
    give_up,
    go,
    hand_over,
    keep_seats,
    leave,
    release_seats,
    set_capacity,
)
from forums.actions.series import (
    SeriesDetails,
    arrange,
    begin_series,
    bring_day_back,
    change_series,
    lay_out,
    skip,
)
from forums.actions.sessions import change, duplicate, let_go_of_contacts, propose
from forums.actions.states import cancel, discard, mark_held, publish, take_back
from forums.actions.venues import (
    VenueDetails,
    add_venue,
    bring_back_venue,
    change_venue,
    retire_venue,
)

__all__ = [
    "Details",
    "SeriesDetails",
    "VenueDetails",
    "accept",
    "add_by_hand",
    "add_venue",
    "arrange",
    "begin_series",
    "bring_back_venue",
    "bring_day_back",
    "cancel",
    "change",
    "change_series",
    "change_venue",
    "decline",
    "discard",
    "duplicate",
    "expire_offers",
    "give_up",
    "go",
    "hand_over",
    "keep_seats",
    "lay_out",
    "leave",
    "let_go_of_contacts",
    "mark_held",
    "propose",
    "publish",
    "release_seats",
    "retire_venue",
    "set_capacity",
    "skip",
    "take_back",
]
