"""The address of a new page: free when it was looked up, and perhaps taken a moment later."""

from collections.abc import Callable
from typing import TypeVar

from django.db import IntegrityError
from django.utils.translation import gettext as _

from projects.errors import IllegalMove

ATTEMPTS = 3
Made = TypeVar("Made")


def at_free_address(make: Callable[[], Made]) -> Made:
    """What `make` makes, an atomic verb that looks a free slug up: again, where somebody with the
    same words was quicker. Raises `IllegalMove` when that finds no end."""
    for _attempt in range(ATTEMPTS):
        try:
            return make()
        except IntegrityError as error:
            if "slug" not in str(error):
                raise
    raise IllegalMove(_("No free address was found for this title. Please try again."))
