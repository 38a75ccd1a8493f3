"""The verbs of forums."""

from forums.actions.places import (
    accept,
    add_by_hand,
    decline,
    expire_offers,
    go,
    keep_seats,
    leave,
    release_seats,
    set_capacity,
)
from forums.actions.sessions import Details, cancel, change, keep, mark_held, propose, publish

__all__ = [
    "Details",
    "accept",
    "add_by_hand",
    "cancel",
    "change",
    "decline",
    "expire_offers",
    "go",
    "keep",
    "keep_seats",
    "leave",
    "mark_held",
    "propose",
    "publish",
    "release_seats",
    "set_capacity",
]
