"""The verbs of mail and of notices, the only writers of both."""

from leeds_leaders.notices.actions.letters import post, tell

__all__ = ["post", "tell"]
