"""Photos from strangers: judged by Pillow, turned upright, made smaller, stripped, renamed."""

import secrets
import subprocess
import sys
from pathlib import Path

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.utils.translation import gettext_lazy as _

from leeds_leaders.photo_decoding import LONGEST_SIDE, MOST_PIXELS, SECONDS, TOO_LARGE

MOST_BYTES = 10 * 1024 * 1024
DECODER = Path(__file__).with_name("photo_decoding.py")

__all__ = ["LONGEST_SIDE", "MOST_BYTES", "MOST_PIXELS", "PhotoField", "PhotoInput", "clean_photo"]


def clean_photo(file) -> ContentFile:
    """A new WebP of a photo: at most 1,600 pixels a side, no metadata, a random name.

    It is decoded in a process of its own with limits of memory and CPU; the original is never
    kept. Raises `ValidationError` in words.
    """
    if file.size > MOST_BYTES:
        raise ValidationError(_("Photos may be up to 10 MB."))
    command = [sys.executable, "-I", str(DECODER)]
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
    return ContentFile(made.stdout, name=f"{secrets.token_urlsafe(12)}.webp")


class PhotoInput(forms.ClearableFileInput):
    """Choose a photo, or take the present one away. It links to nothing: photos have doors."""

    template_name = "components/photo_input.html"


class PhotoField(forms.FileField):
    """A photo from a person; what comes out is `clean_photo`'s."""

    widget = PhotoInput(attrs={"accept": "image/jpeg,image/png,image/webp"})

    def clean(self, data, initial=None):
        file = super().clean(data, initial)
        return clean_photo(file) if data and file is data else file
