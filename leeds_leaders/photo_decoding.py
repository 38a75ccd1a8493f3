"""Makes a stranger's photo anew, in a process of its own with little memory and little time.

Run as a script: a photo on standard input, and as arguments `whole` with the widths wanted
beside it, or `square` with the sides wanted, in pixels, the largest first. On standard output come
the WebP pictures, each after its length as four bytes. It knows nothing of the site, so that
nothing of the site is near when a decoder is led astray. Exit codes: 0 done, `TOO_LARGE`, anything
else means that it is no photo we can read.
"""

import io
import re
import resource
import struct
import sys

from PIL import Image, ImageOps

MOST_PIXELS = 40_000_000
MOST_SCANS = 100  # of a JPEG; what cameras and programs write has twenty at most
LONGEST_SIDE = 1600  # pixels
FORMATS = ("JPEG", "PNG", "WEBP")
MEMORY = 1024 * 1024 * 1024  # bytes of address space: four copies of the largest, and Python
SECONDS = 5  # of CPU; the largest photos that may come take 2
TOO_LARGE = 3
# Of a JPEG, a marker after which its length stands; what is part of its data is none.
MARKER = re.compile(rb"\xff([^\x00\x01\xd0-\xd8\xff])", re.DOTALL)
END, SCAN = b"\xd9", b"\xda"


def limit_self(*, memory: int = MEMORY, seconds: int = SECONDS) -> None:
    """Let this process have so much memory and CPU, and no more."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))


def whole(photo: bytes, widths: list[int]) -> list[bytes]:
    """The picture, at most 1,600 pixels a side, and again no wider than each of these widths."""
    picture = read(photo, LONGEST_SIDE)
    made = [webp(picture)]
    for width in widths:
        picture.thumbnail((width, picture.height))  # each from the larger one before it
        made.append(webp(picture))
    return made


def squares(photo: bytes, sides: list[int]) -> list[bytes]:
    """The middle of the picture as squares of these sides, however small it was."""
    # Of a long picture its short side must still fill the square.
    middle = read(photo, LONGEST_SIDE * 2)
    made = []
    for side in sides:
        middle = ImageOps.fit(middle, (side, side))  # each from the larger one before it
        made.append(webp(middle))
    return made


def read(photo: bytes, longest: int) -> Image.Image:
    """The picture upright, at most so many pixels a side, on white, with no metadata."""
    with Image.open(io.BytesIO(photo), formats=FORMATS) as image:
        if image.width * image.height > MOST_PIXELS:
            raise Image.DecompressionBombError
        if scans(photo) > MOST_SCANS:
            raise ValueError("It would be gone over again and again.")
        if image.format == "JPEG":
            image.draft("RGB", (longest * 2, longest * 2))
        upright = ImageOps.exif_transpose(image)
        upright.thumbnail((longest, longest))
        clean = Image.new("RGB", upright.size, "white")
        pixels = upright.convert("RGBA")
        clean.paste(pixels, mask=pixels.getchannel("A"))
    return clean


def scans(photo: bytes) -> int:
    """How often a JPEG is gone over before it is shown; none where it is something else."""
    found, at = 0, 2
    while photo.startswith(b"\xff\xd8") and (marker := MARKER.search(photo, at)):
        if marker[1] == END:
            break
        found += marker[1] == SCAN
        at = marker.end() + max(2, int.from_bytes(photo[marker.end() : marker.end() + 2], "big"))
    return found


def webp(image: Image.Image) -> bytes:
    """A picture as it is kept."""
    out = io.BytesIO()
    image.save(out, "WEBP", quality=80, method=4)
    return out.getvalue()


if __name__ == "__main__":
    limit_self()
    shape, *lengths = sys.argv[1:]
    pixels = list(map(int, lengths))
    photo = sys.stdin.buffer.read()
    try:
        pictures = squares(photo, pixels) if shape == "square" else whole(photo, pixels)
    except Image.DecompressionBombError:
        sys.exit(TOO_LARGE)
    for picture in pictures:
        sys.stdout.buffer.write(struct.pack(">I", len(picture)) + picture)
