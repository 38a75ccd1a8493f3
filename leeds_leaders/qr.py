"""Codes that a phone reads, drawn as a path of SVG."""

from itertools import groupby

from qrcode.main import QRCode


def drawn(text: str) -> dict:
    """The code of a text for `components/qr.html`: how many squares a side, and the dark ones."""
    code = QRCode(border=4)  # as wide as the standard wants the margin
    code.add_data(text)
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
