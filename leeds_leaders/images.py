"""Photos from strangers: judged by Pillow, turned upright, made smaller, stripped, renamed. And
pictures that we draw ourselves, as files in memory."""

import io
import secrets
import struct
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.images import get_image_dimensions
from django.core.files.storage import Storage
from django.utils.translation import gettext_lazy as _
from PIL import Image

from leeds_leaders.photo_decoding import LONGEST_SIDE, MOST_PIXELS, SECONDS, TOO_LARGE

MOST_BYTES = 10 * 1024 * 1024
DECODER = Path(__file__).with_name("photo_decoding.py")
SIDES = (384, 192, 96)  # pixels of a square photo: on a page, and in lists for two kinds of screens
WIDTHS = (800, 400)  # pixels of the smaller sizes of a whole photo

__all__ = [
    "LONGEST_SIDE", "MOST_BYTES", "MOST_PIXELS", "SIDES", "WIDTHS", "PhotoField", "PhotoInput",
    "SizedPhoto", "SizedPhotoField", "SquarePhotoField", "as_png", "clean_photo",
    "clean_sized_photo", "clean_square_photo", "keep_files", "name_of_size", "names_of_sizes",
    "remove_files",
]  # fmt: skip


def clean_photo(file) -> ContentFile:
    """A new WebP of a photo: at most 1,600 pixels a side, no metadata, a random name.

    It is decoded in a process of its own with limits of memory and CPU; the original is never
    kept. Raises `ValidationError` in words.
    """
    (picture,) = _made_anew(file, "whole")
    return ContentFile(picture, name=f"{secrets.token_urlsafe(12)}.webp")


class SizedPhoto(ContentFile):
    """A photo as it is kept, `width` and `height` in pixels, and its `smaller` sizes."""

    def __init__(self, pictures: list[bytes], name: str):
        super().__init__(pictures[0], name=name)
        self.width, self.height = get_image_dimensions(ContentFile(pictures[0]))
        self.smaller = [ContentFile(picture) for picture in pictures[1:]]

    def files(self, name: str) -> dict[str, ContentFile]:
        """Its files by the names that they have where the largest is called `name`."""
        return dict(zip(names_of_sizes(name), [self, *self.smaller], strict=True))


def clean_sized_photo(file) -> SizedPhoto:
    """A photo made anew like `clean_photo`'s, and again no wider than each of `WIDTHS`."""
    pictures = _made_anew(file, "whole", *map(str, WIDTHS))
    return SizedPhoto(pictures, f"{secrets.token_hex(12)}.webp")


def names_of_sizes(name: str) -> list[str]:
    """Under which names a photo of several sizes is kept, the largest first."""
    return [name, *(name_of_size(name, width) for width in WIDTHS)]


@contextmanager
def keep_files(storage: Storage, files: Mapping[str, ContentFile]) -> Iterator[None]:
    """Keep files under their names; they go again if what needs them fails."""
    kept: list[str] = []
    try:
        for name, file in files.items():
            kept.append(storage.save(name, file))
        yield
    except BaseException:
        remove_files(storage, kept)
        raise


def remove_files(storage: Storage, names: Iterable[str]) -> None:
    """Remove files, those that are there."""
    for name in names:
        storage.delete(name)


def clean_square_photo(file) -> list[ContentFile]:
    """The middle of a photo as a square in each of `SIDES`, made like `clean_photo`'s.

    The first has a random name, the others are named after it.
    """
    name = f"{secrets.token_hex(12)}.webp"
    pictures = _made_anew(file, "square", *map(str, SIDES))
    return [
        ContentFile(picture, name=name_of_size(name, side))
        for side, picture in zip(SIDES, pictures, strict=True)
    ]


def name_of_size(name: str, side: int) -> str:
    """Under which name a size of a square photo is kept; `name` is that of the largest."""
    if side == SIDES[0]:
        return name
    path = Path(name)
    return str(path.with_stem(f"{path.stem}-{side}"))


def _made_anew(file, *shape: str) -> list[bytes]:
    """What `photo_decoding.py` makes of a photo. Raises `ValidationError` in words."""
    if file.size > MOST_BYTES:
        raise ValidationError(_("Photos may be up to 10 MB."))
    command = [sys.executable, "-I", str(DECODER), *shape]
    try:
        made = subprocess.run(  # noqa: S603  (our own script, nothing of theirs in the command)
            command, input=file.read(), capture_output=True, timeout=3 * SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        raise ValidationError(_("Please choose a photo as JPEG, PNG or WebP.")) from None
    if made.returncode == TOO_LARGE:
        raise ValidationError(_("Photos may have up to 40 million pixels."))
    if made.returncode or not made.stdout:
        raise ValidationError(_("Please choose a photo as JPEG, PNG or WebP."))
    return _split(made.stdout)


def _split(output: bytes) -> list[bytes]:
    """Pictures, each of which stands after its length as four bytes."""
    pictures, start = [], 0
    while start < len(output):
        (length,) = struct.unpack_from(">I", output, start)
        start += 4 + length
        pictures.append(output[start - length : start])
    return pictures


def as_png(picture: Image.Image, colours: int) -> bytes:
    """A picture that we drew, as a PNG of so many colours."""
    out = io.BytesIO()
    picture.quantize(colours).save(out, "PNG")
    return out.getvalue()


class PhotoInput(forms.ClearableFileInput):
    """Choose a photo, or take the present one away. It links to nothing: photos have doors."""

    template_name = "components/photo_input.html"


class PhotoField(forms.FileField):
    """A photo from a person; what comes out is `clean_photo`'s."""

    widget = PhotoInput(attrs={"accept": "image/jpeg,image/png,image/webp"})
    made_by: Callable[..., object] = staticmethod(clean_photo)

    def clean(self, data, initial=None):
        file = super().clean(data, initial)
        return self.made_by(file) if data and file is data else file


class SizedPhotoField(PhotoField):
    """A photo that is shown in several sizes; what comes out is `clean_sized_photo`'s."""

    made_by = staticmethod(clean_sized_photo)


class SquarePhotoField(PhotoField):
    """A photo of a person; what comes out is `clean_square_photo`'s."""

    made_by = staticmethod(clean_square_photo)
