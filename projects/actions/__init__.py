"""The verbs of projects: the only code that writes them."""

from projects.actions.deciding import approve, decline, restore, withdraw
from projects.actions.drafts import drop_draft, keep_draft
from projects.actions.editing import (
    RESERVED_SLUGS,
    SLUG_LETTERS,
    Details,
    add,
    change,
    new_slug,
    public_point,
)
from projects.actions.parting import let_go_of_projects

__all__ = [
    "RESERVED_SLUGS",
    "SLUG_LETTERS",
    "Details",
    "add",
    "approve",
    "change",
    "decline",
    "drop_draft",
    "keep_draft",
    "let_go_of_projects",
    "new_slug",
    "public_point",
    "restore",
    "withdraw",
]
