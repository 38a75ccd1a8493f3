"""What somebody writes in or about a project, looked at before others see it."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Model

from leeds_leaders.moderation import actions as moderation
from leeds_leaders.moderation.choices import Standing
from leeds_leaders.moderation.models import Moderated
from projects.models import Project


def screened(row: Model, names: Sequence[str], said: Any, *, by, beside: Sequence[str] = ()) -> str:
    """Why what somebody says waits for a moderator, for `moderation.hold` once it is written; empty
    where it need not. `said` has the new words under the `names` that they have in `row`, which
    still holds the old ones, if there are any; `beside` are what else is said with them."""
    before = None if row._state.adding else texts_of(row, names)
    return moderation.screen(by, *texts_of(said, names), *beside, before=before)


def hold_for(project: Project, because: str, *, by) -> Project:
    """Let a project wait for what `by` said in it, if there is a reason to. The words are theirs,
    if they answer for it; what moderators mend stays its lead's."""
    author = by if project.is_led_by(by) else project.lead
    return project if is_put_away(project) else moderation.hold(project, because, author=author)


def is_put_away(thing: Moderated) -> bool:
    """Whether its people have taken it off the site: it does not wait, and is looked at once they
    bring it back. What left the lists by silence can be read, and waits as what is live does."""
    return thing.standing == Standing.WITHDRAWN and getattr(thing, "archived_at", None) is None


def check_said(by, words: str, *, before: str = "") -> None:
    """Refuse, in words, what `screen` would let wait, of what others read at once and what stands
    in something that does not wait for it: how an ask ended, what a public body answers, a role.
    To take words out is always possible. Raises `TooMuch`."""
    if words:
        moderation.check_may_post(by, words, before=[before])


def texts_of(said: Any, names: Sequence[str]) -> list[str]:
    """What people wrote; of addresses one to a line."""
    values = [getattr(said, name) for name in names]
    return [value if isinstance(value, str) else "\n".join(value) for value in values]
