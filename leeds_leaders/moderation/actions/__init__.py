"""The verbs of moderation."""

from leeds_leaders.moderation.actions.deciding import decide
from leeds_leaders.moderation.actions.hiding import (
    hold,
    let_stand,
    look_again,
    take_away,
    waited,
)
from leeds_leaders.moderation.actions.noting import note
from leeds_leaders.moderation.actions.screening import (
    check_may_post,
    check_may_say,
    screen,
    words_on_waiting,
)
from leeds_leaders.moderation.actions.warning import warn

__all__ = [
    "check_may_post",
    "check_may_say",
    "decide",
    "hold",
    "let_stand",
    "look_again",
    "note",
    "screen",
    "take_away",
    "waited",
    "warn",
    "words_on_waiting",
]
