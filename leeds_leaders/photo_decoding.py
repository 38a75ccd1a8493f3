"""Makes a stranger's photo anew, in a process of its own with little memory and little time.

Run as a script: a photo on standard input, a WebP on standard output. It knows nothing of the
site, so that nothing of the site is near when a decoder is led astray. Exit codes: 0 done,
`TOO_LARGE`, anything else means that it is no photo we can read.
"""

import io
import resource
import sys

from PIL import Image, ImageOps

MOST_PIXELS = 40_000_000
LONGEST_SIDE = 1600  # pixels
FORMATS = ("JPEG", "PNG", "WEBP")
MEMORY = 1024 * 1024 * 1024  # bytes of address space: four copies of the largest, and Python
SECONDS = 10  # of CPU
TOO_LARGE = 3


def made_anew(photo: bytes) -> bytes:
    """The picture upright, at most 1,600 pixels a side, on white, with no metadata."""
    with Image.open(io.BytesIO(photo), formats=FORMATS) as image:
        if image.width * image.height > MOST_PIXELS:
            raise Image.DecompressionBombError
        if image.format == "JPEG":
            image.draft("RGB", (LONGEST_SIDE * 2, LONGEST_SIDE * 2))
        upright = ImageOps.exif_transpose(image)
        upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        clean = Image.new("RGB", upright.size, "white")
        pixels = upright.convert("RGBA")
        clean.paste(pixels, mask=pixels.getchannel("A"))
    out = io.BytesIO()
    clean.save(out, "WEBP", quality=80, method=4)
    return out.getvalue()


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    try:
        sys.stdout.buffer.write(made_anew(sys.stdin.buffer.read()))
    except Image.DecompressionBombError:
        sys.exit(TOO_LARGE)
