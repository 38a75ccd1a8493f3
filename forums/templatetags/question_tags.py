"""Panels of questions and of what works, for other pages."""

from django import template

from forums.models import Question
from forums.pages.questions import Card
from forums.pages.what_works import lately

register = template.Library()
SHOWN = 12


@register.inclusion_tag("forums/works_lately.html", takes_context=True)
def what_works_lately(context) -> dict:
    """What organisers put before everybody, or else the newest of what works. One query."""
    return {"works": lately(context["request"].user)}


@register.inclusion_tag("forums/questions_of.html", takes_context=True)
def questions_of(context, series) -> dict:
    """What waits for an answer in a series, the last asked first. One query."""
    viewer = context["request"].user
    questions = Question.objects.visible_to(viewer).asked_in_series(series, viewer)
    rows = questions.newest_first().card_rows(viewer)[: SHOWN + 1]
    cards = [Card(*row) for row in rows]
    return {"series": series, "cards": cards[:SHOWN], "has_more": len(cards) > SHOWN}
