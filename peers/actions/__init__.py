"""The verbs of peers."""

from peers.actions.accounts import SLUG_LETTERS, make_admin, new_slug, rename, welcome

__all__ = ["SLUG_LETTERS", "make_admin", "new_slug", "rename", "welcome"]
