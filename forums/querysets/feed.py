"""Whose calendar an address shows."""

from hashlib import sha256

from django.db import models


def hash_of(token: str) -> str:
    """What is kept of the token of a calendar."""
    return sha256(token.encode()).hexdigest()


class CalendarFeedQuerySet(models.QuerySet):
    """Secret calendars."""

    def of_token(self, token: str):
        """The calendar at a secret address, with whose it is; None if it is revoked or made up."""
        feeds = self.filter(token_hash=hash_of(token), peer__is_active=True)
        return feeds.select_related("peer").first()
