"""Composes what people are told about what they brought to an agenda; does not send it."""

from hashlib import sha256

from forums.choices import AgendaState
from forums.models import AgendaItem
from leeds_leaders.notices.choices import Purpose
from leeds_leaders.notices.emails import Telling


def telling_of_item(item: AgendaItem) -> Telling:
    """What the organisers decided on something that somebody brought to the agenda: each
    decision is told once, however often it is taken back."""
    is_chosen = item.state == AgendaState.CHOSEN
    why = sha256(item.reason.encode()).hexdigest()[:16]  # another reason is told anew
    return Telling(
        recipient=item.proposed_by,
        purpose=Purpose.DECISION,
        key=f"agenda:{item.pk}:{item.state}:{why}",
        template=f"forums/email/agenda_{'chosen' if is_chosen else 'set_aside'}",
        context={"item": item, "session": item.session},
        url=item.get_absolute_url(),
    )
