"""Report links, and marks of what waits."""

from django.template import Library

from leeds_leaders.moderation.actions.screening import why_out_of_sight
from leeds_leaders.moderation.choices import AGAINST, Standing
from leeds_leaders.moderation.kinds import Kind, kind_of
from leeds_leaders.moderation.models import Decision

register = Library()


@register.inclusion_tag("moderation/report_link.html", takes_context=True)
def report(context, thing) -> dict:
    """A quiet link by which anybody says that a thing breaks a rule of the house: none at what is
    somebody's own or cannot be reported. No query: whatever stands beside it was read already, and
    `thing` is a row of a kind of `KINDS`."""
    try:
        kind = kind_of(thing)
    except LookupError:
        return {}
    request = context.get("request")
    if not kind.can_be_reported or (request and _is_of(kind, thing, request.user)):
        return {}
    return {"kind": kind, "key": getattr(thing, kind.key)}


@register.inclusion_tag("moderation/waits.html", takes_context=True)
def waits(context, thing) -> dict:
    """To whoever wrote it: that others do not see it, and why; of what was taken away, where they
    can ask for another look. Queries only where that is so; whoever else may read it (a moderator,
    a fellow keeper) is told the same."""
    request = context.get("request")
    if not (request and request.user.is_authenticated):
        return {}
    why, decision = why_out_of_sight(thing)
    is_theirs = decision is not None and decision.author_id == request.user.pk
    return {"why": why, "decision": decision if is_theirs else None}


@register.inclusion_tag("moderation/another_look.html", takes_context=True)
def another_look(context, thing) -> dict:
    """To whose thing it is, of what was declined: why, and how to have it looked at again. One
    query, and only of such things."""
    request = context.get("request")
    is_declined = getattr(thing, "standing", "") == Standing.DECLINED
    if not (is_declined and request and request.user.is_authenticated):
        return {}
    decided = Decision.objects.visible_to(request.user)
    last = decided.filter(kind=kind_of(thing).name, object_id=str(thing.pk)).first()
    is_theirs = last is not None and last.author_id == request.user.pk
    return {"decision": last if is_theirs and last.outcome in AGAINST else None}


def _is_of(kind: Kind, thing, viewer) -> bool:
    """Whether a row in hand says that it is the viewer's, going only where it has been read."""
    if not kind.mine or not viewer.is_authenticated:
        return False
    *steps, last = kind.mine.split("__")
    for step in steps:
        thing = thing._state.fields_cache.get(step)
        if thing is None:
            return False
    own = last if last == "pk" else thing._meta.get_field(last).attname
    return viewer.pk == getattr(thing, own)
