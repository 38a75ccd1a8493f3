"""What is written to people about offers and asks."""

from django.utils import timezone

from leeds_leaders.notices import actions as notices
from leeds_leaders.notices.choices import Purpose
from leeds_leaders.notices.emails import Telling
from peers.models import Following, Item


def tell_followers(item: Item) -> None:
    """Tell whoever follows an item and may still see it what came of it; once a day at most,
    however often it is opened and closed."""
    key = f"item-{item.pk}-{timezone.localdate():%Y%m%d}"
    notices.tell_many(
        [
            Telling(
                following.peer,
                Purpose.PEOPLE,
                key,
                "peers/email/item_closed",
                {"item": item, "peer": item.peer},
                url=item.get_absolute_url(),
                items={"peers": [item.peer_id]},
            )
            for following in Following.objects.to_tell_of(item)
        ]
    )
