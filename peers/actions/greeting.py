"""The house greets what somebody first gives."""

from django.db import transaction
from django.utils import timezone

from leeds_leaders.notices import actions as notices
from leeds_leaders.notices.choices import Purpose
from peers.actions.people import lock
from peers.models import Peer, Profile


@transaction.atomic
def greet_first(peer: Peer, kind: str, title: str, *, url: str) -> bool:
    """Thank somebody for the first thing they gave the network (`kind` is offer, ask or project),
    and say what could come next. Of any number at once one is greeted. Returns whether it was.
    """
    lock(peer)
    first = Profile.objects.filter(peer=peer, greeted_at=None)
    if not first.update(greeted_at=timezone.now()):
        return False
    notices.tell(
        peer,
        Purpose.PEOPLE,
        "first-contribution",
        "peers/email/first_contribution",
        {"kind": kind, "title": title},
        url=url,
    )
    return True
