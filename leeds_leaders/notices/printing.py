"""One template for many letters: what they share is rendered once, what differs is put into gaps.

Rendering a template takes a millisecond, joining strings a microsecond; ten thousand digests go
out on a Tuesday morning.
"""

import re
from collections.abc import Iterable

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.html import conditional_escape

_GAP = re.compile("\ue000(\\w+)\ue001")  # private use: no text that comes in holds these two


class Stencil:
    """A rendered template with named gaps, each standing in it as a variable of that name."""

    def __init__(self, template: str, gaps: Iterable[str], context: dict):
        self._is_html = template.endswith(".html")
        marks = {gap: f"\ue000{gap}\ue001" for gap in gaps}
        known = {"city": settings.CITY, "site_url": settings.SITE_URL}
        self._pieces = _GAP.split(render_to_string(template, known | context | marks))

    def fill(self, **values: str) -> str:
        """The letter with these values; escaped in HTML, unless they are safe already. What has
        no gap is left out.
        """
        ready = {
            gap: conditional_escape(value) if self._is_html else str(value)
            for gap, value in values.items()
        }
        return "".join(ready[piece] if at % 2 else piece for at, piece in enumerate(self._pieces))
