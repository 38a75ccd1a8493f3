"""Photos of projects and of their news, on whatever page tells of them."""

from pathlib import PurePath

from django import template
from django.urls import reverse

from leeds_leaders.images import LONGEST_SIDE, WIDTHS, name_of_size
from projects.models import Photo

register = template.Library()


@register.inclusion_tag("projects/photos_of.html")
def photos_of(project) -> dict:
    """The photos of a project that came `with_told`, its first one aside. No query."""
    return {"photos": [Photo(**row) for row in project.photo_list]}


@register.inclusion_tag("projects/photos_of.html", takes_context=True)
def photos_of_news(context, news) -> dict:
    """The photos of one of its news. One query."""
    photos = Photo.objects.visible_to(context["request"].user).shown().filter(news=news)
    return {"photos": list(photos)}


@register.simple_tag
def photo_size(file, width: int) -> str:
    """The address of a photo in one of its smaller sizes."""
    return reverse("projects:photo", args=[PurePath(name_of_size(str(file), width)).stem])


@register.simple_tag
def srcset(file, width: int = LONGEST_SIDE) -> str:
    """The sizes of a photo, whose largest is so many pixels wide, as `srcset` takes them."""
    whole = reverse("projects:photo", args=[PurePath(str(file)).stem])
    smaller = [f"{photo_size(file, one)} {one}w" for one in WIDTHS if one < width]
    return ", ".join([*reversed(smaller), f"{whole} {width}w"])
