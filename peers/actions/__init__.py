"""The verbs of peers."""

from peers.actions.accounts import SLUG_LETTERS, make_admin, new_slug, rename, welcome
from peers.actions.connections import accept, ask, block, decline, end, unblock, withdraw
from peers.actions.erasure import erase, take_away_photo
from peers.actions.introductions import answer_introduction, introduce
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
from peers.actions.pace import pause, resume, set_load, step_aside
from peers.actions.pairs import (
    agree_to_pair,
    end_pair,
    propose_pair,
    remind_of_reviews,
    set_review,
)
from peers.actions.profile import change_profile
from peers.actions.thanks import take_away_thanks, thank

__all__ = [
    "SLUG_LETTERS",
    "ItemDetails",
    "accept",
    "add_item",
    "agree_to_pair",
    "answer_introduction",
    "ask",
    "block",
    "change_item",
    "change_profile",
    "close_item",
    "close_past_items",
    "decline",
    "end",
    "end_pair",
    "erase",
    "follow",
    "introduce",
    "make_admin",
    "new_slug",
    "pause",
    "propose_pair",
    "remind_of_reviews",
    "rename",
    "reopen_item",
    "resume",
    "set_load",
    "set_review",
    "step_aside",
    "take_away_photo",
    "take_away_thanks",
    "thank",
    "unblock",
    "unfollow",
    "welcome",
    "withdraw",
]
