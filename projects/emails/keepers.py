"""What is written when whoever answers for an association changes, or is missing."""

from collections.abc import Iterable

from django.contrib.auth.backends import ModelBackend
from django.utils import timezone

from leeds_leaders.notices import actions as notices
from leeds_leaders.notices.choices import Purpose
from leeds_leaders.notices.emails import Telling
from peers.models import Peer
from projects.models import Association


def tell_of_keeping(association: Association, keeper: Peer) -> None:
    """Tell somebody that they answer for the association first from now on."""
    _tell(association, "kept", [keeper])


def ask_to_go_on(association: Association, members: Iterable[Peer]) -> None:
    """Ask those who belong to it whether they answer for it, since nobody does."""
    _tell(association, "without_keeper", members)


def tell_moderators_of_parting(association: Association) -> None:
    """Tell whoever looks after projects that nobody answers for an association."""
    moderators = ModelBackend().with_perm("projects.change_association").filter(is_staff=True)
    _tell(association, "parted", moderators)


def _tell(association: Association, about: str, to: Iterable[Peer]) -> None:
    key = f"association-{about}-{association.pk}-{timezone.now():%Y%m%d%H%M%S%f}"
    notices.tell_many(
        [
            Telling(
                peer,
                Purpose.PEOPLE,
                key,
                f"projects/email/association_{about}",
                {"association": association},
                url=association.get_absolute_url(),
            )
            for peer in to
        ]
    )
