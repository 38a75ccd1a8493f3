"""What people write and answer, for other pages."""

from django import template
from django.utils.html import strip_tags
from django.utils.safestring import SafeString, mark_safe

from forums import rules
from forums.choices import State
from forums.models import Perspective
from forums.pages.threads import Thread, respond_url
from leeds_leaders.stamps import kept
from leeds_leaders.text import render_markdown, shorten

register = template.Library()
SHOWN = 50
OPENING = 220  # characters


@register.filter
def kept_markdown(text: str) -> SafeString:
    """A long text as safe HTML, kept: it depends on its words alone."""
    return mark_safe(kept(lambda: render_markdown(text), "markdown", text))  # noqa: S308


@register.filter
def opening(text: str) -> str:
    """How a long text begins, without its Markdown: for cards and search engines."""
    return shorten(strip_tags(render_markdown(text[:1200])).replace("\n", " "), OPENING)


@register.inclusion_tag("forums/thread_of.html", takes_context=True)
def thread_of(context, target, form=None, has_any: bool = True) -> dict:
    """What was answered to a perspective, an item of notes or between sessions, with the page's
    `form` for another answer, or else a link to it. One query for visitors, for members two; none
    for the answers where it is known that there are none."""
    request = context["request"]
    thread, kind = Thread(target, request.user, has_any=has_any), target._meta.model_name
    return {
        "request": request,
        "csrf_token": context.get("csrf_token"),
        "target": target,
        "thread": thread,
        "kind": kind,
        "is_open": thread.is_open,
        "is_over": kind == "session" and rules.is_over(target),
        "form": form,
        "respond_url": respond_url(target),
    }


@register.inclusion_tag("forums/perspectives_on.html", takes_context=True)
def perspectives_on(context, session, has_any: bool = True) -> dict:
    """What people wrote about a session, newest first. One query, or none."""
    viewer = context["request"].user
    found = Perspective.objects.visible_to(viewer).filter(session=session).published()
    shown = found.with_author(viewer).with_responses()[:SHOWN]
    return {
        "session": session,
        "perspectives": list(shown) if has_any else [],
        "can_write": viewer.is_authenticated and session.state != State.DRAFT,
    }
