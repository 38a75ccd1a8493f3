"""What a project told, how far it has come, whether it still goes on: panels of its page."""

from django import template

from projects import rules
from projects.pages.way import Way, news_told

register = template.Library()

NEWEST = 3


@register.inclusion_tag("projects/news_panel.html", takes_context=True)
def news_of(context, project) -> dict:
    """The newest few of the news of a project that came `with_told`. No query."""
    viewer = context["request"].user
    found = [news_told(row) for row in project.news_list[: NEWEST + 1]]
    return {
        "project": project,
        "posts": found[:NEWEST],
        "has_more": len(found) > NEWEST,
        "can_tell": rules.can_tell_news(viewer, project),
    }


@register.inclusion_tag("projects/way.html", takes_context=True)
def way_of(context, project) -> dict:
    """From inception to completion: stages, milestones and news in the order of their days. No
    query."""
    viewer = context["request"].user
    return {
        "project": project,
        "way": Way(project),
        "can_tell": rules.can_tell_news(viewer, project),
        "csrf_token": context.get("csrf_token"),
    }


@register.inclusion_tag("projects/lessons_panel.html")
def lessons_of(project) -> dict:
    """What others can learn from a project that is over. No query."""
    return {"project": project}


@register.inclusion_tag("projects/freshness.html", takes_context=True)
def freshness_of(context, project) -> dict:
    """Whether anybody has said lately that a project still goes on. No query."""
    viewer = context["request"].user
    return {"project": project, "can_say": rules.can_say_how_it_goes(viewer, project)}
