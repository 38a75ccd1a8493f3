"""Photos from strangers: judged by Pillow, turned upright, made smaller, stripped, renamed."""

import secrets
import struct
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.utils.translation import gettext_lazy as _

from leeds_leaders.photo_decoding import LONGEST_SIDE, MOST_PIXELS, SECONDS, TOO_LARGE

MOST_BYTES = 10 * 1024 * 1024
DECODER = Path(__file__).with_name("photo_decoding.py")
SIDES = (384, 192, 96)  # pixels of a square photo: on a page, and in lists for two kinds of screens

__all__ = [
    "LONGEST_SIDE", "MOST_BYTES", "MOST_PIXELS", "SIDES", "PhotoField", "PhotoInput",
    "SquarePhotoField", "clean_photo", "clean_square_photo", "name_of_size",
]  # fmt: skip


def clean_photo(file) -> ContentFile:
    """A new WebP of a photo: at most 1,600 pixels a side, no metadata, a random name.

    It is decoded in a process of its own with limits of memory and CPU; the original is never
    kept. Raises `ValidationError` in words.
    """
    (picture,) = _made_anew(file, "whole")
    return ContentFile(picture, name=f"{secrets.token_urlsafe(12)}.webp")


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


class SquarePhotoField(PhotoField):
    """A photo of a person; what comes out is `clean_square_photo`'s."""

    made_by = staticmethod(clean_square_photo)
