"""Panels of notices for the pages of other apps."""

from django import template
from django.utils import timezone

from leeds_leaders.notices import rules
from leeds_leaders.notices.models import Address, Preference

register = template.Library()


@register.filter
def up_to_99(number: int) -> str:
    """A number of notices as it stands in the header; nobody counts on from there."""
    return "99+" if number > 99 else str(number)


@register.inclusion_tag("notices/mine.html", takes_context=True)
def notices_of_mine(context) -> dict:
    """Somebody's own notices in short, and whether our letters reach them. Two queries."""
    peer = context["request"].user
    preference = Preference.objects.visible_to(peer).first() or Preference(peer_id=peer.pk)
    return {
        "unread": getattr(peer, "unread_notices", 0),
        "preference": preference,
        "is_paused": rules.is_paused(preference, timezone.now()),
        "refused": Address.objects.visible_to(peer).of(peer).flagged().first(),
    }
