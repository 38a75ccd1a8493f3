"""Composes what people are told of what others answer them, and what moderators decide; does not
send it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from hashlib import sha256

from forums.choices import Heard
from forums.models import Perspective, Response
from leeds_leaders.moderation.models import Decision
from leeds_leaders.notices.choices import Purpose
from leeds_leaders.notices.emails import Telling
from leeds_leaders.notices.models import Letter
from peers.emails.naming import named_to
from peers.models import Peer

RESPONSE = "forums.response"  # what a letter keeps of the response that it tells of


def telling_of_response(response: Response) -> Telling:
    """To whoever is answered: what somebody says, and what they heard."""
    reader = response.answered
    assert reader is not None  # else there is nobody to tell
    writer = None if response.is_unnamed else named_to(reader, response.author)
    return Telling(
        recipient=reader,
        purpose=Purpose.PEOPLE,
        key=f"response:{response.pk}",
        template="forums/email/response",
        context={"response": response, "writer": writer, "about": response.about},
        url=response.get_absolute_url(),
        items=_items(response) | ({"peers": [writer.pk]} if writer else {}),
    )


def telling_of_heard(response: Response) -> Telling:
    """To whoever said what they heard: it was meant so, or it was put right."""
    answered = response.parent or response.perspective
    assert answered is not None  # else nobody would be heard
    assert response.author is not None  # nor told
    by = None if answered.is_unnamed else named_to(response.author, answered.author)
    is_mended = response.heard_state == Heard.MENDED
    return Telling(
        recipient=response.author,
        purpose=Purpose.PEOPLE,
        key=f"heard:{response.pk}:{_mark(response.heard_state, response.meant)}",
        template=f"forums/email/heard_{'mended' if is_mended else 'confirmed'}",
        context={"response": response, "by": by, "about": response.about},
        url=response.get_absolute_url(),
        items=_items(response) | ({"peers": [by.pk]} if by else {}),
    )


def telling_of_standing(written: Perspective | Response, decision: Decision) -> Telling:
    """To whoever wrote something: what a moderator decided about it, why, and where they can have
    it looked at again."""
    return Telling(
        recipient=written.author,
        purpose=Purpose.DECISION,
        key=f"{written._meta.model_name}:{written.pk}:{decision.key}",
        template=f"forums/email/written_{'live' if written.is_live else 'declined'}",
        context={"written": written, "decision": decision},
        url=written.get_absolute_url() if written.is_live else decision.get_absolute_url(),
    )


def responses_still_told(letters: Sequence[Letter]) -> set[int]:
    """Of letters about responses those (by key) whose response still stands, where their recipient
    may read it. One query for each recipient."""
    told: dict[Peer, dict[int, str]] = defaultdict(dict)
    for letter in letters:
        if letter.recipient:
            told[letter.recipient][letter.pk] = letter.items[RESPONSE]
    return {pk for reader, theirs in told.items() for pk in _still_read(reader, theirs)}


def _still_read(reader: Peer, told: Mapping[int, str]) -> set[int]:
    found = Response.objects.visible_to(reader).live().filter(pk__in=told.values())
    standing = {str(pk) for pk in found.values_list("pk", flat=True)}
    return {pk for pk, response in told.items() if response in standing}


def _items(response: Response) -> dict:
    """What a letter keeps, to be looked at again before it leaves."""
    return {RESPONSE: str(response.pk)}


def _mark(*told: str) -> str:
    return sha256(repr(told).encode()).hexdigest()[:16]
