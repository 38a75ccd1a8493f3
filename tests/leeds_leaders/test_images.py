"""Photos from strangers: what is kept is a picture and nothing else."""

import io
import random
import struct
import zlib

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from leeds_leaders.images import LONGEST_SIDE, MOST_BYTES, clean_photo

GPS = {1: "N", 2: (53.0, 48.0, 0.0), 3: "W", 4: (1.0, 33.0, 0.0)}
SECRET = b"Taken at my kitchen table"


def upload(content: bytes, name: str = "photo.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "image/jpeg")


def picture(kind: str, size=(300, 200), mode: str = "RGB", **more) -> bytes:
    out = io.BytesIO()
    image = Image.new(mode, size, 120 if mode in {"L", "P", "I;16"} else None)
    image.save(out, kind, **more)
    return out.getvalue()


def with_secrets(kind: str) -> bytes:
    exif = Image.Exif()
    exif[0x010E] = SECRET.decode()
    exif[0x8825] = GPS
    more = {"exif": exif.tobytes()}
    if kind == "JPEG":
        more["comment"] = SECRET
    if kind == "WEBP":
        more["xmp"] = SECRET
    return picture(kind, **more)


def opened(file) -> Image.Image:
    return Image.open(io.BytesIO(file.read()))


def refused(content: bytes, name: str = "photo.jpg") -> str:
    with pytest.raises(ValidationError) as caught:
        clean_photo(upload(content, name))
    return caught.value.messages[0]


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_where_and_what_a_photo_says_of_itself_is_dropped(kind):
    content = with_secrets(kind)
    assert dict(Image.open(io.BytesIO(content)).getexif().get_ifd(0x8825)), "the test itself"
    clean = clean_photo(upload(content))
    body = clean.read()
    assert SECRET not in body
    image = Image.open(io.BytesIO(body))
    assert image.format == "WEBP"
    assert not dict(image.getexif())
    assert not {"exif", "xmp", "icc_profile", "comment"} & image.info.keys()


def test_a_photo_gets_a_random_name():
    names = {clean_photo(upload(picture("PNG"), "../../me.php.png")).name for _ in range(3)}
    assert len(names) == 3
    assert all(name.endswith(".webp") and "me" not in name.split(".")[1] for name in names)
    assert not any("/" in name or "php" in name for name in names)


def test_a_photo_is_turned_upright_before_the_note_about_it_is_dropped():
    exif = Image.Exif()
    exif[0x0112] = 6
    clean = opened(clean_photo(upload(picture("JPEG", (300, 200), exif=exif.tobytes()))))
    assert clean.size == (200, 300)


def test_a_large_photo_is_made_smaller_and_a_small_one_stays():
    assert max(opened(clean_photo(upload(picture("JPEG", (4000, 1000))))).size) == LONGEST_SIDE
    assert opened(clean_photo(upload(picture("PNG", (30, 20))))).size == (30, 20)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_every_way_of_storing_colour_is_read(mode):
    clean = opened(clean_photo(upload(picture("PNG", (30, 20), mode))))
    assert (clean.mode, clean.size) == ("RGB", (30, 20))


def test_printers_colours_are_read_too():
    assert opened(clean_photo(upload(picture("JPEG", (30, 20), "CMYK")))).size == (30, 20)


def test_what_shines_through_becomes_white():
    clean = opened(clean_photo(upload(picture("PNG", (30, 20), "RGBA"))))
    assert all(value > 250 for value in clean.getpixel((5, 5)))


def png_bomb(width: int, height: int) -> bytes:
    """A PNG of a few kilobytes that claims, and keeps, to be enormous."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    rows = zlib.compress(b"\x00" * ((width // 8 + 1) * height), 9)
    parts = chunk(b"IHDR", head), chunk(b"IDAT", rows), chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def test_fifty_megapixels_in_a_few_kilobytes_are_refused_unread():
    bomb = png_bomb(10_000, 5_001)
    assert len(bomb) < 100_000
    assert "40 million pixels" in refused(bomb)


@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
@pytest.mark.parametrize("size", [(10_000, 10_001), (20_000, 10_001), (60_000, 4000)])
def test_the_larger_the_bomb_the_same_the_answer(size):
    assert refused(png_bomb(*size))


def test_a_file_of_more_than_ten_megabytes_is_refused():
    assert "10 MB" in refused(b"\xff" * (MOST_BYTES + 1))


REFUSED = {
    "svg": b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    "svg with a declaration": b'<?xml version="1.0"?><svg onload="alert(1)"/>',
    "html": b"<!doctype html><script>alert(1)</script>",
    "gif": picture("GIF"),
    "bmp": picture("BMP"),
    "tiff": picture("TIFF"),
    "ico": picture("ICO"),
    "pdf": picture("PDF"),
    "eps": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n(evil) run",
    "empty png": b"\x89PNG\r\n\x1a\n",
    "words": b"hello",
    "nothing": b"",
    "zip": b"PK\x03\x04" + b"\x00" * 60,
    "a jpeg's first bytes": b"\xff\xd8\xff\xe0\x00\x10JFIF\x00",
}


@pytest.mark.parametrize("kind", REFUSED)
def test_what_is_no_photo_is_refused_whatever_it_is_called(kind):
    for name in ("photo.jpg", "photo.png", "photo.svg"):
        assert "JPEG, PNG or WebP" in refused(REFUSED[kind], name)


@pytest.mark.filterwarnings("ignore::UserWarning")
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_truncated_photo_is_refused_or_kept_but_never_a_fault(kind):
    noise = random.Random(1).randbytes(300 * 200 * 3)
    out = io.BytesIO()
    Image.frombytes("RGB", (300, 200), noise).save(out, kind)
    whole = out.getvalue()
    assert refused(whole[: len(whole) // 2])
    for length in range(1, 200, 7):
        assert refused(whole[:length])


@pytest.mark.filterwarnings("ignore::UserWarning")
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_damaged_photo_is_refused_or_cleaned_but_never_a_fault(kind):
    chance = random.Random(kind)
    whole = with_secrets(kind)
    for _ in range(150):
        damaged = bytearray(whole)
        for _ in range(chance.randrange(1, 6)):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        try:
            clean = clean_photo(upload(bytes(damaged)))
        except ValidationError:
            continue
        assert SECRET not in clean.read()
