"""Whose calendar an address shows."""

from hashlib import sha256

from django.db import models


def hash_of(token: str) -> str:
    """What is kept of the token of a calendar."""
    return sha256(token.encode()).hexdigest()


class CalendarFeedQuerySet(models.QuerySet):
    """Secret calendars."""

    def visible_to(self, viewer):
        """One's own. It says nothing of the address but since when there is one."""
        return self.filter(peer=viewer) if viewer.is_authenticated else self.none()

    def of_token(self, token: str):
        """The calendar at a secret address, with whose it is; None if it is revoked or made up."""
        feeds = self.filter(token_hash=hash_of(token), peer__is_active=True)
        return feeds.select_related("peer").first()
