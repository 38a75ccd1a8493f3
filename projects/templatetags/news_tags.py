"""What a project told, how far it has come, whether it still goes on: panels of its page."""

from django import template

register = template.Library()


@register.inclusion_tag("projects/news_panel.html", takes_context=True)
def news_of(context, project) -> dict:
    """The newest few of its news. One query."""
    return {"project": project}


@register.inclusion_tag("projects/way.html", takes_context=True)
def way_of(context, project) -> dict:
    """From inception to completion: stages, milestones and news in the order of their days."""
    return {"project": project}


@register.inclusion_tag("projects/lessons_panel.html")
def lessons_of(project) -> dict:
    """What others can learn from a project that is over."""
    return {"project": project}


@register.inclusion_tag("projects/freshness.html", takes_context=True)
def freshness_of(context, project) -> dict:
    """Whether anybody has said lately that a project still goes on."""
    return {"project": project}
