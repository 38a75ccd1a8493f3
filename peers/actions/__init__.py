"""The verbs of peers."""

from peers.actions.accounts import SLUG_LETTERS, make_admin, new_slug, rename, welcome
from peers.actions.items import (
    ItemDetails,
    add_item,
    change_item,
    close_item,
    close_past_items,
    follow,
    reopen_item,
    unfollow,
)
from peers.actions.profile import change_profile

__all__ = [
    "SLUG_LETTERS",
    "ItemDetails",
    "add_item",
    "change_item",
    "change_profile",
    "close_item",
    "close_past_items",
    "follow",
    "make_admin",
    "new_slug",
    "rename",
    "reopen_item",
    "unfollow",
    "welcome",
]
