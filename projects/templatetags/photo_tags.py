"""Photos of projects and of their news, on whatever page tells of them."""

from django import template

from projects.models import Photo

register = template.Library()


@register.inclusion_tag("projects/photos_of.html", takes_context=True)
def photos_of(context, project) -> dict:
    """A project's photos in their order, its first one aside. One query."""
    photos = Photo.objects.visible_to(context["request"].user).filter(project=project, news=None)
    return {"photos": list(photos)}


@register.inclusion_tag("projects/photos_of.html", takes_context=True)
def photos_of_news(context, news) -> dict:
    """The photos of one of its news. One query, or none where they came with it."""
    photos = Photo.objects.visible_to(context["request"].user).filter(news=news)
    return {"photos": list(photos)}
