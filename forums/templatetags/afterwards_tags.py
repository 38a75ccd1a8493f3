"""What came of a session, a project, an action: panels for their pages."""

from django import template

from forums import rules
from forums.models import Booking
from forums.pages.afterwards import Afterwards
from forums.pages.chain import Chain
from forums.pages.outcomes import OutcomesOf
from forums.pages.picture import Picture
from forums.querysets.afterwards import does_something

register = template.Library()


@register.inclusion_tag("forums/after_session.html", takes_context=True)
def after_session(context, session) -> dict:
    """How it felt, what people took back, and what somebody who came can add. One query once the
    session is over, none before."""
    return {
        "session": session,
        "after": Afterwards.of(session, context["request"].user),
        "can_edit": context.get("can_edit", False),
    }


@register.filter
def gives_pulse(booking: Booking) -> bool:
    """Whether whoever has this place can say how it was."""
    return rules.can_give_pulse(booking)


@register.inclusion_tag("forums/outcomes.html", takes_context=True)
def outcomes_of(context, project) -> dict:
    """What came of a project, and what is still to be confirmed. One query."""
    viewer = context["request"].user
    return {
        "project": project,
        "outcomes": OutcomesOf(project, viewer),
        "decides": rules.can_decide_outcomes(viewer, project),
    }


@register.inclusion_tag("forums/chain.html", takes_context=True)
def came_of(context, thing) -> dict:
    """From a person by a session, an item of notes, an action and a project to what came of it:
    the chain that any one of these is part of, as a picture and in words. Three queries."""
    chain = Chain(thing, context["request"].user)
    return {"chain": chain, "picture": Picture(chain)}


@register.inclusion_tag("forums/done_by.html")
def done_by(peer) -> dict:
    """The way from somebody's page to what they do, where everybody may read of it. One query."""
    return {"peer": peer, "does_something": does_something(peer)}
