"""The verbs of peers."""

from peers.actions.accounts import SLUG_LETTERS, make_admin, new_slug, rename, welcome
from peers.actions.claims import approve_claim, claim, decline_claim, withdraw_claim
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
from peers.actions.organisations import (
    OrganisationDetails,
    add_organisation,
    approve_organisation,
    change_organisation,
    decline_organisation,
    hand_back,
    release,
)
    end_pair,
    propose_pair,
    remind_of_reviews,
    set_review,
)
from peers.actions.profile import change_profile
from peers.actions.thanks import take_away_thanks, thank

__all__ = [
from peers.actions.roles import (
    RoleDetails,
    add_role,
    add_role_in_new,
    change_role,
    come_as_self,
    end_role,
    remove_role,
)
    "SLUG_LETTERS",
    "ItemDetails",
    "accept",
    "add_item",
    "agree_to_pair",
    "OrganisationDetails",
    "RoleDetails",
    "answer_introduction",
    "ask",
    "add_organisation",
    "add_role",
    "add_role_in_new",
    "block",
    "change_item",
    "approve_claim",
    "approve_organisation",
    "change_profile",
    "close_item",
    "close_past_items",
    "decline",
    "change_organisation",
    "end",
    "change_role",
    "claim",
    "end_pair",
    "erase",
    "come_as_self",
    "follow",
    "decline_claim",
    "decline_organisation",
    "introduce",
    "make_admin",
    "end_role",
    "new_slug",
    "pause",
    "hand_back",
    "propose_pair",
    "remind_of_reviews",
    "rename",
    "reopen_item",
    "resume",
    "set_load",
    "set_review",
    "release",
    "step_aside",
    "remove_role",
    "take_away_photo",
    "take_away_thanks",
    "thank",
    "unblock",
    "unfollow",
    "welcome",
    "withdraw",
]
    "withdraw_claim",
