"""Photos of the invented city: drawn, so that nobody's picture is in them."""

from collections.abc import Iterator
from io import BytesIO

from django.core.files.base import ContentFile
from PIL import Image, ImageDraw

from forums.demo.dice import Dice
from leeds_leaders.images import WIDTHS, names_of_sizes
from projects.models import Photo

WIDTH, HEIGHT = 1200, 900
SKIES, GROUNDS = ("#dbe7f3", "#f6e7c8", "#e3ecd9"), ("#5b8a5a", "#8a6b4f", "#7a8a99")
WALLS, ROOF = ("#a4463a", "#c9a24b", "#1d428a"), "#3a3f4b"
# How many halls are drawn; what is to be seen; what is said of it.
SHOWN = (
    (1, "A hall with a pitched roof under the sun, drawn", "Where we meet, drawn by one of us"),
    (3, "Three halls in a row under a yellow sun, drawn", "All the places that have had us"),
    (1, "A hall on open ground, drawn", ""),
    (2, "Two halls side by side, drawn", "Ours, and our neighbours'"),
    (1, "A hall with a pale door, drawn", "The door to come in by"),
)


def draw_photos(dice: Dice) -> Iterator[dict]:
    """Photos in all their sizes, kept; what a row says of each. The same for the same dice."""
    storage = Photo._meta.get_field("file").storage
    for halls, alt, caption in SHOWN:
        picture, name = _drawn(dice, halls), f"projects/{dice.getrandbits(96):024x}.webp"
        for width, kept_as in zip((WIDTH, *WIDTHS), names_of_sizes(name), strict=True):
            if not storage.exists(kept_as):
                storage.save(kept_as, ContentFile(_webp(picture, width)))
        yield {"file": name, "width": WIDTH, "height": HEIGHT, "alt": alt, "caption": caption}


def _drawn(dice: Dice, halls: int) -> Image.Image:
    """A sky with a sun, the ground, and so many halls."""
    picture = Image.new("RGB", (WIDTH, HEIGHT), dice.one(SKIES))
    draw = ImageDraw.Draw(picture)
    horizon, sun = dice.between(500, 620), dice.between(150, 1000)
    draw.ellipse((sun, 90, sun + 140, 230), fill="#f2b705")
    draw.rectangle((0, horizon, WIDTH, HEIGHT), fill=dice.one(GROUNDS))
    for number in range(halls):
        left, width = 120 + 350 * number, dice.between(180, 280)
        draw.rectangle((left, horizon - 170, left + width, horizon + 60), fill=dice.one(WALLS))
        peak = (left + width // 2, horizon - 290)
        draw.polygon(((left - 25, horizon - 170), peak, (left + width + 25, horizon - 170)), ROOF)
        draw.rectangle((left + 60, horizon - 70, left + 120, horizon + 60), fill="#fbf8f2")
    return picture


def _webp(picture: Image.Image, width: int) -> bytes:
    file = BytesIO()
    picture.resize((width, width * HEIGHT // WIDTH)).save(file, "WEBP", quality=80, method=2)
    return file.getvalue()
