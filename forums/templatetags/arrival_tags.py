"""What somebody shows at the door."""

from itertools import groupby

from django import template
from django.conf import settings
from django.urls import reverse
from qrcode.main import QRCode

register = template.Library()


@register.inclusion_tag("forums/qr.html")
def qr_of(booking) -> dict:
    """The code of somebody's place: whoever stands at the door scans it and finds them."""
    code = QRCode(border=4)  # as wide as the standard wants the margin
    code.add_data(f"{settings.SITE_URL}{reverse('forums:arrival', args=[booking.key])}")
    rows = code.get_matrix()
    return {"size": len(rows), "path": "".join(_drawn(row, y) for y, row in enumerate(rows))}


def _drawn(row: list[bool], y: int) -> str:
    """The dark squares of a row as a path of SVG, those side by side as one."""
    path, x = "", 0
    for is_dark, squares in groupby(row):
        run = len(list(squares))
        if is_dark:
            path += f"M{x} {y}h{run}v1h-{run}z"
        x += run
    return path
