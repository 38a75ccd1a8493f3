"""The picture that stands for a project where its address is passed on: its title, its ward and the
colour of its first cause. It says nothing that a card of the list does not say."""

import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from math import cos, pi, sin

from django.utils.translation import gettext as _
from PIL import Image, ImageDraw, ImageFont

from leeds_leaders.images import as_png

WIDTH, HEIGHT = 1200, 630  # pixels, as those who show such pictures ask for
MARGIN = 72
TITLE_WIDTH = 800
PAPER, INK, SOFT = "#fbf8f2", "#1c2333", "#4c5468"
BLUE, GOLD = "#1d428a", "#f2b705"
# The light `--cause-0` and so on of tokens.css.
CAUSES = (
    "#2f7d4f", "#b4472b", "#6a4c93", "#1d6fa3", "#8a6d00", "#99315f",
    "#00736b", "#5b5f97", "#7a4a21", "#3d5a80", "#8b1e3f", "#4f6d1f",
)  # fmt: skip
# Fonts that many systems have, with the letters of many languages; Pillow brings one of its own
# along, with those of English.
FONTS = ("DejaVuSans-Bold.ttf", "LiberationSans-Bold.ttf", "NotoSans-Bold.ttf")
SIZES, MOST_LINES = (84, 72, 62, 54, 46), 4
PLAINER = str.maketrans({"–": "-", "—": "-", "Ł": "L", "ł": "l", "Ø": "O", "ø": "o", "ı": "i"})


@dataclass(frozen=True)
class Card:
    """What stands on a picture."""

    title: str
    cause: str
    colour: int
    where: str
    network: str

    @classmethod
    def of(cls, project, network: str) -> "Card":
        """Of a project that came by `for_page`."""
        causes = ((cause["name"], cause["colour"]) for cause in project.cause_list)
        cause, colour = next(causes, ("", 3))
        where = project.ward.name if project.ward else _("The whole city")
        return cls(project.title, cause, colour, where, network)

    def png(self) -> bytes:
        """The picture, about 30 KB."""
        image = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
        colour = CAUSES[self.colour % len(CAUSES)]
        _draw_city(image, colour)
        draw = ImageDraw.Draw(image)
        small = font(34)
        if self.cause:
            _hexagon(draw, MARGIN + 18, 92, 20, colour)
            draw.text((MARGIN + 52, 92), readable(self.cause), SOFT, small, anchor="lm")
        self._draw_title(draw)
        draw.text((MARGIN, 500), readable(self.where), INK, small, anchor="lm")
        _hexagon(draw, MARGIN + 18, 562, 22, BLUE)
        _hexagon(draw, MARGIN + 18, 562, 11, GOLD)
        draw.text((MARGIN + 52, 562), readable(self.network), SOFT, font(30), anchor="lm")
        return as_png(image, colours=64)

    def _draw_title(self, draw: ImageDraw.ImageDraw) -> None:
        """As large as it may be, in at most four lines; what is too long even then ends early."""
        title = readable(self.title) if is_readable(self.title) else _("A project on our map")
        for size in SIZES:
            lines = _lines(title, font(size))
            if len(lines) <= MOST_LINES:
                break
        else:
            lines = [*lines[: MOST_LINES - 1], _cut(lines[MOST_LINES - 1], font(size))]
        height = size * 1.16
        top = 300 - height * (len(lines) - 1) / 2
        for number, line in enumerate(lines):
            draw.text((MARGIN, top + number * height), line, INK, font(size), anchor="lm")


@lru_cache(maxsize=64)
def font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    """Letters of so many pixels."""
    name = _font_here()
    return ImageFont.truetype(name, size) if name else ImageFont.load_default(size)


@lru_cache(maxsize=1)
def _font_here() -> str:
    """The first of `FONTS` that this system has, if any."""
    for name in FONTS:
        try:
            return str(ImageFont.truetype(name, 10).path)
        except OSError:
            continue
    return ""


def readable(text: str) -> str:
    """A text in letters that can be drawn: accents are left out where the font has none, and what
    it cannot draw at all as well."""
    return "".join(map(_drawable, text)).strip()


def is_readable(text: str) -> bool:
    """Whether each letter of a text can be drawn: a name that misses some is another name, or
    none."""
    return any(map(str.isalnum, text)) and all(map(_drawable, filter(str.isalpha, text)))


@lru_cache(maxsize=2000)
def _drawable(letter: str) -> str:
    plainer = unicodedata.normalize("NFKD", letter.translate(PLAINER))[0]
    for one in (letter, plainer):
        if one.isspace() or _has(one):
            return one
    return ""


def _has(letter: str) -> bool:
    """Whether the font draws something of its own for a letter."""
    letters = font(40)
    return bytes(letters.getmask(letter)) != bytes(letters.getmask("\uffff"))


def _lines(title: str, letters) -> list[str]:
    """A title in lines as wide as there is room; a word that is wider is broken."""
    lines = [""]
    for word in title.split():
        longer = f"{lines[-1]} {word}".strip()
        if letters.getlength(longer) <= TITLE_WIDTH:
            lines[-1] = longer
            continue
        if lines[-1]:
            lines.append("")
        for letter in word:
            if letters.getlength(lines[-1] + letter) > TITLE_WIDTH:
                lines.append("")
            lines[-1] += letter
    return lines


def _cut(line: str, letters) -> str:
    """As much of a line as there is room for, and that it went on."""
    while letters.getlength(f"{line} …") > TITLE_WIDTH:
        line = line[:-1]
    return f"{line} …"


def _draw_city(image: Image.Image, colour: str) -> None:
    """A few hexagons at the right edge, drawn twice as large and made smaller, so that their sides
    are smooth."""
    width, scale = 380, 2
    city = Image.new("RGB", (width * scale, HEIGHT * scale), PAPER)
    draw = ImageDraw.Draw(city)
    for x, y, radius, fill in (
        (250, 120, 100, colour),
        (337, 270, 100, GOLD),
        (250, 420, 100, BLUE),
        (424, 120, 100, BLUE),
        (424, 420, 100, colour),
        (337, 570, 100, colour),
        (163, 270, 100, _pale(colour)),
        (337, -30, 100, _pale(BLUE)),
        (163, 570, 100, _pale(GOLD)),
    ):
        _hexagon(draw, x * scale, y * scale, (radius - 5) * scale, fill)
    image.paste(city.resize((width, HEIGHT), Image.Resampling.BOX), (WIDTH - width, 0))


def _pale(colour: str) -> str:
    """A colour with much of the paper in it."""
    return "#" + "".join(
        f"{(int(colour[at : at + 2], 16) + 4 * int(PAPER[at : at + 2], 16)) // 5:02x}"
        for at in (1, 3, 5)
    )


def _hexagon(draw: ImageDraw.ImageDraw, x: float, y: float, radius: float, fill: str) -> None:
    corners = [
        (x + radius * sin(pi / 3 * side), y - radius * cos(pi / 3 * side)) for side in range(6)
    ]
    draw.polygon(corners, fill=fill)
