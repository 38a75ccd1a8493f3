"""Photos from strangers: judged by Pillow, turned upright, made smaller, stripped, renamed."""

import io
import secrets

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps, UnidentifiedImageError

MOST_PIXELS = 40_000_000
MOST_BYTES = 10 * 1024 * 1024
LONGEST_SIDE = 1600  # pixels
FORMATS = ("JPEG", "PNG", "WEBP")


def clean_photo(file) -> ContentFile:
    """A new WebP of a photo: at most 1,600 pixels a side, no metadata, a random name.

    The original is never kept. Raises `ValidationError` in words.
    """
    if file.size > MOST_BYTES:
        raise ValidationError(_("Photos may be up to 10 MB."))
    try:
        with Image.open(file, formats=FORMATS) as image:
            if image.width * image.height > MOST_PIXELS:
                raise ValidationError(_("Photos may have up to 40 million pixels."))
            if image.format == "JPEG":
                image.draft("RGB", (LONGEST_SIDE * 2, LONGEST_SIDE * 2))
            upright = ImageOps.exif_transpose(image)
            upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
            clean = Image.new("RGB", upright.size, "white")
            pixels = upright.convert("RGBA")
            clean.paste(pixels, mask=pixels.getchannel("A"))
    except ValidationError:
        raise
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, ValueError, SyntaxError):
        raise ValidationError(_("Please choose a photo as JPEG, PNG or WebP.")) from None
    out = io.BytesIO()
    clean.save(out, "WEBP", quality=80, method=4)
    return ContentFile(out.getvalue(), name=f"{secrets.token_urlsafe(12)}.webp")


class PhotoInput(forms.ClearableFileInput):
    """Choose a photo, or take the present one away. It links to nothing: photos have doors."""

    template_name = "components/photo_input.html"


class PhotoField(forms.FileField):
    """A photo from a person; what comes out is `clean_photo`'s."""

    widget = PhotoInput(attrs={"accept": "image/jpeg,image/png,image/webp"})

    def clean(self, data, initial=None):
        file = super().clean(data, initial)
        return clean_photo(file) if data and file is data else file
