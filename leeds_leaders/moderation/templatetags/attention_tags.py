"""What needs attention, on the first page of the admin."""

from django import template

from leeds_leaders.moderation.pages.attention import lines_for

register = template.Library()


@register.inclusion_tag("admin/moderation/attention.html", takes_context=True)
def needs_attention(context):
    """Lines with counts and links, for whoever looks."""
    viewer = context["request"].user
    return {
        "lines": lines_for(viewer),
        "has_queue": viewer.has_perm("moderation.change_case"),
        "csrf_token": context.get("csrf_token"),
    }
