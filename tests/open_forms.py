"""How a person sends a form that is kept from machines."""

from datetime import timedelta

import time_machine
from django.utils import timezone

from leeds_leaders.moderation.forms.open_forms import CLOCK, OpenForm


def began(seconds: int = 60) -> dict[str, str]:
    """What the page of an open form sends along that was made so long ago."""
    with time_machine.travel(timezone.now() - timedelta(seconds=seconds)):
        return {CLOCK: OpenForm()[CLOCK].value()}
