"""The verbs of peers."""

from peers.actions.accounts import SLUG_LETTERS, make_admin, new_slug, rename, welcome
from peers.actions.claims import approve_claim, claim, decline_claim, withdraw_claim
from peers.actions.connections import accept, ask, block, decline, end, unblock, withdraw
from peers.actions.erasure import erase, take_away_photo
from peers.actions.first_steps import lead_in, take_step
from peers.actions.greeting import greet_first
from peers.actions.in_common import bring_back, set_aside
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
from peers.actions.organisations import (
    OrganisationDetails,
    add_organisation,
    approve_organisation,
    change_organisation,
    decline_organisation,
    hand_back,
    release,
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
from peers.actions.roles import (
    RoleDetails,
    add_role,
    add_role_in_new,
    change_role,
    come_as_self,
    end_role,
    let_roles_end,
    remove_role,
)
from peers.actions.thanks import take_away_thanks, thank

__all__ = [
    "SLUG_LETTERS",
    "ItemDetails",
    "OrganisationDetails",
    "RoleDetails",
    "accept",
    "add_item",
    "add_organisation",
    "add_role",
    "add_role_in_new",
    "agree_to_pair",
    "answer_introduction",
    "approve_claim",
    "approve_organisation",
    "ask",
    "block",
    "bring_back",
    "change_item",
    "change_organisation",
    "change_profile",
    "change_role",
    "claim",
    "close_item",
    "close_past_items",
    "come_as_self",
    "decline",
    "decline_claim",
    "decline_organisation",
    "end",
    "end_pair",
    "end_role",
    "erase",
    "follow",
    "greet_first",
    "hand_back",
    "introduce",
    "lead_in",
    "let_roles_end",
    "make_admin",
    "new_slug",
    "pause",
    "propose_pair",
    "release",
    "remind_of_reviews",
    "remove_role",
    "rename",
    "reopen_item",
    "resume",
    "set_aside",
    "set_load",
    "set_review",
    "step_aside",
    "take_away_photo",
    "take_away_thanks",
    "take_step",
    "thank",
    "unblock",
    "unfollow",
    "welcome",
    "withdraw",
    "withdraw_claim",
]
