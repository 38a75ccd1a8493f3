from django.db import models
from django.utils.translation import gettext_lazy as _


class Standing(models.TextChoices):
    """Whether others may see a thing."""

    HELD = "held", _("waiting for a moderator")
    LIVE = "live", _("live")
    DECLINED = "declined", _("declined")
    WITHDRAWN = "withdrawn", _("withdrawn by its owner")


MOVES: dict[str, frozenset[str]] = {
    Standing.HELD: frozenset({Standing.LIVE, Standing.DECLINED, Standing.WITHDRAWN}),
    Standing.LIVE: frozenset({Standing.DECLINED, Standing.WITHDRAWN}),
    Standing.DECLINED: frozenset({Standing.LIVE, Standing.HELD, Standing.WITHDRAWN}),
    Standing.WITHDRAWN: frozenset({Standing.HELD, Standing.LIVE}),
}
